use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::table::Action;

/// `ALGORITHM = COPY`, `LOCK = SHARED` and `LOCK = EXCLUSIVE`.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let (what, who) = match altered.action {
        Action::Algorithm(said) if said == "COPY" && altered.may_share() => {
            ("a copy of the table", "writers")
        }
        Action::Lock(said) if said == "SHARED" => ("a lock against writers", "writers"),
        Action::Lock(said) if said == "EXCLUSIVE" => {
            ("a lock against everybody", "readers and writers")
        }
        _ => return,
    };
    let shown = &altered.table.shown;
    let message = format!("this asks for {what}: {who} of `{shown}` wait until it is done");
    let help = "leave it out, so that the server does it beside them where it can, or write `LOCK = NONE`, so that it refuses otherwise";
    check.report(altered.span, Words::new(message, "is asked for", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::RequestedLock,
            TABLE,
            "ALTER TABLE t ADD INDEX (a), ALGORITHM=COPY, LOCK=SHARED;",
        );
        assert_snapshot!(found, @r"
        this asks for a copy of the table: writers of `t` wait until it is done [requested-lock]
         --> m/2_draft.sql:1:30
          |
        1 | ALTER TABLE t ADD INDEX (a), ALGORITHM=COPY, LOCK=SHARED;
          |                              ^^^^^^^^^^^^^^ is asked for
          |
          = help: leave it out, so that the server does it beside them where it can, or write `LOCK = NONE`, so that it refuses otherwise; or say above it why it may stay: `-- migrate: allow(requested-lock) <reason>`
        this asks for a lock against writers: writers of `t` wait until it is done [requested-lock]
         --> m/2_draft.sql:1:46
          |
        1 | ALTER TABLE t ADD INDEX (a), ALGORITHM=COPY, LOCK=SHARED;
          |                                              ^^^^^^^^^^^ is asked for
          |
          = help: leave it out, so that the server does it beside them where it can, or write `LOCK = NONE`, so that it refuses otherwise; or say above it why it may stay: `-- migrate: allow(requested-lock) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RequestedLock,
            TABLE,
            "ALTER TABLE t ADD INDEX (a), ALGORITHM=INPLACE, LOCK=NONE;",
        );
        lint_ok(
            Code::RequestedLock,
            TABLE,
            "CREATE INDEX i ON t (a) LOCK = DEFAULT;",
        );
    }
}
