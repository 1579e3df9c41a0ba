use crate::postgres::check::Check;
use crate::postgres::expression::ExprKind;
use crate::postgres::statement::Statement;
use crate::words;

/// An advisory lock of the session, which a pooled connection keeps.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Select(query) = &check.parsed.statement else {
        return;
    };
    let mut taken = None;
    for expression in &query.expressions {
        expression.walk(&mut |inner| {
            if let ExprKind::Call { name, .. } = &inner.kind
                && let Some(name) = name.last()
                && (name.starts_with("pg_advisory_lock")
                    || name.starts_with("pg_try_advisory_lock"))
            {
                taken = Some(name.clone());
            }
        });
    }
    let Some(name) = taken else { return };
    let in_transaction = name.replace("advisory_lock", "advisory_xact_lock");
    let help = format!("take one that ends with the transaction: `SELECT {in_transaction}(…)`");
    check.report(&check.parsed.span, words::session_lock::stays(&name, &help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_advisory_lock_outlives_the_migration() {
        let found = lint_errors(Code::SessionLock, TABLE, "SELECT pg_advisory_lock(1);");
        assert_snapshot!(found, @r"
        the connection keeps the lock of pg_advisory_lock() after the migration [session-lock]
         --> m/2_draft.sql:1:1
          |
        1 | SELECT pg_advisory_lock(1);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: take one that ends with the transaction: `SELECT pg_advisory_xact_lock(…)`; or remove it: the runner already lets only one run at a time; if this is intended, write above the statement: `-- migrate: allow(session-lock) <reason>`
        ");
    }

    #[test]
    fn a_lock_of_the_transaction() {
        lint_ok(Code::SessionLock, TABLE, "SELECT pg_advisory_xact_lock(1);");
    }
}
