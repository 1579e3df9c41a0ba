use crate::mysql::check::Check;
use crate::mysql::statement::{Filter, Statement};
use crate::words;

/// `DELETE` of every row.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Delete {
        table: name,
        filter: Filter::All,
    } = &check.parsed.statement
    else {
        return;
    };
    if let Some(table) = check.existing(name) {
        let words = words::delete_all::every_row(&table.shown);
        check.report(&check.parsed.span, words);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

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
    fn a_limit() {
        lint_ok(Code::DeleteAll, TABLE, "DELETE FROM t LIMIT 10;");
    }

    #[test]
    fn a_join_is_a_condition() {
        lint_ok(
            Code::DeleteAll,
            TABLE,
            "DELETE x FROM t AS x JOIN t AS y ON x.a = y.a AND x.id > y.id;",
        );
    }
}
