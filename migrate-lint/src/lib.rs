//! What can be known of migrations from their SQL: the schema state that they leave behind, and rules
//! that judge the next statement against it.
//!
//! This crate is shared by the build script and the `cargo migrate` command. Users do not depend on it.
//!
//! [`lint`] is a function of text, like `migrate-core`: it reads no file and cannot fail. Each database
//! is a module of its own behind the feature of its name, and finds out what is wrong; which migrations
//! are judged, how much a rule matters and what directives allow is the same for all.

mod finding;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod kept;
mod lint;
mod selection;
mod verdict;

#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(test)]
mod testing;

pub use finding::Fix;
pub use lint::{Options, Report, lint};
pub use selection::Selection;
