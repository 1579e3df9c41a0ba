use super::support::ColumnChange;
use crate::mysql::check::Check;
use crate::words;

/// A type change that rounds or cuts values without an error.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    let Some(types) = change.types() else { return };
    let Some(effect) = types.loses() else { return };
    let column = (change.altered.table.shown.as_str(), change.name);
    let to = types.to.to_string();
    let how = format!("from {} to {to}", types.from);
    let words = words::lossy_type_change::values(column, &how, &to, effect);
    check.report(change.altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn a_smaller_scale_rounds() {
        let found = lint_errors(
            Code::LossyTypeChange,
            "CREATE TABLE t (c DECIMAL(10,4));",
            "ALTER TABLE t MODIFY c DECIMAL(10,2);",
        );
        assert_snapshot!(found, @r"
        changing `t.c` from decimal(10,4) to decimal(10,2) rounds off digits after the decimal point without an error [lossy-type-change]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY c DECIMAL(10,2);
          |               ^^^^^^^^^^^^^^^^^^^^^^ what does not fit is lost
          |
          = help: add a column of the new type and copy the values into it: `ALTER TABLE t ADD COLUMN c_new decimal(10,2)`; if this is intended, write above the statement: `-- migrate: allow(lossy-type-change) <reason>`
        ");
    }

    #[test]
    fn a_larger_precision() {
        lint_ok(
            Code::LossyTypeChange,
            "CREATE TABLE t (c DECIMAL(10,4));",
            "ALTER TABLE t MODIFY c DECIMAL(12,4);",
        );
    }

    #[test]
    fn one_more_enum_member() {
        lint_ok(
            Code::LossyTypeChange,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('x','y','z');",
        );
    }
}
