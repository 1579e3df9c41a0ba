use super::support::{LOCK, TABLES};
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::statement::{LockCall, Statement};

/// Locks of the session that the file does not give back.
pub(super) fn check(check: &mut Check<'_>) {
    let span = &check.parsed.span;
    if let Statement::LockTables(_) = &check.parsed.statement {
        let message =
            "the tables stay locked after the migration, and the connection sees no others";
        let help = "write `UNLOCK TABLES` behind the statements that need it";
        let words = Words::new(message, "outlives the migration", help);
        check.report_unless_reset(TABLES, span, words);
        return;
    }
    let calls = &check.parsed.calls;
    if calls.contains(&LockCall::Get) && !calls.contains(&LockCall::Release) {
        let message = "the connection keeps the lock after the migration";
        let help = "write `DO RELEASE_LOCK(…)` behind the statements that need it; runs of migrations wait for each other anyway";
        let words = Words::new(message, "outlives the migration", help);
        check.report_unless_reset(LOCK, span, words);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::SessionLock, TABLE, "SELECT GET_LOCK('mine', 10);");
        assert_snapshot!(found, @r"
        the connection keeps the lock after the migration [session-lock]
         --> m/2_draft.sql:1:1
          |
        1 | SELECT GET_LOCK('mine', 10);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: write `DO RELEASE_LOCK(…)` behind the statements that need it; runs of migrations wait for each other anyway; or say above it why it may stay: `-- migrate: allow(session-lock) <reason>`
        ");
        let found = lint_errors(Code::SessionLock, TABLE, "LOCK TABLES t WRITE;");
        assert_snapshot!(found, @r"
        the tables stay locked after the migration, and the connection sees no others [session-lock]
         --> m/2_draft.sql:1:1
          |
        1 | LOCK TABLES t WRITE;
          | ^^^^^^^^^^^^^^^^^^^ outlives the migration
          |
          = help: write `UNLOCK TABLES` behind the statements that need it; or say above it why it may stay: `-- migrate: allow(session-lock) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::SessionLock,
            TABLE,
            "DO GET_LOCK('mine', 10); DO RELEASE_LOCK('mine');",
        );
        lint_ok(
            Code::SessionLock,
            TABLE,
            "LOCK TABLES t WRITE; UNLOCK TABLES;",
        );
    }
}
