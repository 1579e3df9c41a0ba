use migrate_core::Code;


use super::support::added_column;
use crate::postgres::check::Check;
use crate::postgres::evaluate::is_constrained;

/// A new column of a domain with constraints, which the server compares with every row by writing
/// the table anew, even where it is NULL.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    let Some((ty, _)) = column.ty.as_ref().filter(|(ty, _)| is_constrained(check.catalog, ty)) else {
        return;
    };
    let (shown, name) = (&table.shown, column.shown());
    let message = format!(
        "readers and writers of `{shown}` wait while it is written anew: the domain `{ty}` has constraints"
    );
    let help = format!(
        "add the column with the domain's base type, then `ALTER TABLE {shown} ADD CONSTRAINT {name}_check \
         CHECK (…) NOT VALID`, and validate it in a later migration"
    );
    check.report(Code::DomainColumn, span, message, "rewrites the table", help);
}
