use migrate_core::Code;


use super::support::{Key, added_constraints, constraint_name};
use crate::postgres::check::Check;
use crate::postgres::name::list;

/// A UNIQUE constraint that builds its index while the table is locked.
pub(super) fn check(check: &mut Check<'_>) {
    for (table, constraint, column) in added_constraints(check) {
        let Some(key) = Key::of_constraint(constraint, column).filter(|key| !key.primary) else {
            continue;
        };
        let shown = &table.shown;
        let name = constraint_name(constraint, shown, &key.columns, "key");
        let columns = list(key.columns.iter().map(String::as_str));
        let message = format!(
            "readers and writers of `{shown}` wait while the index is built: it holds ACCESS EXCLUSIVE"
        );
        let help = format!(
            "in a migration of its own write `CREATE UNIQUE INDEX CONCURRENTLY {name} ON {shown} \
             ({columns})`, then `ALTER TABLE {shown} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}`"
        );
        check.report(Code::UniqueConstraint, &constraint.span, message, "blocks everybody", help);
    }
}
