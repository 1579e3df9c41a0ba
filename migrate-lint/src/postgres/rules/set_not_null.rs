use super::support::{altered, surround};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::name::quoted;
use crate::postgres::table::{Action, ConstraintKind};

/// SET NOT NULL that looks at every row: nothing proves the result.
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
    let message = format!(
        "readers and writers of `{shown}` wait while every row is looked at: it holds ACCESS EXCLUSIVE"
    );
    let name = quoted(&format!("{}_not_null", column.text));
    let help = if check.file.version() >= 18 {
        format!(
            "write `ALTER TABLE {shown} ADD CONSTRAINT {name} NOT NULL {column} NOT VALID` and, in a later \
             migration, `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`"
        )
    } else {
        format!(
            "prove it first: `ALTER TABLE {shown} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT \
             VALID`; in a later migration `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`, then \
             `ALTER TABLE {shown} ALTER COLUMN {column} SET NOT NULL`, which looks at no row"
        )
    };
    check.report(span, Words::new(message, "blocks everybody", help));
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
    fn finds() {
        let found = lint_errors(
            Code::SetNotNull,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a SET NOT NULL;",
        );
        assert_snapshot!(found, @r"
        readers and writers of `t` wait while every row is looked at: it holds ACCESS EXCLUSIVE [set-not-null]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a SET NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks everybody
          |
          = help: prove it first: `ALTER TABLE t ADD CONSTRAINT a_not_null CHECK (a IS NOT NULL) NOT VALID`; in a later migration `ALTER TABLE t VALIDATE CONSTRAINT a_not_null`, then `ALTER TABLE t ALTER COLUMN a SET NOT NULL`, which looks at no row; or say above it why it may stay: `-- migrate: allow(set-not-null) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::SetNotNull,
            "CREATE TABLE t (a int, b int, CHECK (a IS NOT NULL AND b IS NOT NULL));",
            "ALTER TABLE t ALTER COLUMN b SET NOT NULL;",
        );
        lint_ok(
            Code::SetNotNull,
            TABLE,
            "ALTER TABLE t ALTER COLUMN id SET NOT NULL;",
        );
    }
}
