use migrate_core::Code;


use crate::postgres::check::Check;
use crate::postgres::expression::Expr;
use crate::postgres::statement::Statement;

/// `DELETE` without a condition, or with one that always holds.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Delete(delete) = &check.parsed.statement else {
        return;
    };
    let is_all = match &delete.filter {
        None => delete.using.is_empty(),
        Some(filter) => Expr::is_always_true(filter),
    };
    let name = &delete.table;
    if !is_all || check.existing(name).is_none() {
        return;
    }
    let message = format!("this deletes every row of `{name}`");
    let help = format!("say which rows have to go: `DELETE FROM {name} WHERE <condition>`");
    let span = check.parsed.span.clone();
    check.report(Code::DeleteAll, &span, message, "its rows are lost", help);
}
