use super::support::TypeChange;
use crate::finding::Words;
use crate::postgres::check::Check;

/// A type whose bytes differ, or that a CHECK has to be compared with again.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check) else {
        return;
    };
    let (table, column, to) = (&change.table.shown, change.column, &change.to);
    let from = change
        .from
        .as_ref()
        .map_or(String::new(), |from| format!(" from {from}"));
    let (message, label) = if change.rewrites() {
        (
            format!(
                "readers and writers of `{table}` wait while it is written anew: `{column}` changes{from} to \
                 {to} under ACCESS EXCLUSIVE"
            ),
            "rewrites the table",
        )
    } else if change.sorts_again() {
        (
            format!(
                "readers and writers of `{table}` wait while the indexes on `{column}` are built again under ACCESS EXCLUSIVE"
            ),
            "builds indexes again",
        )
    } else if change.checks_again() {
        (
            format!(
                "readers and writers of `{table}` wait while the CHECK on `{column}` is compared with every \
                 row under ACCESS EXCLUSIVE"
            ),
            "looks at every row",
        )
    } else {
        return;
    };
    let help = format!(
        "add a column and change over: `ALTER TABLE {table} ADD COLUMN {column}_new {to}`, write both, fill \
         it in batches in later migrations, then drop `{column}`"
    );
    check.report(change.span, Words::new(message, label, help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::RewritingTypeChange,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
        );
        assert_snapshot!(found, @r"
        readers and writers of `t` wait while it is written anew: `a` changes from integer to bigint under ACCESS EXCLUSIVE [rewriting-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a TYPE bigint;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: add a column and change over: `ALTER TABLE t ADD COLUMN a_new bigint`, write both, fill it in batches in later migrations, then drop `a`; or say above it why it may stay: `-- migrate: allow(rewriting-type-change) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RewritingTypeChange,
            "CREATE TABLE t (v varchar(5));",
            "ALTER TABLE t ALTER COLUMN v TYPE varchar(9);",
        );
        lint_ok(
            Code::RewritingTypeChange,
            "CREATE TABLE t (v timestamp);",
            "SET LOCAL timezone = 'UTC'; ALTER TABLE t ALTER COLUMN v TYPE timestamptz;",
        );
        lint_ok(
            Code::RewritingTypeChange,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a TYPE int USING a;",
        );
    }
}
