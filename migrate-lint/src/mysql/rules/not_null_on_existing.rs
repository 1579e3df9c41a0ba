use super::support::UniqueKey;
use crate::finding::Words;
use crate::mysql::check::{Check, Existing};
use crate::mysql::name::quoted;
use crate::mysql::table::Action;

/// NOT NULL for a column whose rows may lack a value.
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
    let message = format!("this fails if a row of `{shown}` has no `{column}`");
    let help = format!(
        "fill the rows first, in this file or before: \
         `UPDATE {shown} SET {column} = <value> WHERE {column} IS NULL`"
    );
    check.report(
        altered.span,
        Words::new(message, "fails on rows that hold NULL", help),
    );
}

/// Rows have a value if the file gave them one, or added the column with a default.
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
    fn finds() {
        let found = lint_errors(
            Code::NotNullOnExisting,
            TABLE,
            "ALTER TABLE t MODIFY a INT NOT NULL;",
        );
        assert_snapshot!(found, @r"
        this fails if a row of `t` has no `a` [not-null-on-existing]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY a INT NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^ fails on rows that hold NULL
          |
          = help: fill the rows first, in this file or before: `UPDATE t SET a = <value> WHERE a IS NULL`; or say above it why it may stay: `-- migrate: allow(not-null-on-existing) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "UPDATE t SET a = 0 WHERE a IS NULL; ALTER TABLE t MODIFY a INT NOT NULL;",
        );
        lint_ok(
            Code::NotNullOnExisting,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t MODIFY b VARCHAR(60) NOT NULL DEFAULT 'x';",
        );
        lint_ok(
            Code::NotNullOnExisting,
            TABLE,
            "ALTER TABLE t MODIFY id BIGINT NOT NULL AUTO_INCREMENT;",
        );
    }
}
