use migrate_core::Code;


use super::support::altered;
use crate::postgres::check::{Check, finding};
use crate::postgres::file::Remedy;
use crate::postgres::table::Action;

/// A table gets another name or schema, and nothing takes its place.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let new = match action {
        Action::RenameTo(to) => table.name.sibling(&to.text),
        Action::SetSchema(schema) => crate::postgres::name::QName::new(&schema.text, &table.name.name),
        _ => return,
    };
    let shown = &table.shown;
    let message = format!("statements of the running release that name `{shown}` fail");
    let help = format!("leave a view under the old name until no release uses it: `CREATE VIEW {shown} AS SELECT * FROM {new}`");
    let found = finding(Code::RenamedTable, span, message, "the old name is gone", help);
    check.report_unless(Remedy::Relation(table.name, None), found);
}
