use super::support::{DATABASE, is_initial, variable};
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::statement::{Scope, Setting, Statement};
use crate::words;

/// A setting that the file does not reset, and `USE`.
pub(super) fn check(check: &mut Check<'_>) {
    match &check.parsed.statement {
        Statement::Set(settings) => settings.iter().for_each(|setting| of_set(check, setting)),
        Statement::Use(database) => {
            let words = Words::new(
                format!("the connection stays in the database `{database}` after the migration"),
                words::session_setting::LABEL,
                format!("name the database in the statements instead: `{database}.<table>`"),
            );
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
    let stays_set = |help| words::session_setting::stays_set(name, help);
    let reset = words::session_setting::reset;
    let words = match (setting.scope, name.as_str()) {
        (Scope::Global, _) => Words::new(
            format!("{name} stays set on the server, for all later connections"),
            words::session_setting::LABEL,
            "set it in the server's configuration instead",
        ),
        (_, "lock_wait_timeout" | "innodb_lock_wait_timeout") => {
            stays_set(words::session_setting::directive("lock-timeout(5s)"))
        }
        (_, "transaction") => Words::new(
            "this changes every later transaction of the connection",
            words::session_setting::LABEL,
            "write `SET TRANSACTION …`, which applies only to the next transaction",
        ),
        (_, "foreign_key_checks" | "unique_checks") => Words::new(
            format!("{name} stays off on the connection after the migration"),
            words::session_setting::LABEL,
            reset(&format!("SET {name} = 1")),
        ),
        (_, "character_set_client") => Words {
            message: "the connection keeps this character set after the migration".to_owned(),
            ..stays_set(reset("SET NAMES utf8mb4"))
        },
        _ => stays_set(reset(&format!("SET {name} = DEFAULT"))),
    };
    check.report_unless_reset(variable(setting), &setting.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_setting_outlives_the_migration() {
        let found = lint_errors(Code::SessionSetting, TABLE, "SET foreign_key_checks = 0;");
        assert_snapshot!(found, @r"
        foreign_key_checks stays off on the connection after the migration [session-setting]
         --> m/2_draft.sql:1:5
          |
        1 | SET foreign_key_checks = 0;
          |     ^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: reset it at the end of the file: `SET foreign_key_checks = 1`; if this is intended, write above the statement: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn a_setting_of_the_server() {
        let found = lint_errors(
            Code::SessionSetting,
            TABLE,
            "SET GLOBAL max_connections = 500;",
        );
        assert_snapshot!(found, @r"
        max_connections stays set on the server, for all later connections [session-setting]
         --> m/2_draft.sql:1:5
          |
        1 | SET GLOBAL max_connections = 500;
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: set it in the server's configuration instead; if this is intended, write above the statement: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn another_database() {
        let found = lint_errors(Code::SessionSetting, TABLE, "USE other;");
        assert_snapshot!(found, @r"
        the connection stays in the database `other` after the migration [session-setting]
         --> m/2_draft.sql:1:1
          |
        1 | USE other;
          | ^^^^^^^^^ outlives the migration
          |
          = help: name the database in the statements instead: `other.<table>`; if this is intended, write above the statement: `-- migrate: allow(session-setting) <reason>`
        ");
    }

    #[test]
    fn a_setting_that_is_reset() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET foreign_key_checks = 0; DELETE FROM t WHERE a = 1; SET FOREIGN_KEY_CHECKS = 1;",
        );
    }

    #[test]
    fn a_value_that_is_restored() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET @old = @@sql_mode, sql_mode = ''; SET SESSION sql_mode = @old;",
        );
    }

    #[test]
    fn the_next_transaction_only() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET @a = 1; SET TRANSACTION ISOLATION LEVEL READ COMMITTED;",
        );
    }

    #[test]
    fn the_comments_of_mysqldump() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */; /*!40101 SET SQL_MODE=@OLD_SQL_MODE */;",
        );
    }

    #[test]
    fn a_setting_of_one_statement() {
        lint_ok(
            Code::SessionSetting,
            TABLE,
            "SET STATEMENT max_statement_time = 5 FOR SELECT * FROM t;",
        );
    }
}
