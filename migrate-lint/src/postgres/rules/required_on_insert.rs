use super::support::{added_column, altered, domain, fill, is_required};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::file::Remedy;
use crate::postgres::table::Action;

/// INSERTs of the running release do not name a column that must hold a value.
pub(super) fn check(check: &mut Check<'_>) {
    if let Some((table, column, span)) = added_column(check) {
        let ty = column.ty.as_ref().map(|(ty, _)| ty);
        let by_domain = ty
            .and_then(|ty| domain(check, ty))
            .is_some_and(|(not_null, _)| not_null);
        if (is_required(column) || by_domain) && fill(check, column).is_none() {
            let shown = format!("{}.{}", table.shown, column.shown());
            let remedy = Remedy::Default(table.name, column.name.text.clone());
            check.report_unless(remedy, span, words(&shown));
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
        let words = words(&format!("{}.{column}", table.shown));
        let remedy = Remedy::Default(table.name, column.text.clone());
        check.report_unless(remedy, span, words);
    }
}

fn words(column: &str) -> Words {
    let (table, name) = column.rsplit_once('.').unwrap_or(("<table>", column));
    Words::new(
        format!("INSERTs of the running release leave out `{column}`, which must hold a value"),
        "INSERTs without it fail",
        format!(
            "keep a default until no such release runs: `ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT <value>`"
        ),
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::RequiredOnInsert,
            "CREATE TABLE t (a int NOT NULL DEFAULT 1);",
            "ALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
        );
        assert_snapshot!(found, @r"
        INSERTs of the running release leave out `t.a`, which must hold a value [required-on-insert]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a DROP DEFAULT;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^ INSERTs without it fail
          |
          = help: keep a default until no such release runs: `ALTER TABLE t ALTER COLUMN a SET DEFAULT <value>`; or say above it why it may stay: `-- migrate: allow(required-on-insert) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::RequiredOnInsert,
            "CREATE TABLE t (a int DEFAULT 1);",
            "ALTER TABLE t ALTER COLUMN a DROP DEFAULT;",
        );
        lint_ok(
            Code::RequiredOnInsert,
            "CREATE TABLE t (a int NOT NULL DEFAULT 1);",
            "ALTER TABLE t ALTER COLUMN a DROP DEFAULT; ALTER TABLE t ALTER COLUMN a SET DEFAULT 2;",
        );
    }
}
