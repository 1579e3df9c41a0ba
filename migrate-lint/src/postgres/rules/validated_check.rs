use super::support::{added_constraints, bare, constraint_name, validate_later};
use crate::postgres::check::Check;
use crate::postgres::table::ConstraintKind;
use crate::words::lock::Lock;
use crate::words::validated_check;

/// A CHECK against which every row is checked while the table is locked.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, column) in added_constraints(check) {
        let ConstraintKind::Check(_) = constraint.kind else {
            continue;
        };
        if constraint.not_valid || constraint.not_enforced {
            continue;
        }
        let shown = &table.shown;
        let names: Vec<String> = column
            .iter()
            .map(|column| column.name.text.clone())
            .collect();
        let name = constraint_name(constraint, shown, &names, "check");
        let before = if column.is_some() {
            "add the column without it, then "
        } else {
            ""
        };
        let help = format!(
            "{before}write `ALTER TABLE {shown} ADD CONSTRAINT {name} {} NOT VALID` and, in a \
             later migration, `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`",
            bare(constraint)
        );
        let words = validated_check::words(Lock::AccessExclusive, shown, help);
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
    fn a_check_scans_every_row_under_the_lock() {
        let found = lint_errors(
            Code::ValidatedCheck,
            TABLE,
            "ALTER TABLE t ADD CHECK (a > 0);",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while every row is checked, under an ACCESS EXCLUSIVE lock [validated-check]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD CHECK (a > 0);
          |                   ^^^^^^^^^^^^^ blocks reads and writes
          |
          = help: write `ALTER TABLE t ADD CONSTRAINT t_check CHECK (a > 0) NOT VALID` and, in a later migration, `ALTER TABLE t VALIDATE CONSTRAINT t_check`; if this is intended, write above the statement: `-- migrate: allow(validated-check) <reason>`
        ");
    }

    #[test]
    fn a_check_that_is_not_valid_scans_no_row() {
        lint_ok(
            Code::ValidatedCheck,
            TABLE,
            "ALTER TABLE t ADD CHECK (a > 0) NOT VALID;",
        );
    }

    #[test]
    fn a_new_table_has_no_rows_to_scan() {
        lint_ok(
            Code::ValidatedCheck,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); ALTER TABLE n ADD CHECK (a > 0);",
        );
    }
}
