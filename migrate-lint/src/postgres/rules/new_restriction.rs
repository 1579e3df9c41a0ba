use super::support::{added_constraints, altered, created_index};
use crate::postgres::check::Check;
use crate::postgres::table::{Action, ConstraintKind};
use crate::words::new_restriction;

/// A constraint, valid or not, that refuses rows the running release may write.
pub(super) fn check(check: &mut Check<'_>) {
    let (restriction, table) = if let Some((table, index)) = created_index(check) {
        let restriction = index.unique.then_some("the unique index");
        (restriction, table.shown)
    } else if let Some((table, Action::SetNotNull(column), _)) = altered(check) {
        let is_new = table.is_new_column(&column.text) || table.is_not_null(&column.text);
        ((!is_new).then_some("NOT NULL"), table.shown)
    } else {
        let mut constraints = added_constraints(check).into_iter();
        let Some((table, constraint, None)) = constraints.next() else {
            return;
        };
        let restriction = match &constraint.kind {
            ConstraintKind::Check(_) => Some("the CHECK"),
            ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. } => {
                Some("the unique key")
            }
            ConstraintKind::ForeignKey { .. } => Some("the foreign key"),
            ConstraintKind::Exclude(_) => Some("the exclusion constraint"),
            ConstraintKind::NotNull(_) => Some("NOT NULL"),
            _ => None,
        };
        (restriction, table.shown)
    };
    if let Some(restriction) = restriction {
        let span = check.parsed.span.clone();
        check.report(&span, new_restriction::words(restriction, &table));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_check_that_is_not_valid_still_rejects_new_rows() {
        let found = lint_errors(
            Code::NewRestriction,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;",
        );
        assert_snapshot!(found, @r"
        the CHECK rejects rows of `t` that the running release may write [new-restriction]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ stricter than before
          |
          = help: make sure that no running release writes such rows, and mark this migration `-- migrate: compatible`; if this is intended, write above the statement: `-- migrate: allow(new-restriction) <reason>`
        ");
    }

    #[test]
    fn no_release_writes_a_new_column() {
        lint_ok(
            Code::NewRestriction,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int CHECK (c > 0);",
        );
    }
}
