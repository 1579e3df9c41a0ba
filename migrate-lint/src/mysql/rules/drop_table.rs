use super::support::dropped_table;
use crate::mysql::check::Check;
use crate::words;

/// `DROP TABLE` of an existing table.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((_, name)) = dropped_table(check) else {
        return;
    };
    let mut unused = name.clone();
    unused.name.push_str("_unused");
    let help = words::drop_table::rename_first(&format!("RENAME TABLE {name} TO {unused}"));
    check.report(&name.span, words::drop_table::rows("", name, help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_table_loses_its_rows() {
        let found = lint_errors(Code::DropTable, TABLE, "DROP TABLE IF EXISTS t;");
        assert_snapshot!(found, @r"
        dropping `t` deletes its rows [drop-table]
         --> m/2_draft.sql:1:22
          |
        1 | DROP TABLE IF EXISTS t;
          |                      ^ its rows are lost
          |
          = help: rename the table now and drop it in a later release: `RENAME TABLE t TO t_unused`; if this is intended, write above the statement: `-- migrate: allow(drop-table) <reason>`
        ");
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::DropTable,
            TABLE,
            "CREATE TABLE u (id INT); DROP TABLE u;",
        );
    }

    #[test]
    fn a_temporary_table() {
        lint_ok(
            Code::DropTable,
            TABLE,
            "CREATE TEMPORARY TABLE t (id INT); DROP TABLE t;",
        );
    }

    #[test]
    fn a_table_that_is_not_there() {
        lint_ok(Code::DropTable, TABLE, "DROP TABLE IF EXISTS nothing;");
    }

    #[test]
    fn the_first_table_of_that_name() {
        lint_ok(
            Code::DropTable,
            "",
            "DROP TABLE IF EXISTS t; CREATE TABLE t (id INT);",
        );
    }

    #[test]
    fn a_comment_and_a_string() {
        lint_ok(
            Code::DropTable,
            TABLE,
            "-- DROP TABLE t;\nINSERT INTO t (a) VALUES ('DROP TABLE t;');",
        );
    }
}
