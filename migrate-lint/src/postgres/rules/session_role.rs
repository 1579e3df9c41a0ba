use crate::finding::{Edit, Words};
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;

/// Another role for the session that the file does not give back.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::SetRole {
        local: false,
        what,
        none: false,
    } = &check.parsed.statement
    else {
        return;
    };
    let span = &check.parsed.span;
    let in_transaction = check.file.transaction.open;
    let help = if in_transaction {
        format!(
            "write `SET LOCAL {} …`, which ends with the transaction",
            what.to_uppercase()
        )
    } else {
        format!(
            "write `RESET {}` at the end of the file",
            what.to_uppercase()
        )
    };
    let message = format!("the connection keeps this {what} after the migration");
    let words = Words::new(message, "outlives the migration", help);
    let local = in_transaction.then(|| Edit {
        range: span.start + 3..span.start + 3,
        text: " LOCAL".to_owned(),
    });
    check.report_unless_reset("role", span, words, local.into_iter().collect());
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::SessionRole, TABLE, "SET ROLE owner;");
        assert_snapshot!(found, @r"
        the connection keeps this role after the migration [session-role]
         --> m/2_draft.sql:1:1
          |
        1 | SET ROLE owner;
          | ^^^^^^^^^^^^^^ outlives the migration
          |
          = help: write `SET LOCAL ROLE …`, which ends with the transaction; or say above it why it may stay: `-- migrate: allow(session-role) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::SessionRole, TABLE, "SET LOCAL ROLE owner;");
        lint_ok(Code::SessionRole, TABLE, "SET ROLE owner; RESET ROLE;");
    }
}
