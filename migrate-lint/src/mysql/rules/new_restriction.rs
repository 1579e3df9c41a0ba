use super::support::{ColumnChange, UniqueKey, added_check, added_foreign_key};
use crate::mysql::check::Check;
use crate::words::new_restriction;

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
    let restriction = if added_check(check) {
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
    let words = new_restriction::words(restriction, &altered.table.shown);
    check.report(altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_check_rejects_rows_of_the_running_release() {
        let found = lint_errors(
            Code::NewRestriction,
            TABLE,
            "ALTER TABLE t ADD CHECK (a > 0);",
        );
        assert_snapshot!(found, @r"
        the CHECK rejects rows of `t` that the running release may write [new-restriction]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD CHECK (a > 0);
          |               ^^^^^^^^^^^^^^^^^ stricter than before
          |
          = help: make sure that no running release writes such rows, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(new-restriction) <reason>`
        ");
    }

    #[test]
    fn an_index_rejects_no_row() {
        lint_ok(Code::NewRestriction, TABLE, "ALTER TABLE t ADD INDEX (a);");
    }

    #[test]
    fn no_release_writes_a_new_column() {
        lint_ok(
            Code::NewRestriction,
            TABLE,
            "ALTER TABLE t ADD e INT, ADD UNIQUE (e);",
        );
    }
}
