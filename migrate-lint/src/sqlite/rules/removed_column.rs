use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::file::Remedy;
use crate::sqlite::rebuild::Rebuild;
use crate::sqlite::statement::Action;
use crate::words::removed_column;

/// A column that the running release may read or write is dropped.
pub(super) fn check(check: &mut Check<'_>) {
    of_renamed(check);
    let Some((table, Action::DropColumn(column))) = check.altered() else {
        return;
    };
    if check.is_new_column(table, &column.name) {
        return;
    }
    let words = words(&table.shown, &column.name);
    let remedy = Remedy::Column(table.name.clone(), column.name.clone());
    check.report_unless(remedy, words);
}

/// A table is renamed, and another one without the column takes its place.
fn of_renamed(check: &mut Check<'_>) {
    let Some((table, Action::RenameTo(_))) = check.altered() else {
        return;
    };
    let table = table.clone();
    let columns = table.table.iter().flat_map(|table| &table.columns);
    let used = columns.filter(|column| !check.is_new_column(&table, &column.name));
    let used: Vec<String> = used.map(|column| column.name.clone()).collect();
    for column in used {
        let words = words(&table.shown, &column);
        let remedy = Remedy::Successor(table.id, table.name.clone(), column);
        check.report_unless(remedy, words);
    }
}

/// A table is rebuilt without it. A column that holds its values now was renamed.
pub(super) fn rebuilt(rebuild: &mut Rebuild<'_>) {
    if rebuild.after.is_none() {
        return;
    }
    let columns = rebuild.columns().into_iter();
    let gone = columns.filter(|(_, after)| after.is_none());
    let gone: Vec<String> = gone.map(|(column, _)| column.name.clone()).collect();
    for column in gone {
        let holder = rebuild.copy.and_then(|copy| copy.holder(&column));
        if holder.is_some_and(|holder| holder.plain) {
            continue;
        }
        rebuild.report(words(rebuild.name, &column));
    }
}

fn words(table: &str, column: &str) -> Words {
    removed_column::words(&format!("{table}.{column}"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_dropped_column_fails_statements_that_use_it() {
        let before = USERS;
        let sql = "ALTER TABLE users DROP COLUMN age;";
        let found = lint_errors(Code::RemovedColumn, before, sql);
        assert_snapshot!(found, @r"
        statements of the running release that use `users.age` fail [removed-column]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users DROP COLUMN age;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ may still be in use
          |
          = help: drop it one release after the last one that uses it, and mark that migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(removed-column) <reason>`
        ");
    }

    #[test]
    fn a_successor_without_the_column_fails_statements_that_use_it() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);";
        let sql = "ALTER TABLE users RENAME TO old; CREATE TABLE users (id INTEGER PRIMARY KEY);";
        let found = lint_errors(Code::RemovedColumn, before, sql);
        assert!(found.contains("use `users.email` fail"), "{found}");
    }

    #[test]
    fn a_successor_has_every_column() {
        lint_ok(
            Code::RemovedColumn,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);",
            &format!("ALTER TABLE users RENAME TO old; {USERS}"),
        );
    }

    #[test]
    fn a_column_that_is_added_again_is_still_there() {
        lint_ok(
            Code::RemovedColumn,
            USERS,
            "ALTER TABLE users DROP COLUMN age; ALTER TABLE users ADD COLUMN age TEXT;",
        );
    }
}
