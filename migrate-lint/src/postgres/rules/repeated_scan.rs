use migrate_core::Code;


use super::support::{altered, scans};
use crate::postgres::check::Check;

/// A second statement of the file that looks at every row of the same table.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let before = check.file.scanned.iter();
    let mut before = before.filter(|(name, number)| *name == table.name && *number < check.number);
    if !scans(action) || before.next().is_none() {
        return;
    }
    let shown = &table.shown;
    let message = format!("every row of `{shown}` is looked at once more");
    let help = format!("join the actions in one statement, which looks once: `ALTER TABLE {shown} …, …`");
    check.report(Code::RepeatedScan, span, message, "another scan", help);
}
