use crate::finding::Edit;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;
use crate::words;

/// A role of the session that the file does not reset.
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
    let role = what.to_uppercase();
    let help = if in_transaction {
        format!("set it for the transaction only: `SET LOCAL {role} …`")
    } else {
        words::session_setting::reset(&format!("RESET {role}"))
    };
    let words = words::session_role::stays(&format!("this {what}"), help);
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
    fn a_role_outlives_the_migration() {
        let found = lint_errors(Code::SessionRole, TABLE, "SET ROLE owner;");
        assert_snapshot!(found, @r"
        the connection keeps this role after the migration [session-role]
         --> m/2_draft.sql:1:1
          |
        1 | SET ROLE owner;
          | ^^^^^^^^^^^^^^ outlives the migration
          |
          = help: set it for the transaction only: `SET LOCAL ROLE …`; if this is intended, write above the statement: `-- migrate: allow(session-role) <reason>`
        ");
    }

    #[test]
    fn set_local() {
        lint_ok(Code::SessionRole, TABLE, "SET LOCAL ROLE owner;");
    }

    #[test]
    fn a_role_that_is_reset() {
        lint_ok(Code::SessionRole, TABLE, "SET ROLE owner; RESET ROLE;");
    }
}
