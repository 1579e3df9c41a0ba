use super::support::{added_constraints, bare, constraint_name, fill, validate_later};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::ConstraintKind;

/// A foreign key that is compared with every row while both tables are locked.
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
        let message = format!(
            "writers of `{shown}` and `{target}` wait while every row is compared: both are held in \
             SHARE ROW EXCLUSIVE"
        );
        let text = bare(constraint);
        let help = match column {
            Some(column) => format!(
                "add the column without the reference, then write `ALTER TABLE {shown} ADD CONSTRAINT \
                 {name} FOREIGN KEY ({}) {text} NOT VALID`, and validate it in a later migration",
                column.name
            ),
            None => format!(
                "write `ALTER TABLE {shown} ADD CONSTRAINT {name} {text} NOT VALID` and, in a later \
                 migration, `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`"
            ),
        };
        check.report(
            &constraint.span,
            Words::new(message, "blocks writers of both", help),
        );
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
    fn finds() {
        let found = lint_errors(
            Code::ValidatedForeignKey,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t;",
        );
        assert_snapshot!(found, @r"
        writers of `t` and `t` wait while every row is compared: both are held in SHARE ROW EXCLUSIVE [validated-foreign-key]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t;
          |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks writers of both
          |
          = help: write `ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t NOT VALID` and, in a later migration, `ALTER TABLE t VALIDATE CONSTRAINT f`; or say above it why it may stay: `-- migrate: allow(validated-foreign-key) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ValidatedForeignKey,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int REFERENCES t;",
        );
        lint_ok(
            Code::ValidatedForeignKey,
            TABLE,
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t NOT VALID;",
        );
    }
}
