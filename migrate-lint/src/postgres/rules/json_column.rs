use migrate_core::Code;


use super::support::added_column;
use crate::postgres::check::Check;

/// A `json` column, for which the server has no equality.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    if column.ty.as_ref().is_some_and(|(ty, _)| ty.is("json")) {
        let (shown, name) = (&table.shown, column.shown());
        let message = format!(
            "`SELECT DISTINCT` and comparisons over all columns of `{shown}` fail: json has no equality"
        );
        let help = format!("write jsonb: `ALTER TABLE {shown} ADD COLUMN {name} jsonb`");
        check.report(Code::JsonColumn, span, message, "cannot be compared", help);
    }
}
