//! Tests with real databases.

mod mysql;
mod postgres;
mod postgres_outside;
mod postgres_same;
mod sqlite;
mod support;
