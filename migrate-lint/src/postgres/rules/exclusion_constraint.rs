use migrate_core::Code;


use super::support::added_constraints;
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
        check.report(Code::ExclusionConstraint, &constraint.span, message, "blocks everybody", help);
    }
}
