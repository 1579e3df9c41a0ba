use super::support::TypeChange;
use crate::postgres::check::Check;
use crate::words::changed_type;

/// Another type on the wire: drivers that check it refuse rows, and prepared statements fail once.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = TypeChange::of(check).filter(TypeChange::shows) else {
        return;
    };
    let from = change.from.as_ref().map(ToString::to_string);
    let mut words = changed_type::words(
        &change.table.shown,
        &change.column.to_string(),
        from.as_deref(),
        &change.to.to_string(),
    );
    words
        .message
        .push_str("; its prepared statements fail with `cached plan must not change result type`");
    check.report(change.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_integer_that_becomes_a_bigint_does_not_decode() {
        let found = lint_errors(
            Code::ChangedType,
            TABLE,
            "ALTER TABLE t ALTER COLUMN a TYPE bigint;",
        );
        assert_snapshot!(found, @r"
        the running release reads bigint instead of integer from `t.a`, which it may fail to decode; its prepared statements fail with `cached plan must not change result type` [changed-type]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ALTER COLUMN a TYPE bigint;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^ another type for readers
          |
          = help: add a column of the new type, write both, and drop `a` in a later release: `ALTER TABLE t ADD COLUMN a_new bigint`; if this is intended, write above the statement: `-- migrate: allow(changed-type) <reason>`
        ");
    }

    #[test]
    fn text_and_varchar_decode_alike() {
        lint_ok(
            Code::ChangedType,
            TABLE,
            "ALTER TABLE t ALTER COLUMN b TYPE varchar;",
        );
    }

    #[test]
    fn numerics_of_another_precision_decode_alike() {
        lint_ok(
            Code::ChangedType,
            "CREATE TABLE t (n numeric(10,2));",
            "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2);",
        );
    }
}
