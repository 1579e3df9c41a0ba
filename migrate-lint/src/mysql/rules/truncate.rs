use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::statement::Statement;
use crate::mysql::table::Action;
use crate::words;

/// `TRUNCATE` of an existing table, and `DISCARD TABLESPACE`, which deletes its file.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some(altered) = check.altered() {
        if *altered.action == Action::DiscardTablespace {
            let shown = &altered.table.shown;
            let words = Words::new(
                format!("this deletes the file that holds the rows of `{shown}`"),
                "its rows are lost",
                format!("copy the rows first: `INSERT INTO <table> SELECT * FROM {shown}`"),
            );
            check.report(altered.span, words);
        }
        return;
    }
    let Statement::Truncate(name) = &check.parsed.statement else {
        return;
    };
    if let Some(table) = check.existing(name) {
        let words = words::truncate::every_row(&table.shown, "");
        check.report(&check.parsed.span, words);
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn truncate_deletes_every_row() {
        let found = lint_errors(Code::Truncate, TABLE, "TRUNCATE t;");
        assert_snapshot!(found, @r"
        TRUNCATE deletes every row of `t` [truncate]
         --> m/2_draft.sql:1:1
          |
        1 | TRUNCATE t;
          | ^^^^^^^^^^ its rows are lost
          |
          = help: delete only the rows that you no longer need: `DELETE FROM t WHERE <condition>`; if this is intended, write above the statement: `-- migrate: allow(truncate) <reason>`
        ");
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::Truncate,
            TABLE,
            "CREATE TABLE u LIKE t; TRUNCATE TABLE u;",
        );
    }
}
