use migrate_core::Code;

use super::support::added_check;
use crate::mysql::check::Check;

/// A CHECK that rows are compared with.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered().filter(|_| added_check(check)) else {
        return;
    };
    let shown = &altered.table.shown;
    let message = format!("this fails if a row of `{shown}` violates the CHECK");
    let help = format!(
        "look for such rows first: `SELECT * FROM {shown} WHERE NOT (…)`; MySQL adds it `NOT ENFORCED` without looking"
    );
    check.report(Code::CheckOnExisting, altered.span, message, "fails on rows that violate it", help);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_core::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::CheckOnExisting, "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT, b VARCHAR(50) NOT NULL DEFAULT 'x', c DECIMAL(10,4), d ENUM('x','y'));", "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);");
        assert_snapshot!(found, @r"
        this fails if a row of `t` violates the CHECK [check-on-existing]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that violate it
          |
          = help: look for such rows first: `SELECT * FROM t WHERE NOT (…)`; MySQL adds it `NOT ENFORCED` without looking; or say above it why it may stay: `-- migrate: allow(check-on-existing) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::CheckOnExisting, "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT, b VARCHAR(50) NOT NULL DEFAULT 'x', c DECIMAL(10,4), d ENUM('x','y'));", "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT ENFORCED;");
        lint_ok(Code::CheckOnExisting, "-- lint: mysql-version = \"5.7\"\nCREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a INT, b VARCHAR(50) NOT NULL DEFAULT 'x', c DECIMAL(10,4), d ENUM('x','y'));", "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);");
    }
}
