//! MySQL and MariaDB.

mod catalog;
mod check;
mod data_type;
mod file;
mod judge;
mod name;
mod parser;
mod resolve;
mod rules;
mod servers;
mod statement;
mod syntax;
mod table;
#[cfg(test)]
mod testing;
mod type_change;
mod used;

pub(crate) use judge::Mysql;
