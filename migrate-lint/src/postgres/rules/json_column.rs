use super::support::added_column;
use crate::finding::Words;
use crate::postgres::check::Check;

/// A `json` column, for which the server has no equality.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, column, span)) = added_column(check) else {
        return;
    };
    if column.ty.as_ref().is_some_and(|(ty, _)| ty.is("json")) {
        let (shown, name) = (&table.shown, column.shown());
        let message = format!(
            "`SELECT DISTINCT` and comparisons of whole rows of `{shown}` fail: json has no \
             equality operator"
        );
        let help = format!("use jsonb: `ALTER TABLE {shown} ADD COLUMN {name} jsonb`");
        check.report(span, Words::new(message, "cannot be compared", help));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_json_column_cannot_be_compared() {
        let found = lint_errors(Code::JsonColumn, TABLE, "ALTER TABLE t ADD COLUMN j json;");
        assert_snapshot!(found, @r"
        `SELECT DISTINCT` and comparisons of whole rows of `t` fail: json has no equality operator [json-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN j json;
          |               ^^^^^^^^^^^^^^^^^ cannot be compared
          |
          = help: use jsonb: `ALTER TABLE t ADD COLUMN j jsonb`; if this is intended, write above the statement: `-- migrate: allow(json-column) <reason>`
        ");
    }

    #[test]
    fn a_jsonb_column_can_be_compared() {
        lint_ok(Code::JsonColumn, TABLE, "ALTER TABLE t ADD COLUMN j jsonb;");
    }
}
