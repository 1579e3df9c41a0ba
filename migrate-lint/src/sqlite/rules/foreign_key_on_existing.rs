use super::support::{added_column, copied, refused_on_row};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::copy::Mapped;
use crate::sqlite::name::{is_same, list, quoted};
use crate::sqlite::table::{ForeignKey, Table};
use crate::words;

/// A foreign key over rows that may refer to a missing row.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some((table, key)) = of_copy(check) {
        let (columns, parent) = (list(&key.columns), &key.parent);
        let query = format!(
            "SELECT {columns} FROM {table} WHERE ({columns}) NOT IN (SELECT <key> FROM {parent})"
        );
        let words = words::foreign_key_on_existing::orphans(&table, parent, &query, "");
        check.report(words);
    }
    let Some((target, column, _)) = added_column(check) else {
        return;
    };
    let refused =
        refused_on_row(check).is_some_and(|refusal| refusal.message.contains("REFERENCES"));
    if !refused {
        return;
    }
    let words = Words::new(
        format!(
            "SQLite refuses `{}.{column}`, with REFERENCES and a default, if the table has rows",
            target.shown
        ),
        "fails if the table has rows",
        words::foreign_key_on_existing::FILL_LATER,
    );
    check.report(words);
}

/// The old table, and a foreign key that only the new one has.
fn of_copy(check: &Check<'_>) -> Option<(String, ForeignKey)> {
    let (copy, target, from) = copied(check)?;
    let table = target.table?;
    let name = table.name;
    let mut keys = table.foreign_keys.into_iter();
    let new = keys.find(|key| {
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
            // Both tables refer to themselves.
            let own = is_same(&known.parent, &from.name) && is_same(&key.parent, &name);
            (own || is_same(&known.parent, &key.parent)) && are_same(&sources, &known.columns)
        };
        // Each row refers to the row that it is copied from.
        let is_itself = is_same(&key.parent, &from.name)
            && values.iter().all(|value| value.plain)
            && are_same(&sources, &referred(key, from));
        !is_itself && !from.foreign_keys.iter().any(is_known)
    })?;
    Some((quoted(&from.name), new))
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
    fn a_new_column_with_a_default() {
        let before = &format!("{USERS} CREATE TABLE kinds (id INTEGER PRIMARY KEY);");
        let sql = "ALTER TABLE users ADD COLUMN kind INTEGER DEFAULT 1 REFERENCES kinds (id);";
        let found = lint_errors(Code::ForeignKeyOnExisting, before, sql);
        assert_snapshot!(found, @r"
        SQLite refuses `users.kind`, with REFERENCES and a default, if the table has rows [foreign-key-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN kind INTEGER DEFAULT 1 REFERENCES kinds (id);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if the table has rows
          |
          = help: add the column without a default, then fill it with keys that exist; if this is intended, write above the statement: `-- migrate: allow(foreign-key-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_copied_row_may_refer_to_a_missing_row() {
        let before = &format!("{USERS} CREATE TABLE kinds (id INTEGER PRIMARY KEY);");
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER REFERENCES kinds (id));\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::ForeignKeyOnExisting, before, sql);
        assert_snapshot!(found, @r"
        this fails if a row of `users` refers to a missing row of `kinds` [foreign-key-on-existing]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on rows that refer to a missing row
          |
          = help: find such rows and correct them first: `SELECT age FROM users WHERE (age) NOT IN (SELECT <key> FROM kinds)`; if this is intended, write above the statement: `-- migrate: allow(foreign-key-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_rebuild_of_a_table_that_refers_to_itself() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            "CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree (id));",
            "CREATE TABLE new (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES new (id), name TEXT);\nINSERT INTO new (id, parent) SELECT id, parent FROM tree;\nDROP TABLE tree;\nALTER TABLE new RENAME TO tree;",
        );
    }

    #[test]
    fn a_new_column_is_null() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            &format!("{USERS} CREATE TABLE kinds (id INTEGER PRIMARY KEY);"),
            "ALTER TABLE users ADD COLUMN kind INTEGER REFERENCES kinds (id);",
        );
    }

    #[test]
    fn a_copy_that_refers_to_its_source() {
        lint_ok(
            Code::ForeignKeyOnExisting,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, bio TEXT);",
            "CREATE TABLE profiles (user_id INTEGER PRIMARY KEY REFERENCES users, bio TEXT); INSERT INTO profiles SELECT id, bio FROM users;",
        );
    }
}
