use super::support::{added_constraints, bare, constraint_name, fill, validate_later};
use crate::postgres::check::Check;
use crate::postgres::table::ConstraintKind;
use crate::words::validated_foreign_key;

/// A foreign key against which every row is checked while both tables are locked.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, column) in added_constraints(check) {
        let ConstraintKind::ForeignKey {
            columns,
            table: target,
            ..
        } = &constraint.kind
        else {
            continue;
        };
        // A new column without a value refers to nothing: the server looks at no row.
        let scans = column.is_none_or(|column| fill(check, column).is_some());
        if constraint.not_valid || constraint.not_enforced || !scans {
            continue;
        }
        let shown = &table.shown;
        let mut names: Vec<String> = columns.iter().map(|column| column.text.clone()).collect();
        names.extend(column.iter().map(|column| column.name.text.clone()));
        let name = constraint_name(constraint, shown, &names, "fkey");
        let (tables, locks) = if *shown == target.to_string() {
            (format!("`{shown}`"), "a SHARE ROW EXCLUSIVE lock")
        } else {
            (
                format!("`{shown}` and `{target}`"),
                "SHARE ROW EXCLUSIVE locks",
            )
        };
        let work = format!("every row is checked, under {locks}");
        let text = bare(constraint);
        let help = match column {
            Some(column) => format!(
                "add the column without the reference, then write `ALTER TABLE {shown} ADD \
                 CONSTRAINT {name} FOREIGN KEY ({}) {text} NOT VALID` and, in a later migration, \
                 `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`",
                column.name
            ),
            None => format!(
                "write `ALTER TABLE {shown} ADD CONSTRAINT {name} {text} NOT VALID` and, in a \
                 later migration, `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`"
            ),
        };
        let words = validated_foreign_key::words(&tables, &work, help);
        check.report(&constraint.span, words);
        if column.is_none() && constraint.name.is_some() {
            check.rewrite(validate_later(check, &table, &constraint.span, &name));
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_foreign_key_scans_every_row_under_the_lock() {
        let found = lint_errors(
            Code::ValidatedForeignKey,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t;",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while every row is checked, under a SHARE ROW EXCLUSIVE lock [validated-foreign-key]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t;
          |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks writes
          |
          = help: write `ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t NOT VALID` and, in a later migration, `ALTER TABLE t VALIDATE CONSTRAINT f`; if this is intended, write above the statement: `-- migrate: allow(validated-foreign-key) <reason>`
        ");
    }

    #[test]
    fn a_new_column_without_values_refers_to_nothing() {
        lint_ok(
            Code::ValidatedForeignKey,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int REFERENCES t;",
        );
    }

    #[test]
    fn a_foreign_key_that_is_not_valid_scans_no_row() {
        lint_ok(
            Code::ValidatedForeignKey,
            TABLE,
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t NOT VALID;",
        );
    }
}
