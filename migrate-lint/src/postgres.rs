//! PostgreSQL.

mod catalog;
mod check;
mod data_type;
mod evaluate;
mod expression;
mod file;
mod judge;
mod locks;
mod name;
mod parser;
mod query;
mod resolve;
mod rules;
mod sources;
mod statement;
mod table;
#[cfg(test)]
mod testing;
mod used;
mod volatility;

pub(crate) use judge::Postgres;
