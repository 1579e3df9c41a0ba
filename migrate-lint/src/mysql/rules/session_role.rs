use super::support::ROLE;
use crate::mysql::check::Check;
use crate::mysql::statement::Statement;
use crate::words;

/// A role that the file does not reset.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::SetRole { name: Some(name) } = &check.parsed.statement else {
        return;
    };
    let help = words::session_setting::reset("SET ROLE DEFAULT");
    let words = words::session_role::stays(&format!("the role {name}"), help);
    check.report_unless_reset(ROLE, &check.parsed.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_role_outlives_the_migration() {
        let found = lint_errors(Code::SessionRole, TABLE, "SET ROLE admin;");
        assert_snapshot!(found, @r"
        the connection keeps the role admin after the migration [session-role]
         --> m/2_draft.sql:1:1
          |
        1 | SET ROLE admin;
          | ^^^^^^^^^^^^^^ outlives the migration
          |
          = help: reset it at the end of the file: `SET ROLE DEFAULT`; if this is intended, write above the statement: `-- migrate: allow(session-role) <reason>`
        ");
    }

    #[test]
    fn a_role_that_is_reset() {
        lint_ok(
            Code::SessionRole,
            TABLE,
            "SET ROLE admin; SET ROLE DEFAULT;",
        );
    }

    #[test]
    fn the_default_role_of_a_user() {
        lint_ok(Code::SessionRole, TABLE, "SET DEFAULT ROLE admin TO joe;");
    }
}
