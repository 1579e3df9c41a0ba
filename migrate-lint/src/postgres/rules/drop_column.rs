use super::support::altered;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::Action;

/// `DROP COLUMN` of a column that was there before and holds values of its own.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((
        table,
        Action::DropColumn {
            column, cascade, ..
        },
        span,
    )) = altered(check)
    else {
        return;
    };
    let known = table.column(&column.text);
    let is_gone = table.table().is_some_and(|table| table.complete) && known.is_none();
    // A generated column can be computed again.
    let is_computed = known.is_some_and(|known| known.generated.is_some());
    if is_gone || is_computed || table.is_new_column(&column.text) {
        return;
    }
    let shown = &table.shown;
    let others = if *cascade {
        ", and what depends on it goes, too"
    } else {
        ""
    };
    let message = format!("dropping `{shown}.{column}` deletes its values{others}");
    let mut help = "let a release run that does not use the column before you drop it".to_owned();
    if known.is_none_or(|known| known.not_null && !known.fills_itself()) {
        let relaxed = format!(
            "; until then `ALTER TABLE {shown} ALTER COLUMN {column} DROP NOT NULL` lets INSERTs leave it out"
        );
        help.push_str(&relaxed);
    }
    check.report(span, Words::new(message, "its values are lost", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t DROP COLUMN a CASCADE;",
        );
        assert_snapshot!(found, @r"
        dropping `t.a` deletes its values, and what depends on it goes, too [drop-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t DROP COLUMN a CASCADE;
          |               ^^^^^^^^^^^^^^^^^^^^^ its values are lost
          |
          = help: let a release run that does not use the column before you drop it; or say above it why it may stay: `-- migrate: allow(drop-column) <reason>`
        ");
    }

    #[test]
    fn inserts_must_be_able_to_leave_it_out() {
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
    fn leaves() {
        lint_ok(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; ALTER TABLE t DROP COLUMN c;",
        );
        lint_ok(
            Code::DropColumn,
            TABLE,
            "ALTER TABLE t DROP COLUMN IF EXISTS c;",
        );
        lint_ok(
            Code::DropColumn,
            "CREATE TABLE t (a int, g int GENERATED ALWAYS AS (a) STORED);",
            "ALTER TABLE t DROP COLUMN g;",
        );
    }
}
