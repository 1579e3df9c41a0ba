use super::support::ColumnChange;
use crate::mysql::check::Check;
use crate::words::added_enum_value;

/// A member of an ENUM that the running release does not know.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(change) = ColumnChange::of(check) else {
        return;
    };
    let Some(known) = change.from else { return };
    let (from, to) = (&known.spec.ty.members, &change.to.spec.ty.members);
    let Some(added) = to
        .iter()
        .find(|member| !from.is_empty() && !from.contains(member))
    else {
        return;
    };
    let column = format!("{}.{}", change.altered.table.shown, change.name);
    check.report(change.altered.span, added_enum_value::words(added, &column));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn the_running_release_does_not_know_a_new_value() {
        let found = lint_errors(
            Code::AddedEnumValue,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('x','y','z');",
        );
        assert_snapshot!(found, @r"
        the running release cannot decode the new value 'z' of `t.d` [added-enum-value]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY d ENUM('x','y','z');
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^ unknown to the running release
          |
          = help: write the value only when every running release knows it, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(added-enum-value) <reason>`
        ");
    }

    #[test]
    fn another_order_adds_no_value() {
        lint_ok(
            Code::AddedEnumValue,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('y','x');",
        );
    }
}
