use migrate_core::Code;


use crate::postgres::check::Check;
use crate::postgres::statement::{Statement, TypeChange};

/// `ALTER TYPE … ADD VALUE` inside a transaction, which servers before PostgreSQL 12 refuse.
pub(super) fn check(check: &mut Check<'_>) {
    let adds = matches!(
        check.parsed.statement,
        Statement::AlterType {
            change: TypeChange::AddValue { .. },
            ..
        }
    );
    if adds && check.file.version() < 12 && check.file.transaction.open {
        let message = "before PostgreSQL 12, ALTER TYPE … ADD VALUE cannot run inside a transaction";
        let help = "write `-- migrate: transaction(none)` at the top of the file";
        let span = check.parsed.span.clone();
        check.report(Code::EnumValueInTransaction, &span, message, "refused inside a transaction", help);
    }
}
