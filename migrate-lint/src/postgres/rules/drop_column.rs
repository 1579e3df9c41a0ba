use super::support::dropped_column;
use crate::postgres::check::Check;
use crate::words;

/// `DROP COLUMN` of an existing column that holds values of its own.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, cascade, span)) = dropped_column(check) else {
        return;
    };
    let known = table.column(&column.text);
    // A generated column can be computed again.
    let is_computed = known.is_some_and(|known| known.generated.is_some());
    if is_computed {
        return;
    }
    let shown = &table.shown;
    let is_required = known.is_none_or(|known| known.not_null && !known.fills_itself());
    let optional =
        is_required.then(|| format!("ALTER TABLE {shown} ALTER COLUMN {column} DROP NOT NULL"));
    let mut words = words::drop_column::values(shown, column, optional);
    if cascade {
        words
            .message
            .push_str(", and CASCADE drops what depends on it");
    }
    check.report(span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn cascade_drops_more_than_the_values() {
        let found = lint_errors(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t DROP COLUMN a CASCADE;",
        );
        assert_snapshot!(found, @r"
        dropping `t.a` deletes its values, and CASCADE drops what depends on it [drop-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t DROP COLUMN a CASCADE;
          |               ^^^^^^^^^^^^^^^^^^^^^ its values are lost
          |
          = help: deploy a release that no longer uses the column first; if this is intended, write above the statement: `-- migrate: allow(drop-column) <reason>`
        ");
    }

    #[test]
    fn inserts_can_leave_the_column_out_until_then() {
        let found = lint_errors(
            Code::DropColumn,
            "CREATE TABLE t (a int NOT NULL);",
            "ALTER TABLE t DROP COLUMN a;",
        );
        assert!(
            found.contains("`ALTER TABLE t ALTER COLUMN a DROP NOT NULL`"),
            "{found}"
        );
    }

    #[test]
    fn a_column_of_the_same_file() {
        lint_ok(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; ALTER TABLE t DROP COLUMN c;",
        );
    }

    #[test]
    fn a_column_that_is_not_there() {
        lint_ok(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t DROP COLUMN IF EXISTS c;",
        );
    }

    #[test]
    fn a_generated_column_can_be_computed_again() {
        lint_ok(
            Code::DropColumn,
            "CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a) STORED);",
            "ALTER TABLE t DROP COLUMN g;",
        );
    }
}
