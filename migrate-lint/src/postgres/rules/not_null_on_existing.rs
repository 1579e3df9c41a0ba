use super::support::altered;
use crate::finding::Words;
use crate::postgres::check::{Check, Existing};
use crate::postgres::name::Ident;
use crate::postgres::table::{Action, ConstraintKind};

/// NOT NULL for a column whose rows may lack a value: nothing proves that they do not.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let columns: Vec<String> = match action {
        Action::SetNotNull(column) => vec![column.text.clone()],
        Action::AddConstraint(constraint) if !constraint.not_valid => match &constraint.kind {
            ConstraintKind::NotNull(Some(column)) => vec![column.text.clone()],
            ConstraintKind::PrimaryKey {
                columns,
                using_index: None,
            } => columns.iter().map(|column| column.text.clone()).collect(),
            ConstraintKind::PrimaryKey {
                using_index: Some(index),
                ..
            } => check
                .catalog
                .index(index)
                .map(|(_, index)| index.columns.iter().flatten().cloned().collect())
                .unwrap_or_default(),
            _ => return,
        },
        _ => return,
    };
    let Some(column) = columns
        .into_iter()
        .find(|column| may_be_null(&table, column))
    else {
        return;
    };
    let column = Ident {
        text: column,
        span: span.clone(),
    };
    let shown = &table.shown;
    let message = format!("this fails if a row of `{shown}` has no `{column}`");
    let help = format!(
        "fill the rows first, in this file or before: \
         `UPDATE {shown} SET {column} = <value> WHERE {column} IS NULL`"
    );
    check.report(
        span,
        Words::new(message, "fails on rows that hold NULL", help),
    );
}

fn may_be_null(table: &Existing<'_>, column: &str) -> bool {
    let proven = table
        .table()
        .is_some_and(|known| known.proves_not_null(column));
    !proven && !table.is_not_null(column) && !table.is_filled(column)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::NotNullOnExisting,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
        assert_snapshot!(found, @r"
        this fails if a row of `t` has no `a` [not-null-on-existing]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a SET NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that hold NULL
          |
          = help: fill the rows first, in this file or before: `UPDATE t SET a = <value> WHERE a IS NULL`; or say above it why it may stay: `-- migrate: allow(not-null-on-existing) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "UPDATE t SET a = 0 WHERE a IS NULL; ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "DELETE FROM t WHERE a IS NULL; ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "ALTER TABLE t ALTER COLUMN id SET NOT NULL;",
        );
        lint_ok(
            Code::NotNullOnExisting,
            "CREATE TABLE t (a int CHECK (a IS NOT NULL));",
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
    }
}
