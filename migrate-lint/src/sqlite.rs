//! SQLite. The engine itself says what a statement does; the rules compare before and after.

mod check;
mod copy;
mod definition;
mod engine;
mod file;
mod judge;
mod name;
mod rebuild;
mod refusal;
mod rules;
mod state;
mod statement;
mod table;
#[cfg(test)]
mod testing;
mod used;

pub(crate) use judge::Sqlite;
