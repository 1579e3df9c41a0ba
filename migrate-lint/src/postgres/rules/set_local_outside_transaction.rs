use crate::finding::Words;
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
    let message =
        format!("SET LOCAL {name} has no effect: each statement of this file runs by itself");
    let help = match name {
        "lock_timeout" | "statement_timeout" => format!(
            "write the directive instead: `-- migrate: {}(5s)`",
            name.replace('_', "-")
        ),
        _ => format!("write `SET {name} …` and, at the end of the file, `RESET {name}`"),
    };
    let span = check.parsed.span.clone();
    check.report(&span, Words::new(message, "does nothing", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::SetLocalOutsideTransaction,
            TABLE,
            "-- migrate: transaction(none)\nSET LOCAL lock_timeout = '1s';",
        );
        assert_snapshot!(found, @r"
        SET LOCAL lock_timeout has no effect: each statement of this file runs by itself [set-local-outside-transaction]
         --> m/2_draft.sql:2:1
          |
        2 | SET LOCAL lock_timeout = '1s';
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ does nothing
          |
          = help: write the directive instead: `-- migrate: lock-timeout(5s)`; or say above it why it may stay: `-- migrate: allow(set-local-outside-transaction) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::SetLocalOutsideTransaction,
            TABLE,
            "SET LOCAL work_mem = '1MB';",
        );
        lint_ok(
            Code::SetLocalOutsideTransaction,
            TABLE,
            "-- migrate: transaction(none)\nBEGIN; SET LOCAL work_mem = '1MB'; COMMIT;",
        );
    }
}
