use super::support::{added_column, copied, refused_on_row};
use crate::finding::Words;
use crate::sqlite::check::Check;
use crate::sqlite::copy::{Copy, Mapped};
use crate::sqlite::name::{is_same, quoted};
use crate::sqlite::table::{Column, Table};

/// A column that refuses values of another type: of a STRICT table, or the rowid.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some((table, column, ty)) = of_copy(check) {
        let words = Words::new(
            format!("this fails if a value for `{table}.{column}` is not {ty}"),
            "fails on values of another type",
            format!("convert the values in the SELECT: `CAST(… AS {ty})`"),
        );
        check.report(words);
    }
    let Some((target, column, _)) = added_column(check) else {
        return;
    };
    let refused =
        refused_on_row(check).is_some_and(|refusal| refusal.message.contains("type mismatch"));
    if refused {
        let words = Words::new(
            format!(
                "the default of `{}.{column}` is not of its type, which STRICT refuses",
                target.shown
            ),
            "fails if the table has rows",
            "give it a default of its type",
        );
        check.report(words);
    }
}

fn of_copy(check: &Check<'_>) -> Option<(String, String, String)> {
    let (copy, target, from) = copied(check)?;
    let table = target.table?;
    let column = table
        .columns
        .iter()
        .find(|column| refuses(&table, column, copy, from))?;
    Some((
        target.shown,
        quoted(&column.name),
        column.ty.to_ascii_uppercase(),
    ))
}

fn refuses(table: &Table, column: &Column, copy: &Copy, from: &Table) -> bool {
    let Some(value) = copy.value(&column.name).filter(|value| value.plain) else {
        return false;
    };
    let source = source(value, from);
    let strict = table.definition.strict && !is_same(&column.ty, "ANY");
    let fits = |source: &Column| {
        from.is_rowid(source) || from.definition.strict && takes(&column.ty, &source.ty)
    };
    let refuses = strict || table.is_rowid(column);
    refuses && source.is_some_and(|source| !fits(source))
}

/// Whether a column of a STRICT table accepts every value of another type: SQLite converts numbers
/// where nothing is lost.
fn takes(ty: &str, source: &str) -> bool {
    let is_integer = is_same(source, "INT") || is_same(source, "INTEGER");
    match ty.to_ascii_uppercase().as_str() {
        "INT" | "INTEGER" => is_integer,
        "REAL" => is_integer || is_same(source, "REAL"),
        "TEXT" => is_integer || is_same(source, "REAL") || is_same(source, "TEXT"),
        _ => is_same(ty, source),
    }
}

fn source<'t>(value: &Mapped, from: &'t Table) -> Option<&'t Column> {
    from.column(value.sources.first()?)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn a_strict_table_refuses_other_types() {
        let sql = "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age INTEGER) STRICT;\nINSERT INTO n SELECT * FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;";
        let found = lint_errors(Code::NarrowingTypeChange, USERS, sql);
        assert_snapshot!(found, @r"
        this fails if a value for `n.email` is not TEXT [narrowing-type-change]
         --> m/2_draft.sql:2:1
          |
        2 | INSERT INTO n SELECT * FROM users;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails on values of another type
          |
          = help: convert the values in the SELECT: `CAST(… AS TEXT)`; if this is intended, write above the statement: `-- migrate: allow(narrowing-type-change) <reason>`
        ");
    }

    #[test]
    fn numbers_that_a_strict_table_converts() {
        lint_ok(
            Code::NarrowingTypeChange,
            "CREATE TABLE m (id INTEGER PRIMARY KEY, a INTEGER, b INT, c REAL) STRICT;",
            "CREATE TABLE n (id INTEGER PRIMARY KEY, a REAL, b TEXT, c TEXT) STRICT;\nINSERT INTO n SELECT * FROM m;\nDROP TABLE m;\nALTER TABLE n RENAME TO m;",
        );
    }

    #[test]
    fn a_table_that_is_not_strict() {
        lint_ok(
            Code::NarrowingTypeChange,
            USERS,
            "CREATE TABLE n (id INTEGER PRIMARY KEY, email TEXT, age TEXT);\nINSERT INTO n (id, email, age) SELECT id, email, age FROM users;\nDROP TABLE users;\nALTER TABLE n RENAME TO users;",
        );
    }
}
