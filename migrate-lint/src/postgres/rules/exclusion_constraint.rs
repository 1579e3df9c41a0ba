use super::support::added_constraints;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::ConstraintKind;

/// An exclusion constraint, whose index can only be built while the table is locked.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, _) in added_constraints(check) {
        if !matches!(constraint.kind, ConstraintKind::Exclude(_)) {
            continue;
        }
        let shown = &table.shown;
        let message = format!(
            "readers and writers of `{shown}` wait while the index is built: it holds ACCESS EXCLUSIVE"
        );
        let help = format!(
            "there is no way to build it beside traffic: do it when nobody writes, or fill a new table \
             that has it, `CREATE TABLE {shown}_new (LIKE {shown} INCLUDING ALL)`, and change over"
        );
        check.report(
            &constraint.span,
            Words::new(message, "blocks everybody", help),
        );
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
            Code::ExclusionConstraint,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT e EXCLUDE (a WITH =);",
        );
        assert_snapshot!(found, @r"
        readers and writers of `t` wait while the index is built: it holds ACCESS EXCLUSIVE [exclusion-constraint]
         --> m/2_draft.sql:1:19
          |
        1 | ALTER TABLE t ADD CONSTRAINT e EXCLUDE (a WITH =);
          |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks everybody
          |
          = help: there is no way to build it beside traffic: do it when nobody writes, or fill a new table that has it, `CREATE TABLE t_new (LIKE t INCLUDING ALL)`, and change over; or say above it why it may stay: `-- migrate: allow(exclusion-constraint) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ExclusionConstraint,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); ALTER TABLE n ADD EXCLUDE (a WITH =);",
        );
    }
}
