use super::support::TypeChange;
use crate::postgres::check::Check;
use crate::words;

/// A type change that rounds or cuts values without an error.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check).filter(TypeChange::loses) else {
        return;
    };
    let (column, to) = (change.column.to_string(), change.to.to_string());
    let column = (change.table.shown.as_str(), column.as_str());
    let effect = "rounds or cuts values";
    let words = words::lossy_type_change::values(column, &change.types(), &to, effect);
    check.report(change.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_smaller_scale_rounds() {
        let found = lint_errors(
            Code::LossyTypeChange,
            "CREATE TABLE t (n numeric(10,4));",
            "ALTER TABLE t ALTER COLUMN n TYPE numeric(10,2);",
        );
        assert_snapshot!(found, @r"
        changing `t.n` from numeric(10,4) to numeric(10,2) rounds or cuts values without an error [lossy-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN n TYPE numeric(10,2);
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ what does not fit is lost
          |
          = help: add a column of the new type and copy the values into it: `ALTER TABLE t ADD COLUMN n_new numeric(10,2)`; if this is intended, write above the statement: `-- migrate: allow(lossy-type-change) <reason>`
        ");
    }

    #[test]
    fn a_larger_precision() {
        lint_ok(
            Code::LossyTypeChange,
            "CREATE TABLE t (n numeric(10,2));",
            "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2);",
        );
    }

    #[test]
    fn a_shorter_varchar_fails_instead() {
        lint_ok(
            Code::LossyTypeChange,
            "CREATE TABLE t (v varchar(20));",
            "ALTER TABLE t ALTER COLUMN v TYPE varchar(10);",
        );
    }
}
