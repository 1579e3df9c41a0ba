use super::support::ROLE;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::statement::Statement;

/// A role that the file does not take off.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::SetRole { name: Some(name) } = &check.parsed.statement else {
        return;
    };
    let message = format!("the connection keeps the role {name} after the migration");
    let help = "write `SET ROLE DEFAULT` at the end of the file";
    let words = Words::new(message, "outlives the migration", help);
    check.report_unless_reset(ROLE, &check.parsed.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::SessionRole, TABLE, "SET ROLE admin;");
        assert_snapshot!(found, @r"
        the connection keeps the role admin after the migration [session-role]
         --> m/2_draft.sql:1:1
          |
        1 | SET ROLE admin;
          | ^^^^^^^^^^^^^^ outlives the migration
          |
          = help: write `SET ROLE DEFAULT` at the end of the file; or say above it why it may stay: `-- migrate: allow(session-role) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::SessionRole,
            TABLE,
            "SET ROLE admin; SET ROLE DEFAULT;",
        );
        lint_ok(Code::SessionRole, TABLE, "SET DEFAULT ROLE admin TO joe;");
    }
}
