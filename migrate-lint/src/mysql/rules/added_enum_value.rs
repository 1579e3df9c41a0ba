use super::support::ColumnChange;
use crate::finding::Words;
use crate::mysql::check::Check;

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
    let message = format!(
        "the running release does not know the value `{added}` of `{}.{}`",
        change.altered.table.shown, change.name
    );
    let help = "let a release run that can read it before rows hold it, and say so: `-- migrate: compatible`";
    check.report(
        change.altered.span,
        Words::new(message, "a value that older code does not know", help),
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
            Code::AddedEnumValue,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('x','y','z');",
        );
        assert_snapshot!(found, @r"
        the running release does not know the value `z` of `t.d` [added-enum-value]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t MODIFY d ENUM('x','y','z');
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^ a value that older code does not know
          |
          = help: let a release run that can read it before rows hold it, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(added-enum-value) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::AddedEnumValue,
            "CREATE TABLE t (d ENUM('x','y'));",
            "ALTER TABLE t MODIFY d ENUM('y','x');",
        );
    }
}
