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
    check.report(words::delete_all::every_row(&table.shown));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_condition_that_always_holds_deletes_every_row() {
        let sql = "DELETE FROM users WHERE 1 = 1;";
        let found = lint_errors(Code::DeleteAll, USERS, sql);
        assert_snapshot!(found, @r"
        this deletes every row of `users` [delete-all]
         --> m/2_draft.sql:1:1
          |
        1 | DELETE FROM users WHERE 1 = 1;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: delete only the rows that you no longer need: `DELETE FROM users WHERE <condition>`; if this is intended, write above the statement: `-- migrate: allow(delete-all) <reason>`
        ");
    }

    #[test]
    fn a_condition() {
        lint_ok(Code::DeleteAll, USERS, "DELETE FROM users WHERE id = 1;");
    }

    #[test]
    fn a_temporary_table() {
        lint_ok(
            Code::DeleteAll,
            USERS,
            "CREATE TEMP TABLE users (id INTEGER); DELETE FROM users;",
        );
    }
}
