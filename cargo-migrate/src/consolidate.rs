//! Replaces old files with one baseline: reads and replays the files, dumps the schema, proves that
//! the dump creates the same schema, and exchanges the directory.

mod data;
mod dump;
mod file;
mod inventory;
mod order;
mod proof;
mod replay;
mod result;
mod switch;

pub(crate) use self::file::{OldFile, Tracked, parsed, stem};
pub(crate) use self::inventory::Inventory;
pub(crate) use self::proof::{Outcome, prove};
pub(crate) use self::switch::{ARCHIVE, Switch, files_of, recover};
