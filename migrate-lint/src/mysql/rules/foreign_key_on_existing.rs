use super::support::added_foreign_key;
use crate::finding::Words;
use crate::mysql::check::Check;

/// A foreign key over rows that may refer to nothing.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(key) = added_foreign_key(check).filter(|key| !key.is_safe) else {
        return;
    };
    if check.file.unchecked {
        return;
    }
    let shown = &key.altered.table.shown;
    let message = format!(
        "this fails if a row of `{shown}` refers to no row of `{}`",
        key.parent
    );
    let help = format!(
        "look for such rows first: `SELECT … FROM {shown} LEFT JOIN {} ON … WHERE … IS NULL`",
        key.parent
    );
    check.report(
        key.altered.span,
        Words::new(message, "fails on rows that refer to nothing", help),
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
            Code::ForeignKeyOnExisting,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id);",
        );
        assert_snapshot!(found, @r"
        this fails if a row of `t` refers to no row of `u` [foreign-key-on-existing]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that refer to nothing
          |
          = help: look for such rows first: `SELECT … FROM t LEFT JOIN u ON … WHERE … IS NULL`; or say above it why it may stay: `-- migrate: allow(foreign-key-on-existing) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "ALTER TABLE t ADD u_id INT, ADD FOREIGN KEY (u_id) REFERENCES u (id);",
        );
        lint_ok(
            Code::ForeignKeyOnExisting,
            TABLE,
            "CREATE TABLE u (t_id INT, FOREIGN KEY (t_id) REFERENCES t (id));",
        );
        lint_ok(
            Code::ForeignKeyOnExisting,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "SET foreign_key_checks = 0; ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id); SET foreign_key_checks = 1;",
        );
    }
}
