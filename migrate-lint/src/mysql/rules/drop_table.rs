use super::support::dropped_table;
use crate::finding::Words;
use crate::mysql::check::Check;

/// `DROP TABLE` of a table that was there before.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((_, name)) = dropped_table(check) else {
        return;
    };
    let message = format!("dropping `{name}` deletes its rows");
    let mut old = name.clone();
    old.name.push_str("_old");
    let help = format!(
        "keep it for a release under a name that nobody uses: `RENAME TABLE {name} TO {old}`"
    );
    check.report(&name.span, Words::new(message, "its rows are lost", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::DropTable, TABLE, "DROP TABLE IF EXISTS t;");
        assert_snapshot!(found, @r"
        dropping `t` deletes its rows [drop-table]
         --> m/2_draft.sql:1:22
          |
        1 | DROP TABLE IF EXISTS t;
          |                      ^ its rows are lost
          |
          = help: keep it for a release under a name that nobody uses: `RENAME TABLE t TO t_old`; or say above it why it may stay: `-- migrate: allow(drop-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DropTable,
            TABLE,
            "CREATE TABLE u (id INT); DROP TABLE u;",
        );
        lint_ok(
            Code::DropTable,
            TABLE,
            "CREATE TEMPORARY TABLE t (id INT); DROP TABLE t;",
        );
        lint_ok(Code::DropTable, TABLE, "DROP TABLE IF EXISTS nothing;");
        lint_ok(
            Code::DropTable,
            "",
            "DROP TABLE IF EXISTS t; CREATE TABLE t (id INT);",
        );
        lint_ok(
            Code::DropTable,
            TABLE,
            "-- DROP TABLE t;\nINSERT INTO t (a) VALUES ('DROP TABLE t;');",
        );
    }
}
