use super::support::ColumnChange;
use crate::mysql::check::Check;
use crate::mysql::type_change::Types;
use crate::words::changed_type;

/// Another type on the wire: drivers that check it refuse rows.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    let Some(types) = change.types().filter(Types::show) else {
        return;
    };
    let words = changed_type::words(
        &change.altered.table.shown,
        change.name,
        Some(&types.from.to_string()),
        &types.to.to_string(),
    );
    check.report(change.altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_int_that_becomes_a_bigint_does_not_decode() {
        let found = lint_errors(Code::ChangedType, TABLE, "ALTER TABLE t MODIFY a BIGINT;");
        assert_snapshot!(found, @r"
        the running release reads bigint instead of int from `t.a`, which it may fail to decode [changed-type]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY a BIGINT;
          |               ^^^^^^^^^^^^^^^ another type for readers
          |
          = help: add a column of the new type, write both, and drop `a` in a later release: `ALTER TABLE t ADD COLUMN a_new bigint`; if this is intended, write above the statement: `-- migrate: allow(changed-type) <reason>`
        ");
    }

    #[test]
    fn text_and_varchar_decode_alike() {
        lint_ok(
            Code::ChangedType,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t MODIFY b TEXT NOT NULL;",
        );
    }

    #[test]
    fn decimals_of_another_precision_decode_alike() {
        lint_ok(
            Code::ChangedType,
            "CREATE TABLE t (c DECIMAL(10,4));",
            "ALTER TABLE t MODIFY c DECIMAL(12,4);",
        );
    }

    #[test]
    fn a_display_width_changes_nothing() {
        lint_ok(Code::ChangedType, TABLE, "ALTER TABLE t MODIFY a INT(11);");
    }
}
