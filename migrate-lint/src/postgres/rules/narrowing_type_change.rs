use super::support::TypeChange;
use crate::postgres::catalog::TypeState;
use crate::postgres::check::Check;
use crate::words;

/// A type change that fails on values that do not fit.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check).filter(TypeChange::narrows) else {
        return;
    };
    let misfit = misfit(check, &change);
    let misfit = misfit.unwrap_or_else(|| format!("<it does not fit {}>", change.to));
    let column = (change.table.shown.as_str(), change.column);
    let how = change.types();
    let words = words::narrowing_type_change::values(column, &how, "a value does not fit", &misfit);
    check.report(change.span, words);
}

/// A condition for values that do not fit, where there is one.
fn misfit(check: &Check<'_>, change: &TypeChange<'_>) -> Option<String> {
    let (column, to) = (change.column, &change.to);
    let from = change
        .from
        .as_ref()
        .filter(|from| !from.array && !to.array)?;
    let is_text = from.is_one_of(&["text", "varchar", "bpchar", "citext"]);
    if let Some((_, known)) = check.catalog.type_of(to) {
        let TypeState::Enum(labels) = &known.kind else {
            return None;
        };
        let labels: Vec<String> = labels
            .iter()
            .map(|label| format!("'{}'", label.replace('\'', "''")))
            .collect();
        return Some(format!("{column}::text NOT IN ({})", labels.join(", ")));
    }
    match (to.name.as_str(), to.modifiers.as_slice()) {
        ("varchar" | "bpchar", [most]) if is_text => Some(format!("length({column}) > {most}")),
        ("varchar" | "bpchar", [most]) => Some(format!("length({column}::text) > {most}")),
        ("int2" | "int4" | "int8", _) if is_text => {
            Some(format!(r"{column} !~ '^\s*[-+]?\d+\s*$'"))
        }
        ("int2", _) => Some(format!("{column} NOT BETWEEN -32768 AND 32767")),
        ("int4", _) => Some(format!("{column} NOT BETWEEN -2147483648 AND 2147483647")),
        ("numeric", [precision, scale]) if !is_text => Some(format!(
            "round(abs({column})::numeric, {scale}) >= 1e{}",
            precision - scale
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_value_may_not_fit_a_smaller_type() {
        let found = lint_errors(
            Code::NarrowingTypeChange,
            "CREATE TABLE t (a bigint);",
            "ALTER TABLE t ALTER COLUMN a TYPE int;",
        );
        assert_snapshot!(found, @r"
        changing `t.a` from bigint to integer fails if a value does not fit [narrowing-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a TYPE int;
          |               ^^^^^^^^^^^^^^^^^^^^^^^ fails on values that do not fit
          |
          = help: find such values and correct them first: `SELECT a FROM t WHERE a NOT BETWEEN -2147483648 AND 2147483647`; if this is intended, write above the statement: `-- migrate: allow(narrowing-type-change) <reason>`
        ");
    }

    #[test]
    fn the_help_selects_the_values_that_do_not_fit() {
        for (from, to, condition) in [
            ("text", "varchar(9)", "length(a) > 9"),
            (
                "numeric(9, 2)",
                "numeric(6, 2)",
                "round(abs(a)::numeric, 2) >= 1e4",
            ),
            (
                "text",
                "mood USING a::mood",
                "a::text NOT IN ('sad', 'it''s')",
            ),
            ("text", "date USING a::date", "<it does not fit date>"),
        ] {
            let before =
                format!("CREATE TYPE mood AS ENUM ('sad', 'it''s'); CREATE TABLE t (a {from});");
            let found = lint_errors(
                Code::NarrowingTypeChange,
                &before,
                &format!("ALTER TABLE t ALTER COLUMN a TYPE {to};"),
            );
            assert!(found.contains(&format!("WHERE {condition}`")), "{found}");
        }
    }

    #[test]
    fn a_larger_integer() {
        lint_ok(
            Code::NarrowingTypeChange,
            "CREATE TABLE t (a int);",
            "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
        );
    }

    #[test]
    fn a_text_without_a_limit() {
        lint_ok(
            Code::NarrowingTypeChange,
            "CREATE TABLE t (a varchar(5));",
            "ALTER TABLE t ALTER COLUMN a TYPE text;",
        );
    }
}
