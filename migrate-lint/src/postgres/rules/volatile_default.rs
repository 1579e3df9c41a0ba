use migrate_core::Code;


use super::support::added_column;
use crate::postgres::check::Check;
use crate::postgres::volatility::volatile_function;

/// A default that gives each row a value of its own.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    let Some(default) = column.default() else {
        return;
    };
    let Some(function) = volatile_function(default, check.catalog) else {
        return;
    };
    let (shown, name) = (&table.shown, column.shown());
    let ty = column.ty.as_ref().map_or("<type>".to_owned(), |(ty, _)| ty.to_string());
    let message = format!(
        "readers and writers of `{shown}` wait while it is written anew: {function}() gives each row a \
         value of its own"
    );
    let value = &default.text;
    let help = format!(
        "write `ALTER TABLE {shown} ADD COLUMN {name} {ty}`, `ALTER TABLE {shown} ALTER COLUMN {name} SET \
         DEFAULT {value}`, and fill the rows in batches in later migrations"
    );
    check.report(Code::VolatileDefault, span, message, "rewrites the table", help);
}
