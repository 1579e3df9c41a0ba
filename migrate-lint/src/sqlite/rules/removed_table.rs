use super::drop_cascade::children;
use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::name::{is_same, quoted, ticked};
use crate::sqlite::rebuild::Rebuild;
use crate::words::removed_table;

/// Foreign keys followed a table to its new name, under which it is dropped.
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
    let words = removed_table::still_referenced(&ticked(&children), &table.name);
    check.report_unless(remedy, words);
}

/// A table that the running release may use is dropped, and nothing has its name.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    if rebuild.after.is_some() {
        return;
    }
    rebuild.report(removed_table::words(&quoted(rebuild.name)));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_dropped_table_fails_statements_that_use_it() {
        let before = USERS;
        let sql = "DROP TABLE users;";
        let found = lint_errors(Code::RemovedTable, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that use `users` fail [removed-table]
         --> m/2_draft.sql:1:1
          |
        1 | DROP TABLE users;
          | ^^^^^^^^^^^^^^^^ may still be in use
          |
          = help: drop it one release after the last one that uses it, and mark that migration `-- migrate: compatible`; or leave a view in its place: `CREATE VIEW users AS SELECT …`; if this is intended, write above the statement: `-- migrate: allow(removed-table) <reason>`
        ");
    }

    #[test]
    fn a_foreign_key_follows_a_renamed_table_that_is_dropped() {
        let before = "CREATE TABLE orders (id INTEGER PRIMARY KEY); CREATE TABLE items (order_id INTEGER REFERENCES orders);";
        let sql = "ALTER TABLE orders RENAME TO old; CREATE TABLE orders (id INTEGER PRIMARY KEY); INSERT INTO orders SELECT id FROM old; DROP TABLE old;";
        let found = lint_errors(Code::RemovedTable, before, sql);
        assert!(
            found.contains("the rename made `items` refer to `old`"),
            "{found}"
        );
    }

    #[test]
    fn a_rebuilt_table_is_still_there() {
        lint_ok(
            Code::RemovedTable,
            "CREATE TABLE orders (id INTEGER PRIMARY KEY); CREATE TABLE items (order_id INTEGER REFERENCES orders);",
            "CREATE TABLE new (id INTEGER PRIMARY KEY); INSERT INTO new SELECT id FROM orders; DROP TABLE orders; ALTER TABLE new RENAME TO orders;",
        );
    }

    #[test]
    fn a_view_keeps_the_old_name() {
        lint_ok(
            Code::RemovedTable,
            USERS,
            "ALTER TABLE users RENAME TO people; CREATE VIEW users AS SELECT * FROM people;",
        );
    }
}
