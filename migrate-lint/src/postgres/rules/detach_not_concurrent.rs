use migrate_core::Code;


use super::support::altered;
use crate::postgres::check::Check;
use crate::postgres::table::Action;

/// `DETACH PARTITION` without CONCURRENTLY, which PostgreSQL 14 brought.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let Action::DetachPartition {
        partition,
        concurrently: false,
    } = action
    else {
        return;
    };
    if check.file.version() < 14 {
        return;
    }
    let shown = &table.shown;
    let message = format!("it waits for every query on `{shown}`, and readers and writers wait for it (ACCESS EXCLUSIVE)");
    let help = format!("in a migration of its own write `ALTER TABLE {shown} DETACH PARTITION {partition} CONCURRENTLY`");
    check.report(Code::DetachNotConcurrent, span, message, "waits in line", help);
}
