use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::expression::ExprKind;
use crate::postgres::statement::Statement;

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
    let message = format!("the lock of {name}() stays with the connection after the migration");
    let help = format!(
        "take one that ends with the transaction: `SELECT {in_transaction}(…)`; the runner itself lets only one run at a time"
    );
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "outlives the migration", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::SessionLock, TABLE, "SELECT pg_advisory_lock(1);");
        assert_snapshot!(found, @r"
        the lock of pg_advisory_lock() stays with the connection after the migration [session-lock]
         --> m/2_draft.sql:1:1
          |
        1 | SELECT pg_advisory_lock(1);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: take one that ends with the transaction: `SELECT pg_advisory_xact_lock(…)`; the runner itself lets only one run at a time; or say above it why it may stay: `-- migrate: allow(session-lock) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::SessionLock, TABLE, "SELECT pg_advisory_xact_lock(1);");
    }
}
