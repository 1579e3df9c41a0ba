use super::support::{copied, may_be_null};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::name::quoted;

/// A copy into a column that must hold a value, from one that may lack it.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((copy, target, from)) = copied(check) else {
        return;
    };
    let Some(table) = &target.table else { return };
    // Rows that do not fit are left out.
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
    let name = quoted(&column.name);
    let source = value
        .sources
        .first()
        .map_or("NULL".to_owned(), |source| quoted(source));
    let message = format!(
        "this fails if a row has no `{source}`: `{}.{name}` must hold a value",
        target.shown
    );
    let help = format!("say what such rows get: `COALESCE({source}, <value>)`");
    check.report(Words::new(message, "fails on rows that hold NULL", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::NotNullOnExisting, before, sql);
        assert_snapshot!(found, @r"
        this fails if a row has no `email`: `n.email` must hold a value [not-null-on-existing]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that hold NULL
          |
          = help: say what such rows get: `COALESCE(email, <value>)`; or say above it why it may stay: `-- migrate: allow(not-null-on-existing) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::NotNullOnExisting,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, COALESCE(email, ''), age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
        lint_ok(
            Code::NotNullOnExisting,
            USERS,
            "UPDATE users SET email = '' WHERE email IS NULL;\nCREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT NOT NULL, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
