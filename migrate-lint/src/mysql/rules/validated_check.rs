use super::support::{added_check, added_column};
use crate::mysql::check::Check;
use crate::words::lock::Lock;
use crate::words::validated_check;

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
    let help = "add it while there are few writes; MySQL adds a CHECK that is `NOT ENFORCED` at \
                once, but never checks rows against it";
    let words = validated_check::words(Lock::Shared, &altered.table.shown, help);
    check.report(altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_check_copies_the_table() {
        let found = lint_errors(
            Code::ValidatedCheck,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while the table is copied and every row is checked [validated-check]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ copies the table
          |
          = help: add it while there are few writes; MySQL adds a CHECK that is `NOT ENFORCED` at once, but never checks rows against it; if this is intended, write above the statement: `-- migrate: allow(validated-check) <reason>`
        ");
    }

    #[test]
    fn a_check_that_is_not_enforced_copies_nothing() {
        lint_ok(
            Code::ValidatedCheck,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0) NOT ENFORCED;",
        );
    }

    #[test]
    fn a_new_table_has_no_rows_to_copy() {
        lint_ok(
            Code::ValidatedCheck,
            TABLE,
            "CREATE TABLE u (a INT CHECK (a > 0));",
        );
    }
}
