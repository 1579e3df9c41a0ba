use super::support::{ColumnChange, UniqueKey, added_check, added_foreign_key};
use crate::finding::Words;
use crate::mysql::check::Check;

/// A constraint that refuses what the running release may write.
pub(super) fn check(check: &mut Check<'_>) {
    let Some(altered) = check.altered() else {
        return;
    };
    let key = UniqueKey::of(check);
    let only_new = key.as_ref().is_some_and(|key| {
        key.columns
            .iter()
            .any(|column| altered.table.is_new_column(column) || altered.table.lacks(column))
    });
    let what = if added_check(check) {
        "the CHECK"
    } else if added_foreign_key(check).is_some() {
        "the foreign key"
    } else if key.is_some() && !only_new {
        "the unique key"
    } else if ColumnChange::of(check)
        .is_some_and(|change| change.from.is_some() && change.requires())
    {
        "NOT NULL"
    } else {
        return;
    };
    let message = format!(
        "{what} refuses rows of `{}` that the running release may write",
        altered.table.shown
    );
    let help = "make sure that no such release writes what it refuses, and say so: `-- migrate: compatible`";
    check.report(
        altered.span,
        Words::new(message, "refuses more than before", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::NewRestriction,
            TABLE,
            "ALTER TABLE t ADD CHECK (a > 0);",
        );
        assert_snapshot!(found, @r"
        the CHECK refuses rows of `t` that the running release may write [new-restriction]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD CHECK (a > 0);
          |               ^^^^^^^^^^^^^^^^^ refuses more than before
          |
          = help: make sure that no such release writes what it refuses, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(new-restriction) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(Code::NewRestriction, TABLE, "ALTER TABLE t ADD INDEX (a);");
        lint_ok(
            Code::NewRestriction,
            TABLE,
            "ALTER TABLE t ADD e INT, ADD UNIQUE (e);",
        );
    }
}
