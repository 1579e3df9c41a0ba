//! What the SQL of migrations shows: the schema state that they make, and rules that judge the next
//! statement against it.
//!
//! This crate is shared by the build script and the `cargo migrate` command. Users do not depend
//! on it.
//!
//! [`lint`] is a function of text, like `migrate-directory`: it reads no file and cannot fail.
//! Each database is a module of its own, under the feature of its name, and finds out what is
//! wrong; which migrations are judged, how much a rule matters and what directives allow is the
//! same for all.

#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod born;
mod finding;
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod judge;
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod kept;
mod lint;
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod pending;
mod selection;
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod still_used;
#[cfg(test)]
mod testing;
mod verdict;
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
mod words;

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

pub use finding::Fix;
pub use lint::{Options, Report, lint};
pub use selection::Selection;
