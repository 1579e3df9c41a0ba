//! The rules' tests for this database.

use migrate_directory::{Code, Dialect};

/// What most tests need.
pub(super) const TABLE: &str = "CREATE TABLE t (id int PRIMARY KEY, a int, b text);";

#[track_caller]
pub(super) fn lint_errors(code: Code, before: &str, sql: &str) -> String {
    crate::testing::lint_errors(Dialect::Postgres, code, before, sql)
}

#[track_caller]
pub(super) fn lint_ok(code: Code, before: &str, sql: &str) {
    crate::testing::lint_ok(Dialect::Postgres, code, before, sql);
}
