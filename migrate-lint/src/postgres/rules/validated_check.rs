use migrate_core::Code;


use super::support::{added_constraints, bare, constraint_name};
use crate::postgres::check::Check;
use crate::postgres::table::ConstraintKind;

/// A CHECK that is compared with every row while the table is locked.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, column) in added_constraints(check) {
        let ConstraintKind::Check(_) = constraint.kind else {
            continue;
        };
        if constraint.not_valid || constraint.not_enforced {
            continue;
        }
        let shown = &table.shown;
        let names: Vec<String> = column.iter().map(|column| column.name.text.clone()).collect();
        let name = constraint_name(constraint, shown, &names, "check");
        let before = if column.is_some() { "add the column without it, then " } else { "" };
        let message = format!(
            "readers and writers of `{shown}` wait while every row is checked: it holds ACCESS EXCLUSIVE"
        );
        let help = format!(
            "{before}write `ALTER TABLE {shown} ADD CONSTRAINT {name} {} NOT VALID` and, in a later \
             migration, `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`",
            bare(constraint)
        );
        check.report(Code::ValidatedCheck, &constraint.span, message, "blocks everybody", help);
    }
}
