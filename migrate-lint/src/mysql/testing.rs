//! The rules' tests for this database.

use migrate_directory::{Code, Dialect};

/// What most tests need.
pub(super) const TABLE: &str = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT);";

#[track_caller]
pub(super) fn lint_errors(code: Code, before: &str, sql: &str) -> String {
    crate::testing::lint_errors(Dialect::Mysql, code, before, sql)
}

#[track_caller]
pub(super) fn lint_ok(code: Code, before: &str, sql: &str) {
    crate::testing::lint_ok(Dialect::Mysql, code, before, sql);
}
