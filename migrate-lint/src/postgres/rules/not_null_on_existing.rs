use super::support::altered;
use crate::postgres::check::{Check, Existing};
use crate::postgres::name::Ident;
use crate::postgres::table::{Action, ConstraintKind};
use crate::words;

/// NOT NULL for a column that may hold NULL: nothing proves that it does not.
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
    let help = words::not_null_on_existing::fill(shown, &column);
    let words = words::not_null_on_existing::null(shown, &column, help);
    check.report(span, words);
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
    fn a_row_may_hold_null() {
        let found = lint_errors(
            Code::NotNullOnExisting,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
        assert_snapshot!(found, @r"
        this fails if `a` is NULL in a row of `t` [not-null-on-existing]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a SET NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on NULL
          |
          = help: fill such rows first, in this migration or an earlier one: `UPDATE t SET a = <value> WHERE a IS NULL`; if this is intended, write above the statement: `-- migrate: allow(not-null-on-existing) <reason>`
        ");
    }

    #[test]
    fn rows_that_were_filled() {
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "UPDATE t SET a = 0 WHERE a IS NULL; ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
    }

    #[test]
    fn rows_that_were_deleted() {
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "DELETE FROM t WHERE a IS NULL; ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
    }

    #[test]
    fn a_primary_key_is_not_null() {
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "ALTER TABLE t ALTER COLUMN id SET NOT NULL;",
        );
    }

    #[test]
    fn a_check_proves_it() {
        lint_ok(
            Code::NotNullOnExisting,
            "CREATE TABLE t (a int CHECK (a IS NOT NULL));",
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
    }
}
