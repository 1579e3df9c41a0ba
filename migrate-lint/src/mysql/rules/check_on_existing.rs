use super::support::{added_check, added_column};
use crate::mysql::check::Check;
use crate::words;

/// A CHECK that existing rows may violate.
pub(super) fn check(check: &mut Check<'_>) {
    of_new_column(check);
    let Some(altered) = check.altered().filter(|_| added_check(check)) else {
        return;
    };
    let not_enforced = "; or, on MySQL, add it `NOT ENFORCED`: then it checks no row";
    let words = words::check_on_existing::rows(&altered.table.shown, "…", not_enforced);
    check.report(altered.span, words);
}

/// Every row gets the same value, which the CHECK may refuse.
fn of_new_column(check: &mut Check<'_>) {
    let Some((altered, column)) = added_column(check) else {
        return;
    };
    if !column.refuses_rows || !check.file.servers.has_checks() {
        return;
    }
    let words = words::check_on_existing::new_column(&altered.table.shown, &column.name);
    check.report(altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_row_may_violate_the_check() {
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
          = help: find such rows and correct them first: `SELECT * FROM t WHERE NOT (…)`; or, on MySQL, add it `NOT ENFORCED`: then it checks no row; if this is intended, write above the statement: `-- migrate: allow(check-on-existing) <reason>`
        ");
    }

    #[test]
    fn the_default_of_a_new_column_violates_its_check() {
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
                found.contains("the value that existing rows get"),
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
    fn not_enforced_checks_no_row() {
        lint_ok(
            Code::CheckOnExisting,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT ENFORCED;",
        );
    }

    #[test]
    fn mysql_5_7_ignores_checks() {
        lint_ok(
            Code::CheckOnExisting,
            &format!("-- lint: mysql-version = \"5.7\"\n{TABLE}"),
            "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);",
        );
    }
}
