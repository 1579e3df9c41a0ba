use migrate_core::Code;

use super::drop_cascade::{acts, children};
use crate::sqlite::check::Check;
use crate::sqlite::name::ticked;

/// `DROP TABLE` fails where rows of other tables refer to its own.
pub(super) fn check(check: &mut Check<'_>) {
    let children: Vec<String> = children(check)
        .into_iter()
        .filter(|key| !acts(key))
        .map(|key| key.child)
        .collect();
    if children.is_empty() {
        return;
    }
    let message = format!("this fails if rows of {} refer to the table", ticked(&children));
    let help = "to make the table anew write `-- migrate: foreign-keys(off)` at the top of the file; \
                to drop it for good drop the tables that refer to it before";
    check.report(Code::ReferencedRows, message, "fails on rows that refer to it", help);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_core::Code;

    use crate::sqlite::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER); CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));";
        let sql = "DROP TABLE users;";
        let found = lint_errors(Code::ReferencedRows, before, sql);
        assert_snapshot!(found, @r"
        this fails if rows of `posts` refer to the table [referenced-rows]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ fails on rows that refer to it
          |
          = help: to make the table anew write `-- migrate: foreign-keys(off)` at the top of the file; to drop it for good drop the tables that refer to it before; or say above it why it may stay: `-- migrate: allow(referenced-rows) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ReferencedRows,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER); CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));",
            "DROP TABLE posts; DROP TABLE users;",
        );
        lint_ok(
            Code::ReferencedRows,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t (id));",
            "DROP TABLE t;",
        );
    }
}
