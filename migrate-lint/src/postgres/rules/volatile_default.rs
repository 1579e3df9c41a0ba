use super::support::added_column;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::volatility::volatile_function;

/// A default that gives each row a value of its own.
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
    let message = format!(
        "readers and writers of `{shown}` wait while it is written anew under ACCESS EXCLUSIVE: {function}() gives each row a \
         value of its own"
    );
    let value = &default.text;
    let help = format!(
        "write `ALTER TABLE {shown} ADD COLUMN {name} {ty}`, `ALTER TABLE {shown} ALTER COLUMN {name} SET \
         DEFAULT {value}`, and fill the rows in batches in later migrations"
    );
    check.report(span, Words::new(message, "rewrites the table", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid();",
        );
        assert_snapshot!(found, @r"
        readers and writers of `t` wait while it is written anew under ACCESS EXCLUSIVE: gen_random_uuid() gives each row a value of its own [volatile-default]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid();
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: write `ALTER TABLE t ADD COLUMN c uuid`, `ALTER TABLE t ALTER COLUMN c SET DEFAULT gen_random_uuid()`, and fill the rows in batches in later migrations; or say above it why it may stay: `-- migrate: allow(volatile-default) <reason>`
        ");
    }

    /// As measured on PostgreSQL 15.
    #[test]
    fn functions_in_sql() {
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
    fn leaves() {
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD COLUMN c timestamptz DEFAULT now();",
        );
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ADD COLUMN c text DEFAULT lower('A') || 'b';",
        );
        lint_ok(
            Code::VolatileDefault,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a SET DEFAULT random();",
        );
    }
}
