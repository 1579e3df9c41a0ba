use migrate_core::Code;


use super::support::{added_column, domain, fill, is_required};
use crate::postgres::check::Check;

/// A new column that must hold a value and gets none: fails if the table has a row.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    let ty = column.ty.as_ref().map(|(ty, _)| ty);
    let by_domain = ty.and_then(|ty| domain(check, ty)).is_some_and(|(not_null, _)| not_null);
    if !is_required(column) && !by_domain || fill(check, column).is_some() {
        return;
    }
    let (shown, name) = (&table.shown, column.shown());
    let ty = ty.map_or("<type>".to_owned(), ToString::to_string);
    let message = format!("`{shown}.{name}` must hold a value, and the rows that exist have none");
    let help = format!(
        "give it a default, `ALTER TABLE {shown} ADD COLUMN {name} {ty} NOT NULL DEFAULT <value>`, \
         or add it without NOT NULL and fill it first"
    );
    check.report(Code::AddRequiredColumn, span, message, "fails if there is a row", help);
}
