use super::support::{added_constraints, bare, constraint_name, fill};
use crate::postgres::catalog::{ConstraintState, DefaultValue};
use crate::postgres::check::{Check, Existing};
use crate::postgres::evaluate::holds;
use crate::postgres::expression::Expr;
use crate::postgres::table::{ColumnDef, ConstraintKind};
use crate::words;

/// A validated CHECK over rows that may violate it.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, column) in added_constraints(check) {
        let ConstraintKind::Check(condition) = &constraint.kind else {
            continue;
        };
        let may_fail = match column {
            Some(column) => fails_for_new(check, condition, column),
            None => !is_proven(&table, condition) && !is_cleaned(check, &table, condition),
        };
        if constraint.not_valid || constraint.not_enforced || !may_fail {
            continue;
        }
        let shown = &table.shown;
        let words = if let Some(column) = column {
            words::check_on_existing::new_column(shown, column.shown())
        } else {
            let name = constraint_name(constraint, shown, &[], "check");
            let not_valid = format!(
                "; or check only new rows: `ALTER TABLE {shown} ADD CONSTRAINT {name} {} NOT VALID`",
                bare(constraint)
            );
            words::check_on_existing::rows(shown, &condition.text, &not_valid)
        };
        check.report(&constraint.span, words);
    }
}

/// Whether the value that existing rows get in a new column violates its CHECK.
fn fails_for_new(check: &Check<'_>, condition: &Expr, column: &ColumnDef) -> bool {
    let name = &column.name.text;
    match (fill(check, column), column.default()) {
        // NULL violates only `IS NOT NULL`.
        (None, _) => condition.columns_not_null().contains(name),
        (Some(DefaultValue::Stable), Some(value)) => holds(condition, name, value) == Some(false),
        _ => false,
    }
}

/// Whether the file corrected the rows first.
fn is_cleaned(check: &Check<'_>, table: &Existing<'_>, condition: &Expr) -> bool {
    let columns = condition.columns().into_iter();
    let columns: Vec<String> = columns.map(|column| column.text.clone()).collect();
    check.file.is_cleaned(&table.name, &columns, None)
}

/// Whether an existing valid CHECK implies the new one.
fn is_proven(table: &Existing<'_>, condition: &Expr) -> bool {
    let Some(known) = table.table() else {
        return false;
    };
    let proven = known.constraints.iter().filter(|one| one.valid);
    let proven: Vec<&String> = proven
        .filter_map(|one| match &one.state {
            ConstraintState::Check { conditions, .. } => Some(conditions),
            _ => None,
        })
        .flatten()
        .collect();
    let not_null = |part: &Expr| {
        let columns = part.columns_not_null();
        !columns.is_empty()
            && columns.iter().all(|column| {
                table.is_not_null(column)
                    || table.is_filled(column)
                    || known.proves_not_null(column)
            })
    };
    condition.conjuncts().into_iter().all(|part| {
        let text = crate::postgres::catalog::compact(&part.text);
        not_null(part)
            || proven.iter().any(|one| **one == text)
            || part
                .columns()
                .iter()
                .all(|column| table.is_empty_column(&column.text))
                && !part.columns().is_empty()
                && part.columns_not_null().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_row_may_violate_the_check() {
        let found = lint_errors(
            Code::CheckOnExisting,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);",
        );
        assert_snapshot!(found, @r"
        this fails if a row of `t` violates the CHECK [check-on-existing]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0);
          |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that violate it
          |
          = help: find such rows and correct them first: `SELECT * FROM t WHERE NOT (a > 0)`; or check only new rows: `ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID`; if this is intended, write above the statement: `-- migrate: allow(check-on-existing) <reason>`
        ");
    }

    #[test]
    fn statements_that_leave_such_rows() {
        let before = &format!("{TABLE} CREATE TABLE u (a int);");
        for other in [
            "UPDATE t SET a = 1 WHERE id < 9;",
            "UPDATE t SET b = '' WHERE a < 0;",
            "DELETE FROM t WHERE a IS NULL AND id > 5;",
            "DELETE FROM t USING u WHERE u.a = 1;",
        ] {
            lint_errors(
                Code::CheckOnExisting,
                before,
                &format!("{other} ALTER TABLE t ADD CHECK (a > 0);"),
            );
        }
    }

    #[test]
    fn rows_that_were_corrected() {
        let before = "CREATE TABLE t (id int PRIMARY KEY, a int);";
        for cleaned in [
            "UPDATE t SET a = 1 WHERE a <= 0;",
            "DELETE FROM t WHERE NOT (a > 0);",
        ] {
            lint_ok(
                Code::CheckOnExisting,
                before,
                &format!("{cleaned} ALTER TABLE t ADD CHECK (a > 0);"),
            );
        }
        lint_ok(
            Code::CheckOnExisting,
            before,
            "UPDATE t SET a = 0 WHERE a IS NULL; ALTER TABLE t ADD CHECK (a IS NOT NULL);",
        );
    }

    #[test]
    fn not_valid_checks_no_row() {
        lint_ok(
            Code::CheckOnExisting,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;",
        );
    }

    #[test]
    fn a_default_that_the_check_allows() {
        lint_ok(
            Code::CheckOnExisting,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int DEFAULT 1 CHECK (c > 0);",
        );
    }

    #[test]
    fn the_primary_key_proves_it() {
        lint_ok(
            Code::CheckOnExisting,
            TABLE,
            "ALTER TABLE t ADD CHECK (id IS NOT NULL);",
        );
    }
}
