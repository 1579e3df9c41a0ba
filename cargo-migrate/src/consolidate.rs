//! Many old files become one baseline: read, replayed, written down, proven, put in their place.

mod data;
mod dump;
mod inventory;
mod order;
mod proof;
mod replay;
mod result;
mod switch;
mod tracked;

pub(crate) use self::inventory::{Inventory, OldFile, parsed, stem};
pub(crate) use self::proof::{Outcome, prove};
pub(crate) use self::switch::{ARCHIVE, Switch, files_of, recover};
