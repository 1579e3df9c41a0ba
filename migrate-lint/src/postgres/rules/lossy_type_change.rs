use super::support::TypeChange;
use crate::finding::Words;
use crate::postgres::check::Check;

/// A type that rounds or cuts what a column holds, without an error.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check).filter(TypeChange::loses) else {
        return;
    };
    let (table, column, to) = (&change.table.shown, change.column, &change.to);
    let from = change
        .from
        .as_ref()
        .map_or(String::new(), |from| format!(" from {from}"));
    let message = format!(
        "changing `{table}.{column}`{from} to {to} rounds or cuts its values without an error"
    );
    let help = format!(
        "keep the old values beside the new ones: `ALTER TABLE {table} ADD COLUMN {column}_new {to}`, then copy them"
    );
    check.report(
        change.span,
        Words::new(message, "what does not fit is lost", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::LossyTypeChange,
            "CREATE TABLE t (n numeric(10,4));",
            "ALTER TABLE t ALTER COLUMN n TYPE numeric(10,2);",
        );
        assert_snapshot!(found, @r"
        changing `t.n` from numeric(10,4) to numeric(10,2) rounds or cuts its values without an error [lossy-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN n TYPE numeric(10,2);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ what does not fit is lost
          |
          = help: keep the old values beside the new ones: `ALTER TABLE t ADD COLUMN n_new numeric(10,2)`, then copy them; or say above it why it may stay: `-- migrate: allow(lossy-type-change) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::LossyTypeChange,
            "CREATE TABLE t (n numeric(10,2));",
            "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2);",
        );
        lint_ok(
            Code::LossyTypeChange,
            "CREATE TABLE t (v varchar(20));",
            "ALTER TABLE t ALTER COLUMN v TYPE varchar(10);",
        );
    }
}
