use migrate_core::Code;


use super::support::altered;
use crate::postgres::check::Check;
use crate::postgres::table::Action;

/// `DROP COLUMN` of a column that was there before and holds values of its own.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, Action::DropColumn { column, cascade, .. }, span)) = altered(check) else {
        return;
    };
    let known = table.column(&column.text);
    let is_gone = table.table().is_some_and(|table| table.complete) && known.is_none();
    // A generated column can be computed again.
    let is_computed = known.is_some_and(|known| known.generated.is_some());
    if is_gone || is_computed || table.is_new_column(&column.text) {
        return;
    }
    let shown = &table.shown;
    let others = if *cascade { ", and what depends on it goes, too" } else { "" };
    let message = format!("dropping `{shown}.{column}` deletes its values{others}");
    let help = format!(
        "let a release run that does not use the column before you drop it; until then \
         `ALTER TABLE {shown} ALTER COLUMN {column} DROP NOT NULL` lets INSERTs leave it out"
    );
    check.report(Code::DropColumn, span, message, "its values are lost", help);
}
