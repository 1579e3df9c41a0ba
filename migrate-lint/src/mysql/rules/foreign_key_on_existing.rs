use super::support::added_foreign_key;
use crate::mysql::check::Check;
use crate::words;

/// A foreign key over rows that may refer to a missing row.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(key) = added_foreign_key(check).filter(|key| !key.is_safe) else {
        return;
    };
    if check.file.unchecked {
        return;
    }
    let (shown, parent) = (&key.altered.table.shown, key.parent);
    let query = format!("SELECT … FROM {shown} LEFT JOIN {parent} ON … WHERE … IS NULL");
    let words = words::foreign_key_on_existing::orphans(shown, parent, &query, "");
    check.report(key.altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_row_may_refer_to_a_missing_row() {
        let found = lint_errors(
            Code::ForeignKeyOnExisting,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id);",
        );
        assert_snapshot!(found, @r"
        this fails if a row of `t` refers to a missing row of `u` [foreign-key-on-existing]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that refer to a missing row
          |
          = help: find such rows and correct them first: `SELECT … FROM t LEFT JOIN u ON … WHERE … IS NULL`; if this is intended, write above the statement: `-- migrate: allow(foreign-key-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_new_column_is_null() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "ALTER TABLE t ADD u_id INT, ADD FOREIGN KEY (u_id) REFERENCES u (id);",
        );
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            TABLE,
            "CREATE TABLE u (t_id INT, FOREIGN KEY (t_id) REFERENCES t (id));",
        );
    }

    #[test]
    fn foreign_key_checks_are_off() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            &format!("{TABLE} CREATE TABLE u (id INT PRIMARY KEY);"),
            "SET foreign_key_checks = 0; ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (id); SET foreign_key_checks = 1;",
        );
    }
}
