//! The history: its rows, its tables, and the SQL that is the same on every engine.

mod event;
mod expected;
mod place;
mod row;
mod tables;

pub(crate) use self::event::Event;
pub(crate) use self::expected::Expected;
pub(crate) use self::place::Place;
#[cfg(feature = "command")]
pub(crate) use self::row::rechain;
pub(crate) use self::row::{COLUMNS, Cells, Row, RowState};
pub(crate) use self::tables::LAYOUT;
