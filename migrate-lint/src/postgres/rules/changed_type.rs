use migrate_core::Code;


use super::support::TypeChange;
use crate::postgres::check::Check;

/// Another type on the wire: drivers that check it refuse rows, and prepared statements fail once.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check).filter(TypeChange::shows) else {
        return;
    };
    let (table, column, to) = (&change.table.shown, change.column, &change.to);
    let was = change.from.as_ref().map_or(String::new(), |from| format!(" instead of {from}"));
    let message = format!(
        "the running release gets {to}{was} from `{table}.{column}`: rows do not decode, and \
         prepared statements fail with `cached plan must not change result type`"
    );
    let help = format!(
        "add a column of the new type, write both, and drop the old one a release later: \
         `ALTER TABLE {table} ADD COLUMN {column}_new {to}`"
    );
    check.report(Code::ChangedType, change.span, message, "another type for readers", help);
}
