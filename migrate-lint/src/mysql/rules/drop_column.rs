use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::table::Action;

/// `DROP COLUMN` of a column that was there before and holds values of its own.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let Action::DropColumn { column, .. } = altered.action else {
        return;
    };
    let table = &altered.table;
    let known = table.column(&column.text);
    // A generated column can be computed again.
    let is_computed = known.is_some_and(|known| known.spec.generated.is_some());
    if is_computed || table.lacks(&column.text) || table.is_new_column(&column.text) {
        return;
    }
    let shown = &table.shown;
    let message = format!("dropping `{shown}.{column}` deletes its values");
    let help = "let a release run that does not use the column before you drop it; until then a \
                default lets INSERTs leave it out";
    check.report(
        altered.span,
        Words::new(message, "its values are lost", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::DropColumn, TABLE, "ALTER TABLE t ADD e INT, DROP a;");
        assert_snapshot!(found, @r"
        dropping `t.a` deletes its values [drop-column]
         --> m/2_draft.sql:1:26
          |
        1 | ALTER TABLE t ADD e INT, DROP a;
          |                          ^^^^^^ its values are lost
          |
          = help: let a release run that does not use the column before you drop it; until then a default lets INSERTs leave it out; or say above it why it may stay: `-- migrate: allow(drop-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t ADD e INT; ALTER TABLE t DROP COLUMN e;",
        );
        lint_ok(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t DROP COLUMN IF EXISTS e;",
        );
        lint_ok(
            Code::DropColumn,
            "CREATE TABLE t (a INT, g INT AS (a + 1) VIRTUAL);",
            "ALTER TABLE t DROP COLUMN g;",
        );
    }
}
