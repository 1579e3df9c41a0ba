use super::support::dropped_column;
use crate::mysql::check::Check;
use crate::words;

/// `DROP COLUMN` of an existing column that holds values of its own.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((altered, column)) = dropped_column(check) else {
        return;
    };
    let table = &altered.table;
    let known = table.column(&column.text);
    // A generated column can be computed again.
    let is_computed = known.is_some_and(|known| known.spec.generated.is_some());
    if is_computed {
        return;
    }
    let shown = &table.shown;
    let is_required = known.is_none_or(|one| one.spec.is_not_null() && !one.spec.fills_itself());
    let optional = is_required
        .then(|| format!("ALTER TABLE {shown} ALTER COLUMN {column} SET DEFAULT <value>"));
    let words = words::drop_column::values(shown, column, optional);
    check.report(altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_column_loses_its_values() {
        let found = lint_errors(Code::DropColumn, TABLE, "ALTER TABLE t ADD e INT, DROP a;");
        assert_snapshot!(found, @r"
        dropping `t.a` deletes its values [drop-column]
         --> m/2_draft.sql:1:26
          |
        1 | ALTER TABLE t ADD e INT, DROP a;
          |                          ^^^^^^ its values are lost
          |
          = help: deploy a release that no longer uses the column first; if this is intended, write above the statement: `-- migrate: allow(drop-column) <reason>`
        ");
    }

    #[test]
    fn a_column_of_the_same_file() {
        lint_ok(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t ADD e INT; ALTER TABLE t DROP COLUMN e;",
        );
    }

    #[test]
    fn a_column_that_is_not_there() {
        lint_ok(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t DROP COLUMN IF EXISTS e;",
        );
    }

    #[test]
    fn a_generated_column_can_be_computed_again() {
        lint_ok(
            Code::DropColumn,
            "CREATE TABLE t (a INT, g INT AS (a + 1) VIRTUAL);",
            "ALTER TABLE t DROP COLUMN g;",
        );
    }
}
