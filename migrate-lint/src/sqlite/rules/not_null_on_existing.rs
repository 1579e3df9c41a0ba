use super::support::{copied, may_be_null};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::name::quoted;
use crate::words;

/// A copy into a NOT NULL column from one that may hold NULL.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((copy, target, from)) = copied(check) else {
        return;
    };
    let Some(table) = &target.table else { return };
    // The copy leaves such rows out.
    if copy.loses.as_deref() == Some("OR IGNORE") {
        return;
    }
    let columns = table
        .columns
        .iter()
        .filter(|column| column.not_null && !table.is_rowid(column));
    let mut pairs = columns.filter_map(|column| Some((column, copy.value(&column.name)?)));
    let failing = pairs.find(|(_, value)| may_be_null(check, copy, value, from));
    let Some((column, value)) = failing else {
        return;
    };
    let name = format!("{}.{}", target.shown, quoted(&column.name));
    let old = quoted(&from.name);
    let words = if let Some(source) = value.sources.first() {
        let source = quoted(source);
        let help = format!("give such rows a value in the SELECT: `COALESCE({source}, <value>)`");
        words::not_null_on_existing::null(&old, source, help)
    } else {
        Words::new(
            format!("this fails if `{old}` has rows: `{name}` requires a value, and gets NULL"),
            "fails if the table has rows",
            "give the column a value in the SELECT",
        )
    };
    check.report(words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_copied_row_may_hold_null() {
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::NotNullOnExisting, USERS, sql);
        assert_snapshot!(found, @r"
        this fails if `email` is NULL in a row of `users` [not-null-on-existing]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on NULL
          |
          = help: give such rows a value in the SELECT: `COALESCE(email, <value>)`; if this is intended, write above the statement: `-- migrate: allow(not-null-on-existing) <reason>`
        ");
    }

    #[test]
    fn coalesce_gives_a_value() {
        lint_ok(
            Code::NotNullOnExisting,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, COALESCE(email, ''), age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }

    #[test]
    fn rows_that_were_filled() {
        lint_ok(
            Code::NotNullOnExisting,
            USERS,
            "UPDATE users SET email = '' WHERE email IS NULL;\nCREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
