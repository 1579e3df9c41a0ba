use super::support::{altered, surround};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::name::quoted;
use crate::postgres::table::{Action, ConstraintKind};
use crate::words::lock::Lock;

/// SET NOT NULL that scans every row, because no CHECK proves that none is NULL.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let column = match action {
        Action::SetNotNull(column) => column,
        Action::AddConstraint(constraint) if !constraint.not_valid => match &constraint.kind {
            ConstraintKind::NotNull(Some(column)) => column,
            _ => return,
        },
        _ => return,
    };
    let proven = table
        .table()
        .is_some_and(|known| known.proves_not_null(&column.text));
    if proven || table.is_not_null(&column.text) {
        return;
    }
    let shown = &table.shown;
    let work = format!("every row is checked for NULL in `{column}`");
    let message = Lock::AccessExclusive.wait(shown, &work);
    let name = quoted(&format!("{}_not_null", column.text));
    let help = if check.file.version() >= 18 {
        format!(
            "write `ALTER TABLE {shown} ADD CONSTRAINT {name} NOT NULL {column} NOT VALID` and, in \
             a later migration, `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`"
        )
    } else {
        format!(
            "prove that there is none: `ALTER TABLE {shown} ADD CONSTRAINT {name} CHECK ({column} \
             IS NOT NULL) NOT VALID`; in a later migration, `ALTER TABLE {shown} VALIDATE \
             CONSTRAINT {name}`, then `ALTER TABLE {shown} ALTER COLUMN {column} SET NOT NULL`, \
             which then scans no row"
        )
    };
    check.report(span, Words::new(message, "blocks reads and writes", help));
    let is_taken = table.table().is_none_or(|known| {
        known
            .constraint(&format!("{}_not_null", column.text))
            .is_some()
    });
    if matches!(action, Action::SetNotNull(_)) && !is_taken {
        let before = [
            format!(
                "ALTER TABLE {shown} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID"
            ),
            format!("ALTER TABLE {shown} VALIDATE CONSTRAINT {name}"),
        ];
        let after = [format!("ALTER TABLE {shown} DROP CONSTRAINT {name}")];
        check.rewrite(surround(check, &before, None, &after));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn set_not_null_scans_every_row_under_the_lock() {
        let found = lint_errors(
            Code::SetNotNull,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while every row is checked for NULL in `a`, under an ACCESS EXCLUSIVE lock [set-not-null]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a SET NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks reads and writes
          |
          = help: prove that there is none: `ALTER TABLE t ADD CONSTRAINT a_not_null CHECK (a IS NOT NULL) NOT VALID`; in a later migration, `ALTER TABLE t VALIDATE CONSTRAINT a_not_null`, then `ALTER TABLE t ALTER COLUMN a SET NOT NULL`, which then scans no row; if this is intended, write above the statement: `-- migrate: allow(set-not-null) <reason>`
        ");
    }

    #[test]
    fn a_valid_check_saves_the_scan() {
        lint_ok(
            Code::SetNotNull,
            "CREATE TABLE t (a int, b int, CHECK (a IS NOT NULL AND b IS NOT NULL));",
            "ALTER TABLE t ALTER COLUMN b SET NOT NULL;",
        );
    }

    #[test]
    fn a_column_that_is_not_null_is_not_scanned() {
        lint_ok(
            Code::SetNotNull,
            TABLE,
            "ALTER TABLE t ALTER COLUMN id SET NOT NULL;",
        );
    }
}
