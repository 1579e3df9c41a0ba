use migrate_core::Code;


use super::support::{altered, dropped};
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;
use crate::postgres::table::Action;

/// What the running release may rely on of rows no longer holds.
pub(super) fn check(check: &mut Check<'_>) {
    let span = check.parsed.span.clone();
    let what = if let Some((table, action, _)) = altered(check) {
        match action {
            Action::DropNotNull(column) if !table.is_new_column(&column.text) => {
                format!("`{}.{column}` may be NULL", table.shown)
            }
            Action::DropConstraint { name, .. } => {
                let known = table.table().and_then(|table| table.constraint(&name.text));
                if known.is_some_and(|known| check.file.is_new(known.born)) {
                    return;
                }
                format!("the constraint `{name}` no longer holds, and `ON CONFLICT` with it fails")
            }
            Action::DropDefault(column) if !table.is_new_column(&column.text) => {
                format!("`{}.{column}` has no default", table.shown)
            }
            _ => return,
        }
    } else if let Some((_, name)) = dropped(check, &[ObjectKind::Index]) {
        match check.catalog.index(name) {
            Some((_, index)) if index.unique => {
                format!("the unique index `{name}` no longer holds, and `ON CONFLICT` with it fails")
            }
            _ => return,
        }
    } else {
        return;
    };
    let message = format!("from here on {what}");
    let help = "make sure that no running release relies on it, and say so: `-- migrate: compatible`";
    check.report(Code::DroppedGuarantee, &span, message, "no longer guaranteed", help);
}
