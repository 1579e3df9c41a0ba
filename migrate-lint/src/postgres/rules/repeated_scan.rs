use super::support::{altered, scans};
use crate::finding::Words;
use crate::postgres::check::Check;

/// A second statement of the file that scans every row of the same table.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let before = check.file.scanned.iter();
    let mut before = before.filter(|(name, number)| *name == table.name && *number < check.number);
    if !scans(action) || before.next().is_none() {
        return;
    }
    let shown = &table.shown;
    let message = format!("this scans every row of `{shown}` once more");
    let help = format!(
        "combine the actions in one statement, which scans once: `ALTER TABLE {shown} …, …`"
    );
    check.report(span, Words::new(message, "another scan", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_second_statement_scans_the_table_again() {
        let found = lint_errors(
            Code::RepeatedScan,
            TABLE,
            "ALTER TABLE t ADD CHECK (a > 0);\nALTER TABLE t ADD CHECK (a < 9);",
        );
        assert_snapshot!(found, @r"
        this scans every row of `t` once more [repeated-scan]
         --> m/2_draft.sql:2:15
          |
        2 | ALTER TABLE t ADD CHECK (a < 9);
          |               ^^^^^^^^^^^^^^^^^ another scan
          |
          = help: combine the actions in one statement, which scans once: `ALTER TABLE t …, …`; if this is intended, write above the statement: `-- migrate: allow(repeated-scan) <reason>`
        ");
    }

    #[test]
    fn one_statement_scans_the_table_once() {
        lint_ok(
            Code::RepeatedScan,
            TABLE,
            "ALTER TABLE t ADD CHECK (a > 0), ADD CHECK (a < 9);",
        );
    }
}
