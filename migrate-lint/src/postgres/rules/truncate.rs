use crate::postgres::check::Check;
use crate::postgres::statement::Statement;
use crate::words;

/// `TRUNCATE` of an existing table.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Truncate { tables, cascade } = &check.parsed.statement else {
        return;
    };
    for name in tables {
        if check.existing(name).is_none() {
            continue;
        }
        let others = if *cascade {
            " and every table that refers to it"
        } else {
            ""
        };
        let span = if tables.len() > 1 {
            &name.span
        } else {
            &check.parsed.span
        };
        check.report(span, words::truncate::every_row(name, others));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn truncate_deletes_every_row() {
        let found = lint_errors(Code::Truncate, TABLE, "TRUNCATE TABLE ONLY t;");
        assert_snapshot!(found, @r"
        TRUNCATE deletes every row of `t` [truncate]
         --> m/2_draft.sql:1:1
          |
        1 | TRUNCATE TABLE ONLY t;
          | ^^^^^^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: delete only the rows that you no longer need: `DELETE FROM t WHERE <condition>`; if this is intended, write above the statement: `-- migrate: allow(truncate) <reason>`
        ");
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::Truncate,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); TRUNCATE n;",
        );
    }
}
