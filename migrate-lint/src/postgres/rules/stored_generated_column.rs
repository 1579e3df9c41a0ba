use super::support::{added_column, altered};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::{Action, ConstraintKind, Generated};

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

fn report(check: &mut Check<'_>, table: &str, column: &str, span: &crate::postgres::name::Span) {
    let message = format!(
        "readers and writers of `{table}` wait while it is written anew under ACCESS EXCLUSIVE to store `{column}` in every row"
    );
    let help = if check.file.version() >= 18 {
        "write VIRTUAL instead of STORED: it is computed when it is read".to_owned()
    } else {
        format!(
            "add a plain column, fill it with a trigger (`CREATE TRIGGER … BEFORE INSERT OR UPDATE ON {table} \
             …`), and fill the rows in batches in later migrations"
        )
    };
    check.report(span, Words::new(message, "rewrites the table", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a + 1) STORED;",
        );
        assert_snapshot!(found, @r"
        readers and writers of `t` wait while it is written anew under ACCESS EXCLUSIVE to store `c` in every row [stored-generated-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a + 1) STORED;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: add a plain column, fill it with a trigger (`CREATE TRIGGER … BEFORE INSERT OR UPDATE ON t …`), and fill the rows in batches in later migrations; or say above it why it may stay: `-- migrate: allow(stored-generated-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a + 1) VIRTUAL;",
        );
        lint_ok(
            Code::StoredGeneratedColumn,
            TABLE,
            "CREATE TABLE n (a int, c int GENERATED ALWAYS AS (a) STORED);",
        );
    }
}
