use super::drop_cascade::children;
use crate::finding::Words;
use crate::removed::removed_table;
use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::name::{is_same, quoted, ticked};
use crate::sqlite::rebuild::Rebuild;

/// What referred to a table refers to it under its new name, and then to nothing.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(table) = check.existing() else {
        return;
    };
    let original = check.file.originals.get(&table.id);
    let was_renamed = original.is_some_and(|original| !is_same(&original.name, &table.name));
    let children: Vec<String> = children(check).into_iter().map(|key| key.child).collect();
    if !was_renamed || children.is_empty() {
        return;
    }
    let remedy = Remedy::Unreferenced(table.name.clone());
    let message = format!(
        "{} refers to `{}` since it was renamed: rows of the running release are refused",
        ticked(&children),
        table.name
    );
    let help =
        "create the new table under another name, drop the old one, and rename the new one last";
    check.report_unless(
        remedy,
        Words::new(message, "what is referred to is gone", help),
    );
}

/// A table goes that the running release may use, and nothing has its name.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    if rebuild.after.is_some() {
        return;
    }
    rebuild.report(removed_table(&quoted(rebuild.name)));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "DROP TABLE users;";
        let found = lint_errors(Code::RemovedTable, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that name `users` fail [removed-table]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ still in use?
          |
          = help: drop it one release after the last one that uses it, and say so: `-- migrate: compatible`; or leave a view in its place: `CREATE VIEW users AS SELECT …`; or say above it why it may stay: `-- migrate: allow(removed-table) <reason>`
        ");
    }

    #[test]
    fn finds_what_refers_to_nothing_behind_a_rename() {
        let before = "CREATE TABLE orders (id INTEGER PRIMARY KEY); CREATE TABLE items (order_id INTEGER REFERENCES orders);";
        let sql = "ALTER TABLE orders RENAME TO old; CREATE TABLE orders (id INTEGER PRIMARY KEY); INSERT INTO orders SELECT id FROM old; DROP TABLE old;";
        let found = lint_errors(Code::RemovedTable, before, sql);
        assert!(
            found.contains("`items` refers to `old` since it was renamed"),
            "{found}"
        );
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RemovedTable,
            "CREATE TABLE orders (id INTEGER PRIMARY KEY); CREATE TABLE items (order_id INTEGER REFERENCES orders);",
            "CREATE TABLE new (id INTEGER PRIMARY KEY); INSERT INTO new SELECT id FROM orders; DROP TABLE orders; ALTER TABLE new RENAME TO orders;",
        );
        lint_ok(
            Code::RemovedTable,
            USERS,
            "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people;",
        );
    }
}
