use super::support::added_constraints;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::ConstraintKind;
use crate::words::lock::Lock;

/// An exclusion constraint, whose index can only be built while the table is locked.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, _) in added_constraints(check) {
        if !matches!(constraint.kind, ConstraintKind::Exclude(_)) {
            continue;
        }
        let shown = &table.shown;
        let message = Lock::AccessExclusive.wait(shown, "its index is built");
        let help = format!(
            "add it while nothing uses the table, because its index cannot be built concurrently; \
             or fill a new table that has it, `CREATE TABLE {shown}_new (LIKE {shown} INCLUDING \
             ALL)`, and switch over"
        );
        let words = Words::new(message, "blocks reads and writes", help);
        check.report(&constraint.span, words);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_exclusion_constraint_builds_its_index_under_the_lock() {
        let found = lint_errors(
            Code::ExclusionConstraint,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT e EXCLUDE (a WITH =);",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while its index is built, under an ACCESS EXCLUSIVE lock [exclusion-constraint]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD CONSTRAINT e EXCLUDE (a WITH =);
          |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks reads and writes
          |
          = help: add it while nothing uses the table, because its index cannot be built concurrently; or fill a new table that has it, `CREATE TABLE t_new (LIKE t INCLUDING ALL)`, and switch over; if this is intended, write above the statement: `-- migrate: allow(exclusion-constraint) <reason>`
        ");
    }

    #[test]
    fn a_new_table_has_no_rows_to_index() {
        lint_ok(
            Code::ExclusionConstraint,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); ALTER TABLE n ADD EXCLUDE (a WITH =);",
        );
    }
}
