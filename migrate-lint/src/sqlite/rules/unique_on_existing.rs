use super::support::{copied, created_index};
use crate::sqlite::check::{Check, Target};
use crate::sqlite::definition;
use crate::sqlite::name::list;
use crate::sqlite::table::{Table, is_covered, is_null};
use crate::words;

/// A unique key over rows that may be duplicates.
pub(super) fn check(check: &mut Check<'_>) {
    of_copy(check);
    let Some((target, _, items)) = created_index(check) else {
        return;
    };
    let columns: Option<Vec<String>> = items.iter().cloned().collect();
    let may_fail = columns
        .as_ref()
        .is_none_or(|columns| may_fail(check, &target, columns));
    if may_fail && !was_there(check, &target) {
        let named: Vec<String> = items.into_iter().flatten().collect();
        report(check, &target.shown, &named);
    }
}

/// Whether the rows had the same unique index before the file, under any name.
fn was_there(check: &Check<'_>, target: &Target) -> bool {
    let copy = check.file.copy_into(target.id);
    let is_plain = copy.is_none_or(|copy| {
        let columns = copy.columns.as_ref();
        columns.is_some_and(|columns| columns.iter().all(|one| one.plain))
    });
    let from = copy.map_or(target.id, |copy| copy.from);
    let original = check.file.originals.get(&from);
    let before = original.and_then(|original| original.table.as_ref());
    let over = definition::over(check.sql);
    let mut indexes = before.into_iter().flat_map(|table| &table.indexes);
    is_plain && indexes.any(|index| index.unique && index.over.is_some() && index.over == over)
}

/// Whether existing rows may be equal in all of the columns.
fn may_fail(check: &Check<'_>, target: &Target, columns: &[String]) -> bool {
    let Some(table) = &target.table else {
        return true;
    };
    let copy = check.file.copy_into(target.id);
    // NULLs are not equal to each other.
    let is_empty = |name: &String| {
        let known = table.column(name);
        let has_default = known.is_some_and(|column| {
            column.generated
                || column
                    .default
                    .as_deref()
                    .is_some_and(|default| !is_null(default))
        });
        let born = check.state.column_born(&target.name, name);
        let is_added = born == Some(check.file.number);
        let left_out =
            copy.is_some_and(|copy| copy.columns.is_some() && copy.value(name).is_none());
        (is_added || left_out && !target.existing)
            && !has_default
            && !check.file.is_filled(target.id, name)
            && !known.is_some_and(|column| table.is_filled(column))
    };
    if columns.iter().any(is_empty) {
        return false;
    }
    let original = check.file.originals.get(&target.id);
    let before = original.and_then(|original| original.table.as_ref());
    // Not the keys that the file added: rows may have violated them, too.
    let keys = before.into_iter().flat_map(Table::keys);
    let keys: Vec<Vec<String>> = keys.chain(check.file.distinct_in(target.id)).collect();
    let copied = copy.is_some_and(|copy| copy.columns.is_none() || copy.is_unique(columns));
    !is_covered(columns, &keys) && !copied
}

/// A copy into a table with a unique key that the old table does not have.
fn of_copy(check: &mut Check<'_>) {
    let Some((copy, target, from)) = copied(check) else {
        return;
    };
    let (Some(table), Some(_), None) = (&target.table, &copy.columns, &copy.loses) else {
        return;
    };
    let gets_value = |key: &Vec<String>| {
        key.iter()
            .all(|name| copy.value(name).is_some_and(|value| !value.null))
    };
    let distinct: Vec<Vec<String>> = check.file.distinct_in(copy.from).collect();
    // Values that differ only in their case, for example, may become equal.
    let stays_apart = |name: &String| {
        let source = copy.value(name).and_then(|value| value.sources.first());
        source.is_none_or(|source| {
            let mut coarse = ["NOCASE", "RTRIM"]
                .iter()
                .filter(|by| table.is_unique_by(name, by));
            coarse.all(|by| from.is_unique_by(source, by))
        })
    };
    let keys = table.keys().into_iter();
    let mut keys = keys.filter(gets_value);
    let new = keys.find(|key| {
        let is_same = copy.is_unique(key) && key.iter().all(stays_apart);
        !is_same && !is_covered(key, &distinct)
    });
    if let Some(key) = new {
        report(check, &target.shown, &key);
    }
}

fn report(check: &mut Check<'_>, table: &str, columns: &[String]) {
    check.report(words::unique_on_existing::duplicates(table, &list(columns)));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn rows_may_be_equal() {
        let sql = "CREATE UNIQUE INDEX users_email ON users (email);";
        let found = lint_errors(Code::UniqueOnExisting, USERS, sql);
        assert_snapshot!(found, @r"
        this fails if two rows of `users` have the same (email) [unique-on-existing]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE UNIQUE INDEX users_email ON users (email);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on duplicates
          |
          = help: find duplicates and merge them first: `SELECT email, count(*) FROM users GROUP BY email HAVING count(*) > 1`; if this is intended, write above the statement: `-- migrate: allow(unique-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_rebuild_with_a_unique_key() {
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT UNIQUE, age INTEGER);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::UniqueOnExisting, USERS, sql);
        assert_snapshot!(found, @r"
        this fails if two rows of `n` have the same (email) [unique-on-existing]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n (id, email, age) SELECT id, email, age FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on duplicates
          |
          = help: find duplicates and merge them first: `SELECT email, count(*) FROM n GROUP BY email HAVING count(*) > 1`; if this is intended, write above the statement: `-- migrate: allow(unique-on-existing) <reason>`
        ");
    }

    #[test]
    fn a_collation_that_ignores_more() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE);";
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT UNIQUE COLLATE NOCASE);\nINSERT INTO n SELECT id, email FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::UniqueOnExisting, before, sql);
        assert!(found.contains("have the same (email)"), "{found}");
    }

    #[test]
    fn an_index_that_is_not_unique() {
        lint_ok(
            Code::UniqueOnExisting,
            USERS,
            "CREATE INDEX users_email ON users (email);",
        );
    }

    #[test]
    fn a_column_is_unique_already() {
        lint_ok(
            Code::UniqueOnExisting,
            USERS,
            "CREATE UNIQUE INDEX a ON users (id, email);",
        );
    }

    #[test]
    fn a_new_column_is_null() {
        lint_ok(
            Code::UniqueOnExisting,
            USERS,
            "ALTER TABLE users ADD COLUMN token TEXT; CREATE UNIQUE INDEX a ON users (token);",
        );
    }

    #[test]
    fn a_rebuild_with_the_same_index() {
        for over in [
            "(lower(email))",
            "(email) WHERE age > 3",
            "(email COLLATE NOCASE)",
        ] {
            let before = format!("{USERS} CREATE UNIQUE INDEX by_email ON users {over};");
            let sql = format!(
                "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);\nINSERT INTO n SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;\nCREATE UNIQUE INDEX by_email ON users {over};"
            );
            lint_ok(Code::UniqueOnExisting, &before, &sql);
        }
    }

    #[test]
    fn duplicates_that_were_deleted() {
        lint_ok(
            Code::UniqueOnExisting,
            USERS,
            "DELETE FROM users WHERE id NOT IN (SELECT min(id) FROM users GROUP BY email); CREATE UNIQUE INDEX a ON users (email);",
        );
    }
}
