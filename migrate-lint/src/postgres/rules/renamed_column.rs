use migrate_core::Code;


use crate::postgres::check::{Check, finding};
use crate::postgres::file::Remedy;
use crate::postgres::statement::Statement;
use crate::postgres::table::Action;

/// A column of a table or view gets another name.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::AlterTable(alter) = &check.parsed.statement else {
        return;
    };
    let Some((Action::RenameColumn { from, to }, span)) = alter.actions.first() else {
        return;
    };
    let Some(table) = check.existing(&alter.table) else {
        return;
    };
    if table.is_new_column(&from.text) {
        return;
    }
    let shown = &table.shown;
    let message = format!("statements of the running release that name `{shown}.{from}` fail");
    let help = format!(
        "add `{to}` beside it, write both, and drop `{from}` a release later: \
         `ALTER TABLE {shown} ADD COLUMN {to} …`"
    );
    let found = finding(Code::RenamedColumn, span, message, "the old name is gone", help);
    check.report_unless(Remedy::Column(table.name, from.text.clone()), found);
}
