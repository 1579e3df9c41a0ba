use migrate_core::Code;


use super::support::TypeChange;
use crate::postgres::check::Check;

/// A type that some values of a column do not fit.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check).filter(TypeChange::narrows) else {
        return;
    };
    let (table, column, to) = (&change.table.shown, change.column, &change.to);
    let from = change.from.as_ref().map_or(String::new(), |from| format!(" from {from}"));
    let message = format!("changing `{table}.{column}`{from} to {to} fails if a value does not fit");
    let help = format!("look for such values and correct them first: `SELECT {column} FROM {table} WHERE <it does not fit {to}>`");
    check.report(Code::NarrowingTypeChange, change.span, message, "fails on values that do not fit", help);
}
