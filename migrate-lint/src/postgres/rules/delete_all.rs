use super::support::is_every_row;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;
use crate::words;

/// `DELETE` without a condition, or with one that always holds.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Delete(delete) = &check.parsed.statement else {
        return;
    };
    let name = &delete.table;
    let Some(table) = check.existing(name) else {
        return;
    };
    let is_all = match &delete.filter {
        None => delete.using.is_empty(),
        Some(filter) => is_every_row(&table, filter),
    };
    if !is_all {
        return;
    }
    check.report(&check.parsed.span, words::delete_all::every_row(name));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_condition_that_always_holds_deletes_every_row() {
        let found = lint_errors(Code::DeleteAll, TABLE, "DELETE FROM t WHERE 1 = 1;");
        assert_snapshot!(found, @r"
        this deletes every row of `t` [delete-all]
         --> m/2_draft.sql:1:1
          |
        1 | DELETE FROM t WHERE 1 = 1;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: delete only the rows that you no longer need: `DELETE FROM t WHERE <condition>`; if this is intended, write above the statement: `-- migrate: allow(delete-all) <reason>`
        ");
    }

    #[test]
    fn a_condition() {
        lint_ok(Code::DeleteAll, TABLE, "DELETE FROM t WHERE a = 1;");
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::DeleteAll,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); DELETE FROM n;",
        );
    }

    #[test]
    fn a_join_is_a_condition() {
        lint_ok(
            Code::DeleteAll,
            TABLE,
            "DELETE FROM t USING t AS u WHERE t.a = u.a;",
        );
    }
}
