use super::support::added_foreign_key;
use crate::mysql::check::Check;
use crate::words::validated_foreign_key;

/// A foreign key copies the table, unless `foreign_key_checks` is off.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(key) = added_foreign_key(check) else {
        return;
    };
    if check.file.unchecked || !key.altered.may_copy(check) {
        return;
    }
    let parent = key.parent;
    let tables = format!("`{}`", key.altered.table.shown);
    let work = format!("the table is copied and every row is checked against `{parent}`");
    let help = format!(
        "make sure that every row refers to a row of `{parent}`, then add the key between \
         `SET foreign_key_checks = 0` and `SET foreign_key_checks = 1`, which works in place and \
         checks no row"
    );
    let words = validated_foreign_key::words(&tables, &work, help);
    check.report(key.altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_foreign_key_copies_the_table() {
        let found = lint_errors(
            Code::ValidatedForeignKey,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id);",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while the table is copied and every row is checked against `u` [validated-foreign-key]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks writes
          |
          = help: make sure that every row refers to a row of `u`, then add the key between `SET foreign_key_checks = 0` and `SET foreign_key_checks = 1`, which works in place and checks no row; if this is intended, write above the statement: `-- migrate: allow(validated-foreign-key) <reason>`
        ");
    }

    #[test]
    fn without_foreign_key_checks_nothing_is_copied() {
        lint_ok(
            Code::ValidatedForeignKey,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "SET foreign_key_checks = 0; ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id); SET foreign_key_checks = 1;",
        );
    }

    #[test]
    fn an_inline_reference_is_no_foreign_key() {
        lint_ok(
            Code::ValidatedForeignKey,
            TABLE,
            "ALTER TABLE t ADD u_id INT REFERENCES t (id);",
        );
    }
}
