use super::support::added_column;
use crate::postgres::check::Check;
use crate::postgres::volatility::volatile_function;
use crate::words::lock::Lock;
use crate::words::volatile_default;

/// A default that differs from row to row.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    let Some(default) = column.default() else {
        return;
    };
    let Some(function) = volatile_function(default, check.catalog) else {
        return;
    };
    let (shown, name) = (&table.shown, column.shown());
    let ty = column
        .ty
        .as_ref()
        .map_or("<type>".to_owned(), |(ty, _)| ty.to_string());
    let mut words =
        volatile_default::words(Lock::AccessExclusive, shown, &name, &ty, &default.text);
    let why = format!(": {function}() is volatile");
    words.message.push_str(&why);
    check.report(span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_volatile_default_rewrites_the_table() {
        let found = lint_errors(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid();",
        );
        assert_snapshot!(found, @r"
        reads and writes of `t` wait while the table is rewritten to compute the default of `c` for every row, under an ACCESS EXCLUSIVE lock: gen_random_uuid() is volatile [volatile-default]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid();
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: add it without a default (`ALTER TABLE t ADD COLUMN c uuid`), set the default for new rows (`ALTER TABLE t ALTER COLUMN c SET DEFAULT gen_random_uuid()`), and fill the existing rows in batches in later migrations; if this is intended, write above the statement: `-- migrate: allow(volatile-default) <reason>`
        ");
    }

    /// As measured on PostgreSQL 15.
    #[test]
    fn sql_functions_are_volatile_unless_they_are_inlined() {
        for (function, call, is_volatile) in [
            ("f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "f()", false),
            (
                "f(a int) RETURNS int LANGUAGE sql AS $$ SELECT a + 1 $$",
                "f(3)",
                false,
            ),
            (
                "f() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
                "f()",
                false,
            ),
            ("f() RETURNS int RETURN 1", "f()", false),
            (
                "f() RETURNS int LANGUAGE sql STRICT AS 'SELECT 1'",
                "f()",
                false,
            ),
            (
                "f() RETURNS float8 LANGUAGE sql AS 'SELECT random()'",
                "f()",
                true,
            ),
            (
                "f(a float8) RETURNS float8 LANGUAGE sql AS 'SELECT $1'",
                "f(random())",
                true,
            ),
            (
                "f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
                "f()",
                true,
            ),
            (
                "f() RETURNS int LANGUAGE sql SET search_path = '' AS 'SELECT 1'",
                "f()",
                true,
            ),
            (
                "f() RETURNS int LANGUAGE sql AS 'SELECT 1; SELECT 2'",
                "f()",
                true,
            ),
            (
                "f() RETURNS int LANGUAGE sql AS 'SELECT 1 LIMIT 1'",
                "f()",
                true,
            ),
            (
                "f() RETURNS int LANGUAGE sql AS 'SELECT (SELECT 1)'",
                "f()",
                true,
            ),
            (
                "f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*)'",
                "f()",
                true,
            ),
            (
                "f() RETURNS int LANGUAGE sql AS 'SELECT id FROM t LIMIT 1'",
                "f()",
                true,
            ),
            (
                "f(a int) RETURNS int LANGUAGE sql STRICT AS 'SELECT 3'",
                "f(1)",
                true,
            ),
            (
                "f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'",
                "f()",
                true,
            ),
        ] {
            let before =
                format!("CREATE TABLE t (id int PRIMARY KEY); CREATE FUNCTION {function};");
            let sql = format!("ALTER TABLE t ADD COLUMN c text DEFAULT {call}::text;");
            if is_volatile {
                lint_errors(Code::VolatileDefault, &before, &sql);
            } else {
                lint_ok(Code::VolatileDefault, &before, &sql);
            }
        }
    }

    #[test]
    fn a_stable_default_is_stored_once() {
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD COLUMN c timestamptz DEFAULT now();",
        );
    }

    #[test]
    fn an_immutable_default_is_stored_once() {
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD COLUMN c text DEFAULT lower('A') || 'b';",
        );
    }

    #[test]
    fn a_default_of_an_existing_column_touches_no_row() {
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a SET DEFAULT random();",
        );
    }
}
