use migrate_core::Code;


use super::support::TypeChange;
use crate::postgres::check::Check;

/// A type whose bytes differ, or that a CHECK has to be compared with again.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check) else {
        return;
    };
    let (table, column, to) = (&change.table.shown, change.column, &change.to);
    let from = change.from.as_ref().map_or(String::new(), |from| format!(" from {from}"));
    let (message, label) = if change.rewrites() {
        (
            format!(
                "readers and writers of `{table}` wait while it is written anew: `{column}` changes{from} to \
                 {to} under ACCESS EXCLUSIVE"
            ),
            "rewrites the table",
        )
    } else if change.sorts_again() {
        (
            format!(
                "readers and writers of `{table}` wait while the indexes on `{column}` are built again under ACCESS EXCLUSIVE"
            ),
            "builds indexes again",
        )
    } else if change.checks_again() {
        (
            format!(
                "readers and writers of `{table}` wait while the CHECK on `{column}` is compared with every \
                 row under ACCESS EXCLUSIVE"
            ),
            "looks at every row",
        )
    } else {
        return;
    };
    let help = format!(
        "add a column and change over: `ALTER TABLE {table} ADD COLUMN {column}_new {to}`, write both, fill \
         it in batches in later migrations, then drop `{column}`"
    );
    check.report(Code::RewritingTypeChange, change.span, message, label, help);
}
