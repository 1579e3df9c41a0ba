use super::support::{added_column, domain, fill, is_required};
use crate::postgres::check::Check;
use crate::words;

/// A new NOT NULL column without a value for existing rows.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    let ty = column.ty.as_ref().map(|(ty, _)| ty);
    let by_domain = ty
        .and_then(|ty| domain(check, ty))
        .is_some_and(|(not_null, _)| not_null);
    if !is_required(column) && !by_domain || fill(check, column).is_some() {
        return;
    }
    let (shown, name) = (&table.shown, column.shown());
    let ty = ty.map_or("<type>".to_owned(), ToString::to_string);
    let otherwise = format!(
        "add it without NOT NULL, fill it, and then run `ALTER TABLE {shown} ALTER COLUMN {name} SET NOT NULL`"
    );
    let help = words::add_required_column::add_default(shown, &name, ty, &otherwise);
    let column = format!("{shown}.{name}");
    let words = words::add_required_column::no_value(&column, "existing rows", help);
    check.report(span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn existing_rows_have_no_value() {
        let found = lint_errors(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int NOT NULL;",
        );
        assert_snapshot!(found, @r"
        `t.c` requires a value, and existing rows have none [add-required-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c int NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^ fails if the table has rows
          |
          = help: give it a default: `ALTER TABLE t ADD COLUMN c integer NOT NULL DEFAULT <value>`; or add it without NOT NULL, fill it, and then run `ALTER TABLE t ALTER COLUMN c SET NOT NULL`; if this is intended, write above the statement: `-- migrate: allow(add-required-column) <reason>`
        ");
    }

    #[test]
    fn a_default() {
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 1;",
        );
    }

    #[test]
    fn a_sequence_fills_the_rows() {
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c bigserial NOT NULL;",
        );
    }

    #[test]
    fn a_nullable_column() {
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int;",
        );
    }

    #[test]
    fn a_table_of_the_same_file() {
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); ALTER TABLE n ADD COLUMN c int NOT NULL;",
        );
    }
}
