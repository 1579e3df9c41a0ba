use super::support::{added_column, domain, fill, is_required};
use crate::finding::Words;
use crate::postgres::check::Check;

/// A new column that must hold a value and gets none: fails if the table has a row.
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
    let message = format!("`{shown}.{name}` must hold a value, and the rows that exist have none");
    let help = format!(
        "give it a default, `ALTER TABLE {shown} ADD COLUMN {name} {ty} NOT NULL DEFAULT <value>`, \
         or add it without NOT NULL and fill it first"
    );
    check.report(span, Words::new(message, "fails if there is a row", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int NOT NULL;",
        );
        assert_snapshot!(found, @r"
        `t.c` must hold a value, and the rows that exist have none [add-required-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN c int NOT NULL;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^ fails if there is a row
          |
          = help: give it a default, `ALTER TABLE t ADD COLUMN c integer NOT NULL DEFAULT <value>`, or add it without NOT NULL and fill it first; or say above it why it may stay: `-- migrate: allow(add-required-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int NOT NULL DEFAULT 1;",
        );
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c bigserial NOT NULL;",
        );
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int;",
        );
        lint_ok(
            Code::AddRequiredColumn,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); ALTER TABLE n ADD COLUMN c int NOT NULL;",
        );
    }
}
