use super::support::{ColumnChange, UniqueKey};
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::name::list;
use crate::words;

/// A unique key over rows that may be duplicates.
pub(super) fn check(check: &mut Check<'_>) {
    of_collation(check);
    let Some(key) = UniqueKey::of(check).filter(|key| key.may_fail(check)) else {
        return;
    };
    let columns = list(key.columns.iter().map(String::as_str));
    let words = words::unique_on_existing::duplicates(&key.altered.table.shown, &columns);
    check.report(key.altered.span, words);
}

/// A collation under which values that differ only in their case are duplicates.
fn of_collation(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check).filter(ColumnChange::ignores_more) else {
        return;
    };
    let (shown, column) = (&change.altered.table.shown, &change.to.name);
    let words = Words {
        message: format!(
            "this fails if two rows of `{shown}` differ only in the case of `{column}`"
        ),
        ..words::unique_on_existing::duplicates(shown, &format!("LOWER({column})"))
    };
    check.report(change.altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn rows_may_be_equal() {
        let found = lint_errors(
            Code::UniqueOnExisting,
            "CREATE TABLE t (a INT, b INT);",
            "CREATE UNIQUE INDEX u ON t (a, b);",
        );
        assert_snapshot!(found, @r"
        this fails if two rows of `t` have the same (a, b) [unique-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE UNIQUE INDEX u ON t (a, b);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on duplicates
          |
          = help: find duplicates and merge them first: `SELECT a, b, count(*) FROM t GROUP BY a, b HAVING count(*) > 1`; if this is intended, write above the statement: `-- migrate: allow(unique-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_collation_that_ignores_case() {
        let before =
            "CREATE TABLE u (id INT PRIMARY KEY, a VARCHAR(9) COLLATE utf8mb4_bin UNIQUE);";
        lint_errors(
            Code::UniqueOnExisting,
            before,
            "ALTER TABLE u MODIFY a VARCHAR(9) COLLATE utf8mb4_general_ci;",
        );
        lint_ok(
            Code::UniqueOnExisting,
            before,
            "ALTER TABLE u MODIFY a VARCHAR(20) COLLATE utf8mb4_bin;",
        );
    }

    #[test]
    fn a_new_column_is_null() {
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "ALTER TABLE t ADD e INT UNIQUE;",
        );
    }

    #[test]
    fn a_column_is_unique_already() {
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "ALTER TABLE t ADD UNIQUE KEY u (id, a);",
        );
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "CREATE TABLE u (a INT); ALTER TABLE u ADD UNIQUE (a);",
        );
    }

    #[test]
    fn a_wider_key_over_a_unique_column() {
        lint_ok(
            Code::UniqueOnExisting,
            "CREATE TABLE t (a INT, b INT, UNIQUE KEY k (a));",
            "ALTER TABLE t DROP INDEX k, ADD UNIQUE KEY k (a, b);",
        );
    }
}
