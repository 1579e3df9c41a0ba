use super::support::{added_constraints, altered, created_index};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::{Action, ConstraintKind};

/// A constraint, valid or not, that refuses rows the running release may write.
pub(super) fn check(check: &mut Check<'_>) {
    let span = check.parsed.span.clone();
    let what = if let Some((_, index)) = created_index(check) {
        if index.unique {
            Some("unique index")
        } else {
            None
        }
    } else if let Some((table, Action::SetNotNull(column), _)) = altered(check) {
        let is_new = table.is_new_column(&column.text) || table.is_not_null(&column.text);
        (!is_new).then_some("NOT NULL")
    } else {
        let constraints = added_constraints(check);
        let mut kinds = constraints.iter().filter(|(_, _, column)| column.is_none());
        kinds.find_map(|(_, constraint, _)| match &constraint.kind {
            ConstraintKind::Check(_) => Some("CHECK"),
            ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey { .. } => Some("unique key"),
            ConstraintKind::ForeignKey { .. } => Some("foreign key"),
            ConstraintKind::Exclude(_) => Some("exclusion constraint"),
            ConstraintKind::NotNull(_) => Some("NOT NULL"),
            _ => None,
        })
    };
    if let Some(what) = what {
        let message = format!("the {what} refuses rows that the running release may write");
        let help = "make sure that no running release writes such rows, and say so: `-- migrate: compatible`";
        check.report(&span, Words::new(message, "a new rule for rows", help));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::NewRestriction,
            TABLE,
            "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;",
        );
        assert_snapshot!(found, @r"
        the CHECK refuses rows that the running release may write [new-restriction]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a new rule for rows
          |
          = help: make sure that no running release writes such rows, and say so: `-- migrate: compatible`; or say above it why it may stay: `-- migrate: allow(new-restriction) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::NewRestriction,
            TABLE,
            "ALTER TABLE t ADD COLUMN c int CHECK (c > 0);",
        );
    }
}
