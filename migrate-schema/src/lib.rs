//! The schema of a live database as a value: read, stored, compared.
//!
//! `postgres::read`, `sqlite::read` and `mysql::read` read a [`Schema`] in one message of a handful of
//! catalogue queries. [`Schema::to_text`] is its canonical text, to be stored; [`Schema::fingerprint`] stands for
//! all of it; [`Schema::differences`] says in words and as data in what two of them differ.
//!
//! ```no_run
//! # #[cfg(feature = "postgres")]
//! # async fn example(stored: String) -> Result<(), Box<dyn std::error::Error>> {
//! use migrate_schema::{Ignore, Schema, Scope, postgres};
//! use sqlx::{Connection, PgConnection};
//!
//! let mut connection = PgConnection::connect("postgres://localhost/bookings").await?;
//! let live = postgres::read(&mut connection, &Scope::new()).await?;
//!
//! let ignore = Ignore::new(["public.pg_stat_*"])?;
//! for difference in live.differences(&Schema::parse(&stored)?, &ignore) {
//!     println!("{difference}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is the same
//!
//! Definitions are compared as the server writes them, with names qualified. What a server writes in other words
//! after `pg_dump | psql` (nested `AND`, casts of arrays) is brought into one form; so are SQLite's formatting, quoting
//! and capitals, and line ends everywhere. The order of columns is not compared.
//!
//! Not read on PostgreSQL: roles, owners, tablespaces, default privileges, publications, subscriptions, foreign
//! servers, casts, operators and their classes, collations, conversions, text search, languages, large objects.
//!
//! Features: `postgres`, `sqlite`, `mysql`.

mod difference;
mod error;
mod excerpt;
#[cfg(feature = "postgres")]
mod expression;
#[cfg(any(feature = "postgres", feature = "sqlite", feature = "mysql"))]
mod history;
mod ignore;
mod kind;
#[cfg(feature = "mysql")]
pub mod mysql;
mod name;
#[cfg(feature = "postgres")]
pub mod postgres;
mod schema;
mod scope;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod text;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod token;

pub use difference::{Change, Difference};
pub use error::{Error, ErrorKind};
#[cfg(any(feature = "postgres", feature = "sqlite", feature = "mysql"))]
pub use history::FOREIGN_HISTORIES;
pub use ignore::Ignore;
pub use kind::{Kind, Property};
pub use migrate_format::{Dialect, supabase};
pub use name::Name;
pub use schema::{Object, Schema};
pub use scope::Scope;
