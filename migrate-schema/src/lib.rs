//! Reads the schema of a live database, stores it as text, and compares it with another schema.
//!
//! `postgres::read`, `sqlite::read` and `mysql::read` read a [`Schema`] with a few catalogue
//! queries in one message. [`Schema::to_text`] returns its canonical text, which can be stored.
//! [`Schema::fingerprint`] is a hash of it. [`Schema::differences`] shows how two schemas differ,
//! in words and as data.
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
//! # What is compared
//!
//! Definitions are compared as the server prints them, with qualified names. Expressions that a
//! server prints differently after `pg_dump | psql` (nested `AND`, casts of arrays) are first
//! brought into one form. Line endings make no difference, nor do formatting, quoting and capitals
//! on SQLite. The order of columns is not compared.
//!
//! Not read on PostgreSQL: roles, owners, tablespaces, default privileges, publications,
//! subscriptions, foreign servers, casts, operators and their classes, collations, conversions,
//! text search, languages, large objects.
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
