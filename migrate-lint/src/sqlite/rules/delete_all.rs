use super::support::is_true;
use crate::sqlite::check::Check;
use crate::sqlite::statement::Statement;
use crate::words;

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
    let words = words::delete_all::every_row(&table.shown);
    check.report(words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "DELETE FROM users WHERE 1 = 1;";
        let found = lint_errors(Code::DeleteAll, before, sql);
        assert_snapshot!(found, @r"
        this deletes every row of `users` [delete-all]
         --> m/2_draft.sql:1:1
          |
        1 | DELETE FROM users WHERE 1 = 1;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: name the rows to delete: `DELETE FROM users WHERE <condition>`; or say above it why it may stay: `-- migrate: allow(delete-all) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::DeleteAll, USERS, "DELETE FROM users WHERE id = 1;");
        lint_ok(
            Code::DeleteAll,
            USERS,
            "CREATE TEMP TABLE users (id INTEGER); DELETE FROM users;",
        );
    }
}
