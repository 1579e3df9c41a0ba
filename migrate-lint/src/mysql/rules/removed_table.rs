use super::support::{dropped_database, dropped_table};
use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::removed::removed;

/// A table or a whole database goes that the running release may use.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some(name) = dropped_database(check) {
        let do_so = format!("name tables of `{name}`");
        check.report(&name.span, removed(&do_so));
        return;
    }
    let Some((table, name)) = dropped_table(check) else {
        return;
    };
    let words = removed(&format!("name `{name}`"));
    let columns = table.columns();
    check.report_unless(Remedy::Relation(table.key, columns), &name.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::RemovedTable, TABLE, "DROP TABLE t;");
        assert_snapshot!(found, @r"
        statements of the running release that name `t` fail [removed-table]
         --> m/2_draft.sql:1:12
          |
        1 | DROP TABLE t;
          |            ^ still in use?
          |
          = help: drop it one release after the last one that uses it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(removed-table) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "DROP TABLE t; CREATE VIEW t AS SELECT 1;",
        );
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "CREATE TABLE u (id INT); DROP TABLE u;",
        );
    }
}
