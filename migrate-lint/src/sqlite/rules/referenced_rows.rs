use super::drop_cascade::{acts, children};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::name::ticked;

const LABEL: &str = "fails on rows that refer to it";

/// `DROP TABLE` of a table whose rows other tables refer to.
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
        let help = "write `-- migrate: foreign-keys(off)` at the top of the file to rebuild the table; \
                    to remove it, drop the tables that refer to it first";
        check.report(Words::new(message, LABEL, help));
    } else if check.file.whole {
        // The runner looks for such rows before it commits.
        let remedy = Remedy::Unreferenced(table.name.clone());
        let message = format!("the commit fails if rows of {children} refer to the table");
        let help = "drop the tables that refer to it too, or create it again in this file";
        check.report_unless(remedy, Words::new(message, LABEL, help));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn rows_of_another_table_refer_to_it() {
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
          = help: write `-- migrate: foreign-keys(off)` at the top of the file to rebuild the table; to remove it, drop the tables that refer to it first; if this is intended, write above the statement: `-- migrate: allow(referenced-rows) <reason>`
        ");
    }

    #[test]
    fn the_other_table_is_dropped_first() {
        lint_ok(
            Code::ReferencedRows,
            &format!(
                "{USERS} CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users (id));"
            ),
            "DROP TABLE posts; DROP TABLE users;",
        );
    }

    #[test]
    fn a_table_that_refers_to_itself() {
        lint_ok(
            Code::ReferencedRows,
            "CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t (id));",
            "DROP TABLE t;",
        );
    }
}
