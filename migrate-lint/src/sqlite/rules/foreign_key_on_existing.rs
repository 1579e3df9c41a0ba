use super::support::{added_column, copied, refused_on_row};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::copy::Mapped;
use crate::sqlite::name::{is_same, list};
use crate::sqlite::table::{ForeignKey, Table};

/// A foreign key whose rows may refer to nothing.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some(key) = of_copy(check) {
        let columns = list(&key.columns);
        let message = format!(
            "this fails if a row refers in ({columns}) to no row of `{}`",
            key.parent
        );
        let help = format!(
            "look for them first: `SELECT {columns} FROM <old table> WHERE {columns} NOT IN (SELECT <key> FROM {})`",
            key.parent
        );
        check.report(Words::new(
            message,
            "fails on rows that refer to nothing",
            help,
        ));
    }
    let Some((target, column, _)) = added_column(check) else {
        return;
    };
    let refused =
        refused_on_row(check).is_some_and(|refusal| refusal.message.contains("REFERENCES"));
    if !refused {
        return;
    }
    let message = format!(
        "SQLite adds no column that refers to a table and has a default to `{}` if it has rows",
        target.shown
    );
    let help = format!("leave the default out, and fill `{column}` afterwards");
    check.report(Words::new(message, "fails if there is a row", help));
}

/// A foreign key of the new table that the old one has not.
fn of_copy(check: &Check<'_>) -> Option<ForeignKey> {
    let (copy, target, from) = copied(check)?;
    let table = target.table?;
    let name = table.name;
    let mut keys = table.foreign_keys.into_iter();
    keys.find(|key| {
        let values = key.columns.iter().map(|column| copy.value(column));
        let values: Option<Vec<&Mapped>> = values
            .map(|value| value.filter(|value| !value.null))
            .collect();
        let sources: Option<Vec<String>> = values
            .iter()
            .flatten()
            .map(|value| value.sources.first().cloned())
            .collect();
        let (Some(values), Some(sources)) = (values, sources) else {
            return false;
        };
        let is_known = |known: &ForeignKey| {
            // Each table refers to itself.
            let own = is_same(&known.parent, &from.name) && is_same(&key.parent, &name);
            (own || is_same(&known.parent, &key.parent)) && are_same(&sources, &known.columns)
        };
        // The row that is referred to is the one that is copied.
        let is_itself = is_same(&key.parent, &from.name)
            && values.iter().all(|value| value.plain)
            && are_same(&sources, &referred(key, from));
        !is_itself && !from.foreign_keys.iter().any(is_known)
    })
}

/// The columns of the parent that a foreign key refers to.
fn referred(key: &ForeignKey, parent: &Table) -> Vec<String> {
    if key.keys.is_empty() {
        parent.primary_key()
    } else {
        key.keys.clone()
    }
}

fn are_same(names: &[String], others: &[String]) -> bool {
    names.len() == others.len()
        && names
            .iter()
            .zip(others)
            .all(|(one, other)| is_same(one, other))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = &format!("{USERS} CREATE TABLE kinds (id INTEGER PRIMARY KEY);");
        let sql = "ALTER TABLE users ADD COLUMN kind INTEGER DEFAULT 1 REFERENCES kinds (id);";
        let found = lint_errors(Code::ForeignKeyOnExisting, before, sql);
        assert_snapshot!(found, @r"
        SQLite adds no column that refers to a table and has a default to `users` if it has rows [foreign-key-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN kind INTEGER DEFAULT 1 REFERENCES kinds (id);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if there is a row
          |
          = help: leave the default out, and fill `kind` afterwards; or say above it why it may stay: `-- migrate: allow(foreign-key-on-existing) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = &format!("{USERS} CREATE TABLE kinds (id INTEGER PRIMARY KEY);");
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER REFERENCES kinds (id));\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::ForeignKeyOnExisting, before, sql);
        assert_snapshot!(found, @r"
        this fails if a row refers in (age) to no row of `kinds` [foreign-key-on-existing]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that refer to nothing
          |
          = help: look for them first: `SELECT age FROM <old table> WHERE age NOT IN (SELECT <key> FROM kinds)`; or say above it why it may stay: `-- migrate: allow(foreign-key-on-existing) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            "CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree (id));",
            "CREATE TABLE new (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES new (id), name TEXT);\nINSERT INTO new (id, parent) SELECT id, parent FROM tree;\nDROP TABLE tree;\nALTER TABLE new RENAME TO tree;",
        );
        lint_ok(
            Code::ForeignKeyOnExisting,
            &format!("{USERS} CREATE TABLE kinds (id INTEGER PRIMARY KEY);"),
            "ALTER TABLE users ADD COLUMN kind INTEGER REFERENCES kinds (id);",
        );
        lint_ok(
            Code::ForeignKeyOnExisting,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, bio TEXT);",
            "CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users, bio TEXT); INSERT INTO profiles SELECT id, bio FROM users;",
        );
    }
}
