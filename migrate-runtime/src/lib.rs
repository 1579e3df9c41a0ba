//! Database migrations that are checked by the compiler and applied at boot.
//!
//! [`embed_migrations!`] puts the directory `migrations` beside `Cargo.toml` into the binary; a
//! migration that is wrong does not compile. [`Migrations::run`] brings the database up to date,
//! once, however many replicas start.
//!
//! ```no_run
//! # mod app {
//! use migrate_runtime::Migrations;
//! # use migrate_runtime::Error;
//!
//! static MIGRATIONS: Migrations = embed_migrations!();
//!
//! # #[cfg(feature = "sqlite")]
//! pub async fn boot(pool: &sqlx::SqlitePool) -> Result<(), Error> {
//!     let report = MIGRATIONS.run(pool).await?;
//!     println!("{report}");
//!     Ok(())
//! }
//! # macro_rules! embed_migrations { () => { migrate_runtime::__private::EMPTY } }
//! # use embed_migrations;
//! # }
//! # fn main() {}
//! ```
//!
//! The directory needs a build script, so that a new file is noticed:
//!
//! ```no_run
//! # mod migrate_build { pub fn check(_: &str) {} }
//! // build.rs, with migrate-build under [build-dependencies]
//! fn main() {
//!     migrate_build::check("migrations");
//! }
//! ```
//!
//! # What a boot does
//!
//! 1. It looks: one `SELECT`. If the newest row of the history is the newest embedded migration,
//!    that was all; a role that may only read is enough.
//! 2. It judges the whole history before anything runs: an edited or missing migration is an error.
//! 3. It applies what is pending: each migration in one transaction together with its history row,
//!    or, where the SQL cannot run in a transaction, statement by statement with its progress
//!    recorded. Only one replica does, the others wait for it.
//!
//! Features: `postgres`, `sqlite`, `mysql` (MySQL and MariaDB); `tls` (on by default) for encrypted
//! connections with rustls; `testing` for databases of tests; `drift` to notice schemas that were
//! changed by hand.

#[cfg(not(any(feature = "postgres", feature = "sqlite", feature = "mysql")))]
compile_error!("enable the feature `postgres`, `sqlite` or `mysql` of migrate-runtime");

#[cfg_attr(
    not(feature = "command"),
    expect(unreachable_pub, reason = "public for the command")
)]
mod address;
#[cfg(feature = "command")]
mod adoption;
mod budget;
mod carried;
mod code;
mod connect;
mod database;
mod done;
#[cfg(feature = "drift")]
mod drift;
mod engine;
mod error;
#[cfg_attr(
    not(feature = "command"),
    expect(dead_code, unreachable_pub, reason = "public for the command")
)]
mod foreign;
mod frame;
mod goal;
mod history;
mod judge;
mod link;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod lock_key;
mod look;
mod migration;
mod migrations;
#[cfg(feature = "mysql")]
mod mysql;
mod outcome;
mod piece;
#[cfg(feature = "postgres")]
mod postgres;
mod problem;
mod replaced;
mod report;
mod run;
mod runner;
mod session;
mod settings;
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod status;
mod survey;
mod target;
mod tenant;
#[cfg(feature = "testing")]
pub mod testing;

pub use code::{StepConnection, StepFuture};
#[cfg(feature = "drift")]
pub use drift::{Drift, OnDrift};
pub use error::{Error, ErrorKind};
pub use migrate_format::Dialect;
pub use migrate_macros::embed_migrations;
pub use migration::Migration;
pub use migrations::Migrations;
pub use problem::{Problem, ProblemKind};
pub use report::{Applied, Report};
pub use runner::Runner;
pub use status::{MigrationStatus, Plan, Planned, State, Status};
pub use target::Target;
pub use tenant::Tenant;

/// For the command: what a service never does to its history.
#[cfg(feature = "command")]
pub mod command {
    pub use crate::address::Address;
    pub use crate::adoption::{Adopted, Adoption, Verified};
    pub use crate::foreign::{ForeignHistory, ForeignLock, ForeignTool};
    pub use crate::goal::Repair;
}

/// For the code that `embed_migrations!` writes. Not part of the interface.
#[doc(hidden)]
pub mod __private {
    pub use migrate_format::{Embedded, Scripts};

    use crate::migrations::Migrations;

    /// What a refused directory becomes, so that rustc has nothing to add.
    pub const EMPTY: Migrations = embed(Embedded::EMPTY);

    pub const fn embed(embedded: Embedded) -> Migrations {
        Migrations::new(embedded)
    }
}
