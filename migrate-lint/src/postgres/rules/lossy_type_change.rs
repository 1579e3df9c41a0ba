use migrate_core::Code;


use super::support::TypeChange;
use crate::postgres::check::Check;

/// A type that rounds or cuts what a column holds, without an error.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check).filter(TypeChange::loses) else {
        return;
    };
    let (table, column, to) = (&change.table.shown, change.column, &change.to);
    let from = change.from.as_ref().map_or(String::new(), |from| format!(" from {from}"));
    let message = format!("changing `{table}.{column}`{from} to {to} rounds or cuts its values without an error");
    let help = format!("keep the old values beside the new ones: `ALTER TABLE {table} ADD COLUMN {column}_new {to}`, then copy them");
    check.report(Code::LossyTypeChange, change.span, message, "what does not fit is lost", help);
}
