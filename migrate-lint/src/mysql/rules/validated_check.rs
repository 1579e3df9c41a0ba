use super::support::{added_check, added_column};
use crate::finding::Words;
use crate::mysql::check::Check;

/// A CHECK, by itself or with a column, copies the table.
pub(super) fn check(check: &mut Check<'_>) {
    let with_column = added_column(check).is_some_and(|(_, column)| column.check == Some(true))
        && check.file.servers.has_checks();
    let Some(altered) = check
        .altered()
        .filter(|_| with_column || added_check(check))
    else {
        return;
    };
    if !altered.may_copy(check) {
        return;
    }
    let shown = &altered.table.shown;
    let message = format!(
        "writers of `{shown}` wait while the table is copied and every row compared with the CHECK"
    );
    let help = "do it while few write; MySQL adds a CHECK that is `NOT ENFORCED` at once, but never compares rows with it";
    check.report(altered.span, Words::new(message, "copies the table", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::ValidatedCheck,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);",
        );
        assert_snapshot!(found, @r"
        writers of `t` wait while the table is copied and every row compared with the CHECK [validated-check]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ copies the table
          |
          = help: do it while few write; MySQL adds a CHECK that is `NOT ENFORCED` at once, but never compares rows with it; or say above it why it may stay: `-- migrate: allow(validated-check) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ValidatedCheck,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT ENFORCED;",
        );
        lint_ok(
            Code::ValidatedCheck,
            TABLE,
            "CREATE TABLE u (a INT CHECK (a > 0));",
        );
    }
}
