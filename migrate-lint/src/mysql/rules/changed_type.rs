use super::support::ColumnChange;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::type_change::Types;

/// Another type on the wire: drivers that check it refuse rows.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    let Some(types) = change.types().filter(Types::show) else {
        return;
    };
    let (shown, name) = (&change.altered.table.shown, change.name);
    let message = format!(
        "the running release gets {} instead of {} from `{shown}.{name}`, which it may not decode",
        types.to, types.from
    );
    let help = format!(
        "add a column of the new type, write both, and drop the old one a release later: \
         `ALTER TABLE {shown} ADD COLUMN {name}_new {}`",
        types.to
    );
    check.report(
        change.altered.span,
        Words::new(message, "another type for readers", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::ChangedType, TABLE, "ALTER TABLE t MODIFY a BIGINT;");
        assert_snapshot!(found, @r"
        the running release gets bigint instead of int from `t.a`, which it may not decode [changed-type]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY a BIGINT;
          |               ^^^^^^^^^^^^^^^ another type for readers
          |
          = help: add a column of the new type, write both, and drop the old one a release later: `ALTER TABLE t ADD COLUMN a_new bigint`; or say above it why it may stay: `-- migrate: allow(changed-type) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ChangedType,
            "CREATE TABLE t (b VARCHAR(50) NOT NULL DEFAULT 'x');",
            "ALTER TABLE t MODIFY b TEXT NOT NULL;",
        );
        lint_ok(
            Code::ChangedType,
            "CREATE TABLE t (c DECIMAL(10,4));",
            "ALTER TABLE t MODIFY c DECIMAL(12,4);",
        );
        lint_ok(Code::ChangedType, TABLE, "ALTER TABLE t MODIFY a INT(11);");
    }
}
