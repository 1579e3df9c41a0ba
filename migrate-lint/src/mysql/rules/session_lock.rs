use super::support::{LOCK, TABLES};
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::statement::{LockCall, Statement};
use crate::words;

/// A lock of the session that the file does not release.
pub(super) fn check(check: &mut Check<'_>) {
    let span = &check.parsed.span;
    if let Statement::LockTables(_) = &check.parsed.statement {
        let words = Words::new(
            "the tables stay locked after the migration, and the connection can use no others",
            words::session_setting::LABEL,
            "write `UNLOCK TABLES` after the statements that need the lock",
        );
        check.report_unless_reset(TABLES, span, words);
        return;
    }
    let calls = &check.parsed.calls;
    if calls.contains(&LockCall::Get) && !calls.contains(&LockCall::Release) {
        let help = "release it at the end of the file: `DO RELEASE_LOCK(…)`";
        check.report_unless_reset(LOCK, span, words::session_lock::stays("GET_LOCK", help));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_lock_outlives_the_migration() {
        let found = lint_errors(Code::SessionLock, TABLE, "SELECT GET_LOCK('mine', 10);");
        assert_snapshot!(found, @r"
        the connection keeps the lock of GET_LOCK() after the migration [session-lock]
         --> m/2_draft.sql:1:1
          |
        1 | SELECT GET_LOCK('mine', 10);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: release it at the end of the file: `DO RELEASE_LOCK(…)`; or remove it: the runner already lets only one run at a time; if this is intended, write above the statement: `-- migrate: allow(session-lock) <reason>`
        ");
    }

    #[test]
    fn locked_tables_stay_locked() {
        let found = lint_errors(Code::SessionLock, TABLE, "LOCK TABLES t WRITE;");
        assert_snapshot!(found, @r"
        the tables stay locked after the migration, and the connection can use no others [session-lock]
         --> m/2_draft.sql:1:1
          |
        1 | LOCK TABLES t WRITE;
          | ^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: write `UNLOCK TABLES` after the statements that need the lock; if this is intended, write above the statement: `-- migrate: allow(session-lock) <reason>`
        ");
    }

    #[test]
    fn a_lock_that_is_released() {
        lint_ok(
            Code::SessionLock,
            TABLE,
            "DO GET_LOCK('mine', 10); DO RELEASE_LOCK('mine');",
        );
    }

    #[test]
    fn tables_that_are_unlocked() {
        lint_ok(
            Code::SessionLock,
            TABLE,
            "LOCK TABLES t WRITE; UNLOCK TABLES;",
        );
    }
}
