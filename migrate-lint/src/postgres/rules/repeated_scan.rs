use super::support::{altered, scans};
use crate::finding::Words;
use crate::postgres::check::Check;

/// A second statement of the file that looks at every row of the same table.
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
    let message = format!("every row of `{shown}` is looked at once more");
    let help =
        format!("join the actions in one statement, which looks once: `ALTER TABLE {shown} …, …`");
    check.report(span, Words::new(message, "another scan", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::RepeatedScan,
            TABLE,
            "ALTER TABLE t ADD CHECK (a > 0);\nALTER TABLE t ADD CHECK (a < 9);",
        );
        assert_snapshot!(found, @r"
        every row of `t` is looked at once more [repeated-scan]
         --> m/2_draft.sql:2:15
          |
        2 | ALTER TABLE t ADD CHECK (a < 9);
          |               ^^^^^^^^^^^^^^^^^ another scan
          |
          = help: join the actions in one statement, which looks once: `ALTER TABLE t …, …`; or say above it why it may stay: `-- migrate: allow(repeated-scan) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RepeatedScan,
            TABLE,
            "ALTER TABLE t ADD CHECK (a > 0), ADD CHECK (a < 9);",
        );
    }
}
