//! What can be known of a migrations directory from its files alone.
//!
//! This crate is shared by the `embed_migrations!` macro, the build script and the `cargo migrate`
//! command, so that they cannot disagree. Users do not depend on it: they name `migrate-runtime`
//! and `migrate-build`.
//!
//! [`Snapshot::read`] and [`Queries::read`] are the functions that touch the file system. Everything after them is a
//! function of text and cannot fail: wrong input gives a value and a list of [`Diagnostic`]s.
//!
//! ```
//! use migrate_directory::{Dialect, Directory, Settings, Snapshot};
//!
//! let snapshot = Snapshot::of("migrations", [("1_users.sql", "CREATE TABLE users (id INT);\n")]);
//! let directory = Directory::new(&snapshot, &Settings { dialect: None, dialects: vec![Dialect::Postgres], release: false });
//! assert_eq!(directory.migrations[0].identity(), "1_users");
//! ```

mod body;
mod code;
mod config;
mod diagnostic;
mod directive;
mod directory;
mod embed;
mod file_name;
mod foreign;
mod history;
mod lexer;
mod lint_config;
mod lock;
mod merge;
mod migration;
mod mysql;
mod nearest;
mod probe;
mod processors;
mod queries;
mod scripts;
mod since;
mod snapshot;
mod statement;
mod text;
mod transaction;
mod verdict;
mod words;

pub use code::{Category, Code};
pub use diagnostic::{Diagnostic, Level};
pub use directive::{Allow, Directives};
pub use directory::{Directory, Settings};
pub use embed::{Embedded, Scripts};
pub use file_name::Layout;
pub use lexer::{Kind, Token, tokens};
pub use lint_config::{LintConfig, ServerVersion};
pub use lock::{Lock, LockError, Replaced, Sealed, Was};
pub use merge::sides;
pub use migrate_format::{Chain, Checksum, Dialect, hex, identity};
pub use migration::{Execution, Migration, execution};
pub use nearest::{misspelt, nearest};
pub use processors::on_all_processors;
pub use queries::{Queries, UsedQuery};
pub use since::since;
pub use snapshot::{Content, Entry, Snapshot};
pub use statement::{Problem, Split, Statement, split};
pub use text::{Position, normalise, original_range};
pub use transaction::Mode;
pub use verdict::{Verdict, VerdictError};
pub use words::Words;
