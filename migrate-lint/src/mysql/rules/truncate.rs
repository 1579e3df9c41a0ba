use super::support::report_emptied;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::statement::Statement;
use crate::mysql::table::Action;

/// `TRUNCATE` of an existing table, and `DISCARD TABLESPACE`, which deletes its file.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some(altered) = check.altered() {
        if *altered.action == Action::DiscardTablespace {
            let message = format!(
                "this deletes the file that holds the rows of `{}`",
                altered.table.shown
            );
            let help = "move rows with `INSERT … SELECT`, or say that the file is replaced";
            check.report(altered.span, Words::new(message, "its rows are lost", help));
        }
        return;
    }
    let Statement::Truncate(name) = &check.parsed.statement else {
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
        let found = lint_errors(Code::Truncate, TABLE, "TRUNCATE t;");
        assert_snapshot!(found, @r"
        this deletes every row of `t` [truncate]
         --> m/2_draft.sql:1:1
          |
        1 | TRUNCATE t;
          | ^^^^^^^^^^ its rows are lost
          |
          = help: name the rows to delete: `DELETE FROM t WHERE <condition>`; or say above it why it may stay: `-- migrate: allow(truncate) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::Truncate,
            TABLE,
            "CREATE TABLE u LIKE t; TRUNCATE TABLE u;",
        );
    }
}
