use super::support::ColumnChange;
use crate::finding::Words;
use crate::mysql::check::Check;

/// A type that takes something from values, of which the server says nothing.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    let Some(types) = change.types() else { return };
    let Some(reason) = types.loses() else { return };
    let (shown, name) = (&change.altered.table.shown, change.name);
    let message = format!(
        "from {} to {} {reason} in `{shown}.{name}`",
        types.from, types.to
    );
    let help = format!(
        "add a column of the new type beside it and fill that: `ALTER TABLE {shown} ADD COLUMN {name}_new {}`",
        types.to
    );
    check.report(
        change.altered.span,
        Words::new(message, "changes stored values", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::LossyTypeChange,
            "CREATE TABLE t (c DECIMAL(10,4));",
            "ALTER TABLE t MODIFY c DECIMAL(10,2);",
        );
        assert_snapshot!(found, @r"
        from decimal(10,4) to decimal(10,2) digits behind the point are rounded away in `t.c` [lossy-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY c DECIMAL(10,2);
          |               ^^^^^^^^^^^^^^^^^^^^^^ changes stored values
          |
          = help: add a column of the new type beside it and fill that: `ALTER TABLE t ADD COLUMN c_new decimal(10,2)`; or say above it why it may stay: `-- migrate: allow(lossy-type-change) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::LossyTypeChange,
            "CREATE TABLE t (c DECIMAL(10,4));",
            "ALTER TABLE t MODIFY c DECIMAL(12,4);",
        );
        lint_ok(
            Code::LossyTypeChange,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('x','y','z');",
        );
    }
}
