use super::support::{added_column, altered, domain, fill, is_required};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::file::Remedy;
use crate::postgres::table::Action;
use crate::words::required_on_insert;

/// INSERTs of the running release do not name a column that must hold a value.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some((table, column, span)) = added_column(check) {
        let ty = column.ty.as_ref().map(|(ty, _)| ty);
        let by_domain = ty
            .and_then(|ty| domain(check, ty))
            .is_some_and(|(not_null, _)| not_null);
        if (is_required(column) || by_domain) && fill(check, column).is_none() {
            let words = words(&table.shown, &column.shown());
            let remedy = Remedy::Default(table.name, column.name.text.clone());
            check.report_unless(remedy, span, words);
        }
        return;
    }
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let column = match action {
        Action::DropDefault(column)
        | Action::DropExpression(column)
        | Action::DropIdentity(column) => column,
        // The running release does not know a new column.
        Action::SetNotNull(column) if table.is_new_column(&column.text) => column,
        _ => return,
    };
    let Some(known) = table.column(&column.text) else {
        return;
    };
    let fills = match action {
        Action::DropDefault(_) => known.default.is_some() && known.not_null,
        Action::DropIdentity(_) => known.identity.is_some() && known.default.is_none(),
        Action::DropExpression(_) => known.generated.is_some() && known.not_null,
        _ => !known.fills_itself() && !known.not_null,
    };
    if fills {
        let words = words(&table.shown, &column.to_string());
        let remedy = Remedy::Default(table.name, column.text.clone());
        check.report_unless(remedy, span, words);
    }
}

fn words(table: &str, column: &str) -> Words {
    let default = format!("ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT <value>");
    required_on_insert::words(table, column, &default)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_dropped_default_fails_inserts_without_the_column() {
        let found = lint_errors(
            Code::RequiredOnInsert,
            "CREATE TABLE t (a int NOT NULL DEFAULT 1);",
            "ALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
        );
        assert_snapshot!(found, @r"
        INSERTs of the running release that leave out `t.a` fail: it must have a value [required-on-insert]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a DROP DEFAULT;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ has no default
          |
          = help: give it a default until every running release writes it: `ALTER TABLE t ALTER COLUMN a SET DEFAULT <value>`; if this is intended, write above the statement: `-- migrate: allow(required-on-insert) <reason>`
        ");
    }

    #[test]
    fn a_nullable_column_needs_no_default() {
        lint_ok(
            Code::RequiredOnInsert,
            "CREATE TABLE t (a int DEFAULT 1);",
            "ALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
        );
    }

    #[test]
    fn another_default_replaces_the_dropped_one() {
        lint_ok(
            Code::RequiredOnInsert,
            "CREATE TABLE t (a int NOT NULL DEFAULT 1);",
            "ALTER TABLE t ALTER COLUMN a DROP DEFAULT; ALTER TABLE t ALTER COLUMN a SET DEFAULT 2;",
        );
    }
}
