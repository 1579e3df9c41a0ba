use super::support::{DATABASE, is_initial, variable};
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::statement::{Scope, Setting, Statement};

/// A setting that the file does not set back, and `USE`.
pub(super) fn check(check: &mut Check<'_>) {
    match &check.parsed.statement {
        Statement::Set(settings) => settings.iter().for_each(|setting| of_set(check, setting)),
        Statement::Use(database) => {
            let message =
                format!("the connection stays in the database `{database}` after the migration");
            let help = format!("name the database instead: `{database}.<table>`, or connect to it");
            let words = Words::new(message, "outlives the migration", help);
            check.report_unless_reset(DATABASE, &check.parsed.span, words);
        }
        _ => {}
    }
}

fn of_set(check: &mut Check<'_>, setting: &Setting) {
    if setting.scope == Scope::Other || is_initial(setting) {
        return;
    }
    let name = &setting.variable;
    let (message, help) = match (setting.scope, name.as_str()) {
        (Scope::Global, _) => (
            format!(
                "{name} stays set on the server, for everybody who connects after the migration"
            ),
            "set it in the server's configuration".to_owned(),
        ),
        (_, "lock_wait_timeout" | "innodb_lock_wait_timeout") => (
            format!("{name} stays set on the connection after the migration"),
            "write the directive at the top of the file instead: `-- migrate: lock-timeout(5s)`"
                .to_owned(),
        ),
        (_, "transaction") => (
            "the session's transactions stay as this says after the migration".to_owned(),
            "write `SET TRANSACTION …`, which holds for the next one alone".to_owned(),
        ),
        (_, "foreign_key_checks" | "unique_checks") => (
            format!("{name} stays off on the connection after the migration"),
            format!("write `SET {name} = 1` at the end of the file"),
        ),
        (_, "character_set_client") => (
            "the character set of the connection stays another after the migration".to_owned(),
            "write `SET NAMES utf8mb4` at the end of the file".to_owned(),
        ),
        _ => (
            format!("{name} stays set on the connection after the migration"),
            format!("write `SET {name} = DEFAULT` at the end of the file"),
        ),
    };
    let words = Words::new(message, "outlives the migration", help);
    check.report_unless_reset(variable(setting), &setting.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::SessionSetting, TABLE, "SET foreign_key_checks = 0;");
        assert_snapshot!(found, @r"
        foreign_key_checks stays off on the connection after the migration [session-setting]
         --> m/2_draft.sql:1:5
          |
        1 | SET foreign_key_checks = 0;
          |     ^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: write `SET foreign_key_checks = 1` at the end of the file; or say above it why it may stay: `-- migrate: allow(session-setting) <reason>`
        ");
        let found = lint_errors(
            Code::SessionSetting,
            TABLE,
            "SET GLOBAL max_connections = 500;",
        );
        assert_snapshot!(found, @r"
        max_connections stays set on the server, for everybody who connects after the migration [session-setting]
         --> m/2_draft.sql:1:5
          |
        1 | SET GLOBAL max_connections = 500;
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: set it in the server's configuration; or say above it why it may stay: `-- migrate: allow(session-setting) <reason>`
        ");
        let found = lint_errors(Code::SessionSetting, TABLE, "USE other;");
        assert_snapshot!(found, @r"
        the connection stays in the database `other` after the migration [session-setting]
         --> m/2_draft.sql:1:1
          |
        1 | USE other;
          | ^^^^^^^^^ outlives the migration
          |
          = help: name the database instead: `other.<table>`, or connect to it; or say above it why it may stay: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET foreign_key_checks = 0; DELETE FROM t WHERE a = 1; SET FOREIGN_KEY_CHECKS = 1;",
        );
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET @old = @@sql_mode, sql_mode = ''; SET SESSION sql_mode = @old;",
        );
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET @a = 1; SET TRANSACTION ISOLATION LEVEL READ COMMITTED;",
        );
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */; /*!40101 SET SQL_MODE=@OLD_SQL_MODE */;",
        );
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET STATEMENT max_statement_time = 5 FOR SELECT * FROM t;",
        );
    }
}
