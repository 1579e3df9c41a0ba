use super::support::TypeChange;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::words::lock::Lock;
use crate::words::rewriting_type_change;

/// A type that is stored another way, or makes the server rebuild indexes or check rows again.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check) else {
        return;
    };
    let (table, column) = (&change.table.shown, change.column.to_string());
    let (from, to) = (
        change.from.as_ref().map(ToString::to_string),
        change.to.to_string(),
    );
    let lock = Lock::AccessExclusive;
    let words = if change.rewrites() {
        rewriting_type_change::words(lock, table, &column, from.as_deref(), &to)
    } else {
        let (work, label) = if change.sorts_again() {
            (
                format!("the indexes on `{column}` are rebuilt"),
                "rebuilds indexes",
            )
        } else if change.checks_again() {
            (
                format!("every row is checked against the CHECK on `{column}`"),
                "scans every row",
            )
        } else {
            return;
        };
        let help = rewriting_type_change::help(table, &column, &to);
        Words::new(lock.wait(table, &work), label, help)
    };
    check.report(change.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_integer_that_becomes_a_bigint_rewrites_the_table() {
        let found = lint_errors(
            Code::RewritingTypeChange,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while the table is rewritten to change `a` from integer to bigint, under an ACCESS EXCLUSIVE lock [rewriting-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a TYPE bigint;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: add a column of the new type, write both, fill it in batches in later migrations, then drop `a`: `ALTER TABLE t ADD COLUMN a_new bigint`; if this is intended, write above the statement: `-- migrate: allow(rewriting-type-change) <reason>`
        ");
    }

    #[test]
    fn a_longer_varchar_keeps_its_bytes() {
        lint_ok(
            Code::RewritingTypeChange,
            "CREATE TABLE t (v varchar(5));",
            "ALTER TABLE t ALTER COLUMN v TYPE varchar(9);",
        );
    }

    #[test]
    fn a_timestamp_keeps_its_bytes_in_utc() {
        lint_ok(
            Code::RewritingTypeChange,
            "CREATE TABLE t (v timestamp);",
            "SET LOCAL timezone = 'UTC'; ALTER TABLE t ALTER COLUMN v TYPE timestamptz;",
        );
    }

    #[test]
    fn the_same_type_keeps_its_bytes() {
        lint_ok(
            Code::RewritingTypeChange,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a TYPE int USING a;",
        );
    }
}
