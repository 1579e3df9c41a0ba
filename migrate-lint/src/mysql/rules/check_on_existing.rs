use super::support::{added_check, added_column};
use crate::finding::Words;
use crate::mysql::check::Check;

/// A CHECK that rows are compared with.
pub(super) fn check(check: &mut Check<'_>) {
    of_new_column(check);
    let Some(altered) = check.altered().filter(|_| added_check(check)) else {
        return;
    };
    let shown = &altered.table.shown;
    let message = format!("this fails if a row of `{shown}` violates the CHECK");
    let help = format!(
        "look for such rows first: `SELECT * FROM {shown} WHERE NOT (…)`; MySQL adds it `NOT ENFORCED` without looking"
    );
    check.report(
        altered.span,
        Words::new(message, "fails on rows that violate it", help),
    );
}

/// Every row gets the same value, so one is enough.
fn of_new_column(check: &mut Check<'_>) {
    let Some((altered, column)) = added_column(check) else {
        return;
    };
    if !column.refuses_rows || !check.file.servers.has_checks() {
        return;
    }
    let name = format!("{}.{}", altered.table.shown, column.name);
    let message = format!("the CHECK of `{name}` refuses the value that every row gets");
    let help = "give the column a default that the CHECK accepts, or add the CHECK when the rows have values";
    check.report(
        altered.span,
        Words::new(message, "fails if there is a row", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::CheckOnExisting,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);",
        );
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
    fn finds_a_value_that_a_new_column_must_not_have() {
        let before = "CREATE TABLE t (id INT PRIMARY KEY);";
        for column in [
            "a INT NOT NULL DEFAULT 0 CHECK (a > 0)",
            "a DOUBLE DEFAULT -1.5 CHECK (a BETWEEN 0 AND 9 AND a <> 4)",
            "a INT CHECK (a IS NOT NULL)",
            "a VARCHAR(9) DEFAULT 'new' CHECK (a IN ('open', 'closed'))",
            "a INT DEFAULT 7 CONSTRAINT few CHECK ((3 > a) OR NOT (a = 7))",
        ] {
            let sql = format!("ALTER TABLE t ADD COLUMN {column};");
            let found = lint_errors(Code::CheckOnExisting, before, &sql);
            assert!(
                found.contains("refuses the value that every row gets"),
                "{found}"
            );
        }
        for column in [
            "a INT NOT NULL DEFAULT 1 CHECK (a > 0)",
            "a INT CHECK (a > 0 AND a < 9)",
            "a VARCHAR(9) DEFAULT 'New' CHECK (a IN ('new', 'old'))",
            "a INT DEFAULT 0 CHECK (a > 0) NOT ENFORCED",
            "a INT DEFAULT 0 CHECK (a > id)",
            "a INT DEFAULT 0 CHECK (a > 0 OR a = 0)",
            "a INT DEFAULT 0 CHECK (a = 5 AND id = 1 || id = 2)",
            "a INT DEFAULT 1.5 CHECK (a = 2)",
            "a VARCHAR(9) COLLATE utf8mb4_bin DEFAULT 'New' CHECK (a <> 'new')",
        ] {
            lint_ok(
                Code::CheckOnExisting,
                before,
                &format!("ALTER TABLE t ADD COLUMN {column};"),
            );
        }
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::CheckOnExisting,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT ENFORCED;",
        );
        lint_ok(
            Code::CheckOnExisting,
            &format!("-- lint: mysql-version = \"5.7\"\n{TABLE}"),
            "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);",
        );
    }
}
