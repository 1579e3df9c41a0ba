use migrate_core::Code;


use super::support::altered;
use crate::postgres::check::Check;
use crate::postgres::name::quoted;
use crate::postgres::table::{Action, ConstraintKind};

/// SET NOT NULL that looks at every row: nothing proves the result.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let column = match action {
        Action::SetNotNull(column) => column,
        Action::AddConstraint(constraint) if !constraint.not_valid => match &constraint.kind {
            ConstraintKind::NotNull(Some(column)) => column,
            _ => return,
        },
        _ => return,
    };
    let proven = table.table().is_some_and(|known| known.proves_not_null(&column.text));
    if proven || table.is_not_null(&column.text) {
        return;
    }
    let shown = &table.shown;
    let message = format!(
        "readers and writers of `{shown}` wait while every row is looked at: it holds ACCESS EXCLUSIVE"
    );
    let name = quoted(&format!("{}_not_null", column.text));
    let help = if check.file.version() >= 18 {
        format!(
            "write `ALTER TABLE {shown} ADD CONSTRAINT {name} NOT NULL {column} NOT VALID` and, in a later \
             migration, `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`"
        )
    } else {
        format!(
            "prove it first: `ALTER TABLE {shown} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT \
             VALID`; in a later migration `ALTER TABLE {shown} VALIDATE CONSTRAINT {name}`, then \
             `ALTER TABLE {shown} ALTER COLUMN {column} SET NOT NULL`, which looks at no row"
        )
    };
    check.report(Code::SetNotNull, span, message, "blocks everybody", help);
}
