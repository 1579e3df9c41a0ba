use migrate_core::Code;


use super::support::TypeChange;
use crate::postgres::check::Check;

/// A type that some values of a column do not fit.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check).filter(TypeChange::narrows) else {
        return;
    };
    let (table, column, to) = (&change.table.shown, change.column, &change.to);
    let from = change.from.as_ref().map_or(String::new(), |from| format!(" from {from}"));
    let message = format!("changing `{table}.{column}`{from} to {to} fails if a value does not fit");
    let help = format!("look for such values and correct them first: `SELECT {column} FROM {table} WHERE <it does not fit {to}>`");
    check.report(Code::NarrowingTypeChange, change.span, message, "fails on values that do not fit", help);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_core::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::NarrowingTypeChange, "CREATE TABLE t (a bigint);", "ALTER TABLE t ALTER COLUMN a TYPE int;");
        assert_snapshot!(found, @r"
        changing `t.a` from bigint to integer fails if a value does not fit [narrowing-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a TYPE int;
          |               ^^^^^^^^^^^^^^^^^^^^^^^ fails on values that do not fit
          |
          = help: look for such values and correct them first: `SELECT a FROM t WHERE <it does not fit integer>`; or say above it why it may stay: `-- migrate: allow(narrowing-type-change) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::NarrowingTypeChange, "CREATE TABLE t (a int);", "ALTER TABLE t ALTER COLUMN a TYPE bigint;");
        lint_ok(Code::NarrowingTypeChange, "CREATE TABLE t (a varchar(5));", "ALTER TABLE t ALTER COLUMN a TYPE text;");
    }
}
