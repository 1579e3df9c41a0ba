use super::drop_cascade::{acts, children};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::name::ticked;

const LABEL: &str = "fails on rows that refer to it";

/// `DROP TABLE` fails where rows of other tables refer to its own.
pub(super) fn check(check: &mut Check<'_>) {
    let on = check.file.foreign_keys;
    let children = children(check).into_iter();
    let refusing = children.filter(|key| !on || !acts(key));
    let children: Vec<String> = refusing.map(|key| key.child).collect();
    let Some(table) = check.existing().filter(|_| !children.is_empty()) else {
        return;
    };
    let children = ticked(&children);
    if on {
        let message = format!("this fails if rows of {children} refer to the table");
        let help = "to make the table anew write `-- migrate: foreign-keys(off)` at the top of the \
                    file; to drop it for good drop the tables that refer to it before";
        check.report(Words::new(message, LABEL, help));
    } else if check.file.whole {
        // The runner looks for such rows before it commits.
        let remedy = Remedy::Unreferenced(table.name.clone());
        let message = format!("the commit fails if rows of {children} refer to the table");
        let help = "drop the tables that refer to it as well, or make it again in this file";
        check.report_unless(remedy, Words::new(message, LABEL, help));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = &format!(
            "{USERS} CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));"
        );
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
            &format!(
                "{USERS} CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));"
            ),
            "DROP TABLE posts; DROP TABLE users;",
        );
        lint_ok(
            Code::ReferencedRows,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t (id));",
            "DROP TABLE t;",
        );
    }
}
