use super::support::{dropped_database, dropped_table};
use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::words::removed_table;

/// A table or a whole database that the running release may use is dropped.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some(name) = dropped_database(check) {
        check.report(&name.span, removed_table::of_schema(&name.to_string()));
        return;
    }
    let Some((table, name)) = dropped_table(check) else {
        return;
    };
    let columns = table.columns();
    let remedy = Remedy::Relation(table.key, columns);
    check.report_unless(remedy, &name.span, removed_table::words(&name.to_string()));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_table_fails_statements_that_use_it() {
        let found = lint_errors(Code::RemovedTable, TABLE, "DROP TABLE t;");
        assert_snapshot!(found, @r"
        statements of the running release that use `t` fail [removed-table]
         --> m/2_draft.sql:1:12
          |
        1 | DROP TABLE t;
          |            ^ may still be in use
          |
          = help: drop it one release after the last one that uses it, and mark that migration `-- migrate: compatible`; or leave a view in its place: `CREATE VIEW t AS SELECT …`; if this is intended, write above the statement: `-- migrate: allow(removed-table) <reason>`
        ");
    }

    #[test]
    fn a_view_keeps_the_name() {
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "DROP TABLE t; CREATE VIEW t AS SELECT 1;",
        );
    }

    #[test]
    fn no_release_uses_a_table_of_the_same_file() {
        lint_ok(
            Code::RemovedTable,
            TABLE,
            "CREATE TABLE u (id INT); DROP TABLE u;",
        );
    }
}
