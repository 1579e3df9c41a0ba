use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::table::Action;

/// `ALGORITHM = COPY`, `LOCK = SHARED` and `LOCK = EXCLUSIVE`.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let (access, what) = match altered.action {
        Action::Algorithm(said) if said == "COPY" && altered.may_share() => {
            ("writes to", "a copy of the table")
        }
        Action::Lock(said) if said == "SHARED" => ("writes to", "a shared lock"),
        Action::Lock(said) if said == "EXCLUSIVE" => ("reads and writes of", "an exclusive lock"),
        _ => return,
    };
    let shown = &altered.table.shown;
    let message = format!("{access} `{shown}` wait until this ends: it requests {what}");
    let help = "remove it, so that the server blocks nobody where it can; or write `LOCK = NONE`, \
                so that the statement fails where the server cannot";
    check.report(altered.span, Words::new(message, "requested here", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_requested_copy_and_a_requested_lock_block_writes() {
        let found = lint_errors(
            Code::RequestedLock,
            TABLE,
            "ALTER TABLE t ADD INDEX (a), ALGORITHM=COPY, LOCK=SHARED;",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait until this ends: it requests a copy of the table [requested-lock]
         --> m/2_draft.sql:1:30
          |
        1 | ALTER TABLE t ADD INDEX (a), ALGORITHM=COPY, LOCK=SHARED;
          |                              ^^^^^^^^^^^^^^ requested here
          |
          = help: remove it, so that the server blocks nobody where it can; or write `LOCK = NONE`, so that the statement fails where the server cannot; if this is intended, write above the statement: `-- migrate: allow(requested-lock) <reason>`
        writes to `t` wait until this ends: it requests a shared lock [requested-lock]
         --> m/2_draft.sql:1:46
          |
        1 | ALTER TABLE t ADD INDEX (a), ALGORITHM=COPY, LOCK=SHARED;
          |                                              ^^^^^^^^^^^ requested here
          |
          = help: remove it, so that the server blocks nobody where it can; or write `LOCK = NONE`, so that the statement fails where the server cannot; if this is intended, write above the statement: `-- migrate: allow(requested-lock) <reason>`
        ");
    }

    #[test]
    fn a_requested_lock_of_none_blocks_nobody() {
        lint_ok(
            Code::RequestedLock,
            TABLE,
            "ALTER TABLE t ADD INDEX (a), ALGORITHM=INPLACE, LOCK=NONE;",
        );
    }

    #[test]
    fn the_default_lock_requests_nothing() {
        lint_ok(
            Code::RequestedLock,
            TABLE,
            "CREATE INDEX i ON t (a) LOCK = DEFAULT;",
        );
    }
}
