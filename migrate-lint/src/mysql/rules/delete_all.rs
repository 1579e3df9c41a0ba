use super::support::report_emptied;
use crate::mysql::check::Check;
use crate::mysql::statement::{Filter, Statement};

/// `DELETE` of every row.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Delete {
        table: name,
        filter: Filter::All,
    } = &check.parsed.statement
    else {
        return;
    };
    report_emptied(check, name);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

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
        lint_ok(Code::DeleteAll, TABLE, "DELETE FROM t LIMIT 10;");
        lint_ok(
            Code::DeleteAll,
            TABLE,
            "DELETE x FROM t AS x JOIN t AS y ON x.a = y.a AND x.id > y.id;",
        );
    }
}
