use super::support::{added_column, altered};
use crate::postgres::check::Check;
use crate::postgres::name::Span;
use crate::postgres::table::{Action, ConstraintKind, Generated};
use crate::words::lock::Lock;
use crate::words::stored_generated_column;

/// A stored generated column: the server computes it for every row.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some((table, column, span)) = added_column(check) {
        let stored = column.constraint(|kind| {
            matches!(
                kind,
                ConstraintKind::Generated {
                    kind: Generated::Stored,
                    ..
                }
            )
        });
        if stored.is_some() {
            let (shown, name) = (table.shown.clone(), column.shown());
            report(check, &shown, &name, span);
        }
    } else if let Some((table, Action::SetExpression(column), span)) = altered(check) {
        let known = table.column(&column.text);
        if known.is_none_or(|known| known.generated != Some(false)) {
            let shown = table.shown.clone();
            report(check, &shown, &column.to_string(), span);
        }
    }
}

fn report(check: &mut Check<'_>, table: &str, column: &str, span: &Span) {
    let help = if check.file.version() >= 18 {
        "write VIRTUAL instead of STORED: the column is then computed when it is read".to_owned()
    } else {
        format!(
            "add a plain column, fill it with a trigger (`CREATE TRIGGER … BEFORE INSERT OR \
             UPDATE ON {table} …`), and fill the existing rows in batches in later migrations"
        )
    };
    let words = stored_generated_column::words(Lock::AccessExclusive, table, column, help);
    check.report(span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_stored_column_rewrites_the_table() {
        let found = lint_errors(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a + 1) STORED;",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while the table is rewritten to store `c` in every row, under an ACCESS EXCLUSIVE lock [stored-generated-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a + 1) STORED;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: add a plain column, fill it with a trigger (`CREATE TRIGGER … BEFORE INSERT OR UPDATE ON t …`), and fill the existing rows in batches in later migrations; if this is intended, write above the statement: `-- migrate: allow(stored-generated-column) <reason>`
        ");
    }

    #[test]
    fn a_virtual_column_is_stored_nowhere() {
        lint_ok(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a + 1) VIRTUAL;",
        );
    }

    #[test]
    fn a_new_table_has_no_rows_to_rewrite() {
        lint_ok(
            Code::StoredGeneratedColumn,
            TABLE,
            "CREATE TABLE n (a int, c int GENERATED ALWAYS AS (a) STORED);",
        );
    }
}
