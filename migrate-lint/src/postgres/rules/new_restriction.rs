use migrate_core::Code;


use super::support::{added_constraints, altered, created_index};
use crate::postgres::check::Check;
use crate::postgres::table::{Action, ConstraintKind};

/// A constraint, valid or not, that refuses rows the running release may write.
pub(super) fn check(check: &mut Check<'_>) {
    let span = check.parsed.span.clone();
    let what = if let Some((_, index)) = created_index(check) {
        if index.unique { Some("unique index") } else { None }
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
        check.report(Code::NewRestriction, &span, message, "a new rule for rows", help);
    }
}
