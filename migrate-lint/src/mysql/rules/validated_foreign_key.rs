use super::support::added_foreign_key;
use crate::finding::Words;
use crate::mysql::check::Check;

/// A foreign key copies the table, unless nobody checks the rows.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(key) = added_foreign_key(check) else {
        return;
    };
    if check.file.unchecked || !key.altered.may_copy(check) {
        return;
    }
    let shown = &key.altered.table.shown;
    let message = format!(
        "writers of `{shown}` wait while the table is copied and every row compared with `{}`",
        key.parent
    );
    let help = "look for rows that refer to nothing, then add it between `SET foreign_key_checks = 0` and \
                `SET foreign_key_checks = 1`, which is done in place and compares no row";
    check.report(
        key.altered.span,
        Words::new(message, "copies the table", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::ValidatedForeignKey,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id);",
        );
        assert_snapshot!(found, @r"
        writers of `t` wait while the table is copied and every row compared with `u` [validated-foreign-key]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ copies the table
          |
          = help: look for rows that refer to nothing, then add it between `SET foreign_key_checks = 0` and `SET foreign_key_checks = 1`, which is done in place and compares no row; or say above it why it may stay: `-- migrate: allow(validated-foreign-key) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ValidatedForeignKey,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "SET foreign_key_checks = 0; ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id); SET foreign_key_checks = 1;",
        );
        lint_ok(
            Code::ValidatedForeignKey,
            TABLE,
            "ALTER TABLE t ADD u_id INT REFERENCES t (id);",
        );
    }
}
