use super::support::is_true;
use crate::sqlite::check::Check;
use crate::sqlite::statement::Statement;

/// `DELETE` without a condition, or with one that always holds.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Delete { filter, .. } = check.statement else {
        return;
    };
    if filter.is_some_and(|filter| !is_true(&check.state.engine, filter)) {
        return;
    }
    let Some(table) = check.existing() else {
        return;
    };
    let derived = table
        .table
        .as_ref()
        .is_some_and(|table| table.definition.derived);
    let copies = check.file.copies.iter();
    let is_kept = copies
        .clone()
        .any(|copy| copy.from == table.id && copy.loses.is_none());
    if derived || is_kept {
        return;
    }
    let name = table.shown.clone();
    let message = format!("this deletes every row of `{name}`");
    let help = format!("say which rows have to go: `DELETE FROM {name} WHERE <condition>`");
    check.report(message, "its rows are lost", help);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);";
        let sql = "DELETE FROM users WHERE 1 = 1;";
        let found = lint_errors(Code::DeleteAll, before, sql);
        assert_snapshot!(found, @r"
        this deletes every row of `users` [delete-all]
         --> m/2_draft.sql:1:1
          |
        1 | DELETE FROM users WHERE 1 = 1;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: say which rows have to go: `DELETE FROM users WHERE <condition>`; or say above it why it may stay: `-- migrate: allow(delete-all) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DeleteAll,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);",
            "DELETE FROM users WHERE id = 1;",
        );
        lint_ok(
            Code::DeleteAll,
            "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INTEGER);",
            "CREATE TEMP TABLE users (id INTEGER); DELETE FROM users;",
        );
    }
}
