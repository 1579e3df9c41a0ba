use migrate_core::Code;


use crate::postgres::check::Check;
use crate::postgres::statement::Statement;

/// `DROP DATABASE`, and `DROP OWNED BY`, which takes all tables of a role.
pub(super) fn check(check: &mut Check<'_>) {
    let (message, help) = match check.parsed.statement {
        Statement::DropDatabase => (
            "dropping a database deletes everything in it",
            "remove the statement: a migration works on the database it runs in",
        ),
        Statement::DropOwned => (
            "DROP OWNED deletes every table that the role owns",
            "hand the tables over first: `REASSIGN OWNED BY <role> TO <other role>`",
        ),
        _ => return,
    };
    let span = check.parsed.span.clone();
    check.report(Code::DropDatabase, &span, message, "all of it is lost", help);
}
