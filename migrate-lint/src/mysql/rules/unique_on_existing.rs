use super::support::{ColumnChange, UniqueKey};
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::name::list;

/// A unique key over rows that may be equal in it.
pub(super) fn check(check: &mut Check<'_>) {
    of_collation(check);
    let Some(key) = UniqueKey::of(check).filter(|key| key.may_fail(check)) else {
        return;
    };
    let shown = &key.altered.table.shown;
    let columns = list(key.columns.iter().map(String::as_str));
    let of = if columns.is_empty() {
        "the key".to_owned()
    } else {
        format!("`{columns}`")
    };
    let message = format!("this fails if two rows of `{shown}` are equal in {of}");
    let by = if columns.is_empty() { "…" } else { &columns };
    let help = format!(
        "look for such rows first: `SELECT {by}, COUNT(*) FROM {shown} GROUP BY {by} HAVING COUNT(*) > 1`"
    );
    check.report(
        key.altered.span,
        Words::new(message, "fails on rows that are equal", help),
    );
}

/// A key whose values may differ in their case alone.
fn of_collation(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check).filter(ColumnChange::ignores_more) else {
        return;
    };
    let (shown, column) = (&change.altered.table.shown, &change.to.name);
    let message =
        format!("this fails if two rows of `{shown}` differ in the case of `{column}` alone");
    let help = format!(
        "look for such rows first: `SELECT LOWER({column}), COUNT(*) FROM {shown} GROUP BY LOWER({column}) HAVING COUNT(*) > 1`"
    );
    check.report(
        change.altered.span,
        Words::new(message, "fails on rows that are equal", help),
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
            Code::UniqueOnExisting,
            "CREATE TABLE t (a INT, b INT);",
            "CREATE UNIQUE INDEX u ON t (a, b);",
        );
        assert_snapshot!(found, @r"
        this fails if two rows of `t` are equal in `a, b` [unique-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE UNIQUE INDEX u ON t (a, b);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that are equal
          |
          = help: look for such rows first: `SELECT a, b, COUNT(*) FROM t GROUP BY a, b HAVING COUNT(*) > 1`; or say above it why it may stay: `-- migrate: allow(unique-on-existing) <reason>`
        ");
    }

    #[test]
    fn finds_a_collation_that_ignores_case() {
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
    fn leaves() {
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "ALTER TABLE t ADD e INT UNIQUE;",
        );
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "ALTER TABLE t ADD UNIQUE KEY u (id, a);",
        );
        lint_ok(
            Code::UniqueOnExisting,
            TABLE,
            "CREATE TABLE u (a INT); ALTER TABLE u ADD UNIQUE (a);",
        );
        lint_ok(
            Code::UniqueOnExisting,
            "CREATE TABLE t (a INT, b INT, UNIQUE KEY k (a));",
            "ALTER TABLE t DROP INDEX k, ADD UNIQUE KEY k (a, b);",
        );
    }
}
