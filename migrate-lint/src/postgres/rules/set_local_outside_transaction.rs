use migrate_core::Code;


use crate::postgres::check::Check;
use crate::postgres::statement::Statement;

/// `SET LOCAL` where no transaction is open: the server warns and does nothing.
pub(super) fn check(check: &mut Check<'_>) {
    let name = match &check.parsed.statement {
        Statement::Set {
            local: true,
            parameter,
            ..
        } => parameter.as_str(),
        Statement::SetRole {
            local: true, what, ..
        } => what,
        _ => return,
    };
    if check.file.transaction.open || check.parsed.in_body {
        return;
    }
    let message = format!("SET LOCAL {name} has no effect: each statement of this file runs by itself");
    let help = match name {
        "lock_timeout" | "statement_timeout" => format!(
            "write the directive instead: `-- migrate: {}(5s)`",
            name.replace('_', "-")
        ),
        _ => format!("write `SET {name} …` and, at the end of the file, `RESET {name}`"),
    };
    let span = check.parsed.span.clone();
    check.report(Code::SetLocalOutsideTransaction, &span, message, "does nothing", help);
}
