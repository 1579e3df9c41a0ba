use migrate_core::Code;


use crate::postgres::check::Check;
use crate::postgres::statement::Statement;

/// `TRUNCATE` of a table that was there before.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Truncate { tables, cascade } = &check.parsed.statement else {
        return;
    };
    for name in tables {
        if check.existing(name).is_none() {
            continue;
        }
        let others = if *cascade { " and every table that refers to it" } else { "" };
        let message = format!("TRUNCATE deletes every row of `{name}`{others}");
        let help = format!("delete only the rows that have to go: `DELETE FROM {name} WHERE <condition>`");
        let span = if tables.len() > 1 { name.span.clone() } else { check.parsed.span.clone() };
        check.report(Code::Truncate, &span, message, "its rows are lost", help);
    }
}
