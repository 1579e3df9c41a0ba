//! The rules' tests for this database.

use migrate_directory::{Code, Dialect};

/// What most tests need.
pub(super) const USERS: &str =
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);";

#[track_caller]
pub(super) fn lint_errors(code: Code, before: &str, sql: &str) -> String {
    crate::testing::lint_errors(Dialect::Sqlite, code, before, sql)
}

#[track_caller]
pub(super) fn lint_ok(code: Code, before: &str, sql: &str) {
    crate::testing::lint_ok(Dialect::Sqlite, code, before, sql);
}
