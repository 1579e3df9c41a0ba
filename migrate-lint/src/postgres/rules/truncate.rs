use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;

/// `TRUNCATE` of a table that was there before.
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
        let message = format!("TRUNCATE deletes every row of `{name}`{others}");
        let help =
            format!("delete only the rows that have to go: `DELETE FROM {name} WHERE <condition>`");
        let span = if tables.len() > 1 {
            name.span.clone()
        } else {
            check.parsed.span.clone()
        };
        check.report(&span, Words::new(message, "its rows are lost", help));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::Truncate, TABLE, "TRUNCATE TABLE ONLY t;");
        assert_snapshot!(found, @r"
        TRUNCATE deletes every row of `t` [truncate]
         --> m/2_draft.sql:1:1
          |
        1 | TRUNCATE TABLE ONLY t;
          | ^^^^^^^^^^^^^^^^^^^^^ its rows are lost
          |
          = help: delete only the rows that have to go: `DELETE FROM t WHERE <condition>`; or say above it why it may stay: `-- migrate: allow(truncate) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::Truncate,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); TRUNCATE n;",
        );
    }
}
