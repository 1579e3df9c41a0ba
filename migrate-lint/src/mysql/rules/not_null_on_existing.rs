use super::support::UniqueKey;
use crate::mysql::check::{Check, Existing};
use crate::mysql::name::quoted;
use crate::mysql::table::Action;
use crate::words;

/// NOT NULL for a column that may hold NULL.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let column = match altered.action {
        Action::ChangeColumn { from, column, .. } => {
            let is_required = column.spec.is_not_null() && !altered.table.is_not_null(&from.text);
            (is_required && !altered.table.lacks(&from.text)).then(|| from.text.clone())
        }
        // The columns of a primary key become NOT NULL.
        Action::AddKey(_) => {
            let key = UniqueKey::of(check).filter(|key| key.primary);
            key.and_then(|key| {
                let mut columns = key.columns.into_iter();
                let is_known = |column: &String| altered.table.column(column).is_some();
                columns.find(|column| is_known(column) && !altered.table.is_not_null(column))
            })
        }
        _ => return,
    };
    let Some(column) = column.filter(|column| may_be_null(&altered.table, column)) else {
        return;
    };
    let (shown, column) = (&altered.table.shown, quoted(&column));
    let help = words::not_null_on_existing::fill(shown, &column);
    let words = words::not_null_on_existing::null(shown, &column, help);
    check.report(altered.span, words);
}

/// Rows have a value if the file filled them, or added the column with a default.
fn may_be_null(table: &Existing<'_>, column: &str) -> bool {
    let has_default = || {
        table
            .column(column)
            .is_some_and(|known| known.spec.fills_itself())
    };
    !(table.is_filled(column) || table.is_new_column(column) && has_default())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_row_may_hold_null() {
        let found = lint_errors(
            Code::NotNullOnExisting,
            TABLE,
            "ALTER TABLE t MODIFY a INT NOT NULL;",
        );
        assert_snapshot!(found, @r"
        this fails if `a` is NULL in a row of `t` [not-null-on-existing]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY a INT NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^ fails on NULL
          |
          = help: fill such rows first, in this migration or an earlier one: `UPDATE t SET a = <value> WHERE a IS NULL`; if this is intended, write above the statement: `-- migrate: allow(not-null-on-existing) <reason>`
        ");
    }

    #[test]
    fn rows_that_were_filled() {
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "UPDATE t SET a = 0 WHERE a IS NULL; ALTER TABLE t MODIFY a INT NOT NULL;",
        );
    }

    #[test]
    fn a_column_that_is_not_null_already() {
        lint_ok(
            Code::NotNullOnExisting,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t MODIFY b VARCHAR(60) NOT NULL DEFAULT 'x';",
        );
    }

    #[test]
    fn a_primary_key_is_not_null() {
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "ALTER TABLE t MODIFY id BIGINT NOT NULL AUTO_INCREMENT;",
        );
    }
}
