use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;
use crate::words;

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
        "lock_timeout" | "statement_timeout" => {
            words::session_setting::directive(&format!("{}(5s)", name.replace('_', "-")))
        }
        _ => format!("write `SET {name} …` here and `RESET {name}` at the end of the file"),
    };
    let words = Words::new(message, "has no effect", help);
    check.report(&check.parsed.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn set_local_without_a_transaction() {
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
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ has no effect
          |
          = help: write the directive at the top of the file instead: `-- migrate: lock-timeout(5s)`; if this is intended, write above the statement: `-- migrate: allow(set-local-outside-transaction) <reason>`
        ");
    }

    #[test]
    fn the_transaction_of_the_runner() {
        lint_ok(
            Code::SetLocalOutsideTransaction,
            TABLE,
            "SET LOCAL work_mem = '1MB';",
        );
    }

    #[test]
    fn a_transaction_of_the_file() {
        lint_ok(
            Code::SetLocalOutsideTransaction,
            TABLE,
            "-- migrate: transaction(none)\nBEGIN; SET LOCAL work_mem = '1MB'; COMMIT;",
        );
    }
}
