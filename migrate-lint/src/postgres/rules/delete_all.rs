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
    let words = words::delete_all::every_row(&name.to_string());
    check.report(&check.parsed.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::DeleteAll, TABLE, "DELETE FROM t WHERE 1 = 1;");
        assert_snapshot!(found, @r"
        this deletes every row of `t` [delete-all]
         --> m/2_draft.sql:1:1
          |
        1 | DELETE FROM t WHERE 1 = 1;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: name the rows to delete: `DELETE FROM t WHERE <condition>`; or say above it why it may stay: `-- migrate: allow(delete-all) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::DeleteAll, TABLE, "DELETE FROM t WHERE a = 1;");
        lint_ok(
            Code::DeleteAll,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); DELETE FROM n;",
        );
        lint_ok(
            Code::DeleteAll,
            TABLE,
            "DELETE FROM t USING t AS u WHERE t.a = u.a;",
        );
    }
}
