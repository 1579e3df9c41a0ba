use super::support::added_constraints;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::expression::Expr;
use crate::postgres::table::ConstraintKind;

/// An exclusion constraint over rows that may conflict.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, _) in added_constraints(check) {
        let ConstraintKind::Exclude(expressions) = &constraint.kind else {
            continue;
        };
        // A row that holds NULL conflicts with no other.
        let columns: Vec<_> = expressions.iter().flat_map(Expr::columns).collect();
        if columns
            .iter()
            .any(|column| table.is_empty_column(&column.text))
        {
            continue;
        }
        let shown = &table.shown;
        let message = format!("this fails if two rows of `{shown}` conflict");
        let help = format!(
            "find such rows and correct them first: `SELECT * FROM {shown} AS a JOIN {shown} AS b ON <conflict> AND a.ctid < b.ctid`"
        );
        check.report(
            &constraint.span,
            Words::new(message, "fails on rows that conflict", help),
        );
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn two_rows_may_conflict() {
        let found = lint_errors(
            Code::ExclusionOnExisting,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT e EXCLUDE (a WITH =);",
        );
        assert_snapshot!(found, @r"
        this fails if two rows of `t` conflict [exclusion-on-existing]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD CONSTRAINT e EXCLUDE (a WITH =);
          |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that conflict
          |
          = help: find such rows and correct them first: `SELECT * FROM t AS a JOIN t AS b ON <conflict> AND a.ctid < b.ctid`; if this is intended, write above the statement: `-- migrate: allow(exclusion-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_new_column_is_null() {
        lint_ok(
            Code::ExclusionOnExisting,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int; ALTER TABLE t ADD EXCLUDE (c WITH =);",
        );
    }
}
