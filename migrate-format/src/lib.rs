//! The format of the migrations that a program carries: the contract between the build, which
//! writes them, and the program, which reads them and records them in its database.
//!
//! Users do not depend on this crate: they name `migrate-runtime` and `migrate-build`. Each file
//! holds one noun of the format with both directions side by side.
//!
//! A program carries one [`Embedded`]: its up files and its down files as [`Scripts`], each of
//! which is a [`Script`] in few pieces of static data, and [`Notes`] for what few scripts have.
//!
//! ```
//! use migrate_format::{Checksum, Flags, Script, Scripts, Span};
//!
//! let text = "CREATE TABLE users (id INT);\n";
//! let (stem, flags) = Flags::of_file("1_users.up.sql");
//! let mut scripts: Scripts<String, Vec<u8>> = Scripts::default();
//! scripts.push(&Script {
//!     version: 1,
//!     stem,
//!     text,
//!     checksum: Checksum::of(text).as_bytes(),
//!     flags,
//!     spans: &Span::encode([Span { range: 0..27, outside: false, session: false }]),
//! });
//! let read = scripts.leak().decode().next();
//! assert_eq!(read.map(|script| script.name()), Some("users"));
//! ```

mod chain;
mod checksum;
mod dialect;
mod embedded;
mod identity;
mod note;
mod probe;
mod record;
mod replaced;
mod span;
pub mod supabase;

pub use chain::Chain;
pub use checksum::{Checksum, hex};
pub use dialect::Dialect;
pub use embedded::{Embedded, Scripts};
pub use identity::{identity, parse_identity};
pub use note::{Block, Note, Notes};
pub use probe::{Object, Probe};
pub use record::{Flags, Script};
pub use replaced::Replaced;
pub use span::{Span, Spans};
