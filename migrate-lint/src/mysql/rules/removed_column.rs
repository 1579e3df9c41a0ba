use super::support::dropped_column;
use crate::mysql::check::Check;
use crate::mysql::file::Remedy;
use crate::words::removed_column;

/// A column that the running release may read or write is dropped.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((altered, column)) = dropped_column(check) else {
        return;
    };
    let table = altered.table;
    let words = removed_column::words(&format!("{}.{column}", table.shown));
    let remedy = Remedy::Column(table.key, column.text.clone());
    check.report_unless(remedy, altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_column_fails_statements_that_use_it() {
        let found = lint_errors(Code::RemovedColumn, TABLE, "ALTER TABLE t DROP COLUMN a;");
        assert_snapshot!(found, @r"
        statements of the running release that use `t.a` fail [removed-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t DROP COLUMN a;
          |               ^^^^^^^^^^^^^ may still be in use
          |
          = help: drop it one release after the last one that uses it, and mark that migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(removed-column) <reason>`
        ");
    }

    #[test]
    fn a_column_that_is_added_again_is_still_there() {
        lint_ok(
            Code::RemovedColumn,
            TABLE,
            "ALTER TABLE t DROP COLUMN a, ADD COLUMN a TEXT;",
        );
    }

    #[test]
    fn no_release_uses_a_column_of_the_same_statement() {
        lint_ok(
            Code::RemovedColumn,
            TABLE,
            "ALTER TABLE t ADD e INT, DROP e;",
        );
    }
}
