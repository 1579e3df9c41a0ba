use migrate_core::Code;


use super::support::dropped;
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;

/// `DROP TABLE` of a table that was there before.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((_, name)) = dropped(check, &[ObjectKind::Table]) else {
        return;
    };
    let Some(table) = check.existing(name) else {
        return;
    };
    let part = table.table().and_then(|known| known.partition_of.as_ref());
    let what = part.map_or("", |_| "partition ");
    let message = format!("dropping {what}`{name}` deletes its rows");
    let help = format!(
        "keep it for a release under a name that nobody uses: \
         `ALTER TABLE {name} RENAME TO {}`",
        table.name.sibling(&format!("{}_unused", table.name.name)).name
    );
    let span = check.parsed.span.clone();
    check.report(Code::DropTable, &span, message, "its rows are lost", help);
}
