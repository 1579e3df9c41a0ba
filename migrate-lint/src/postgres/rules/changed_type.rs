use super::support::TypeChange;
use crate::finding::Words;
use crate::postgres::check::Check;

/// Another type on the wire: drivers that check it refuse rows, and prepared statements fail once.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check).filter(TypeChange::shows) else {
        return;
    };
    let (table, column, to) = (&change.table.shown, change.column, &change.to);
    let was = change
        .from
        .as_ref()
        .map_or(String::new(), |from| format!(" instead of {from}"));
    let message = format!(
        "the running release gets {to}{was} from `{table}.{column}`: rows do not decode, and \
         prepared statements fail with `cached plan must not change result type`"
    );
    let help = format!(
        "add a column of the new type, write both, and drop the old one a release later: \
         `ALTER TABLE {table} ADD COLUMN {column}_new {to}`"
    );
    check.report(
        change.span,
        Words::new(message, "another type for readers", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::ChangedType,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
        );
        assert_snapshot!(found, @r"
        the running release gets bigint instead of integer from `t.a`: rows do not decode, and prepared statements fail with `cached plan must not change result type` [changed-type]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a TYPE bigint;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^ another type for readers
          |
          = help: add a column of the new type, write both, and drop the old one a release later: `ALTER TABLE t ADD COLUMN a_new bigint`; or say above it why it may stay: `-- migrate: allow(changed-type) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ChangedType,
            TABLE,
            "ALTER TABLE t ALTER COLUMN b TYPE varchar;",
        );
        lint_ok(
            Code::ChangedType,
            "CREATE TABLE t (n numeric(10,2));",
            "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2);",
        );
    }
}
