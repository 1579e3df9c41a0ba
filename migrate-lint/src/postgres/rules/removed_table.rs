use migrate_core::Code;


use super::support::dropped;
use crate::postgres::catalog::Column;
use crate::postgres::check::{Check, finding};
use crate::postgres::file::Remedy;
use crate::postgres::statement::ObjectKind;

/// A table, foreign table or whole schema goes that the running release may use.
pub(super) fn check(check: &mut Check<'_>) {
    let kinds = [ObjectKind::Table, ObjectKind::ForeignTable];
    let span = check.parsed.span.clone();
    if let Some((_, name)) = dropped(check, &kinds) {
        let Some(table) = check.existing(name) else {
            return;
        };
        let columns = table.relation.and_then(|relation| relation.columns());
        let columns = columns.map(|columns| columns.iter().map(Column::text).map(str::to_owned).collect());
        let message = format!("statements of the running release that name `{name}` fail");
        let help = format!(
            "drop it one release after the last one that uses it, and say so: `-- migrate: compatible`; \
             or leave a view in its place: `CREATE VIEW {name} AS SELECT …`"
        );
        let found = finding(Code::RemovedTable, &span, message, "still in use?", help);
        check.report_unless(Remedy::Relation(table.name, columns), found);
    } else if let Some((_, name)) = dropped(check, &[ObjectKind::Schema]) {
        let known = check.catalog.schema(&name.name);
        let mut relations = known.into_iter().flat_map(|schema| schema.relations.values());
        let is_empty = check.catalog.has_created_schema(&name.name)
            && relations.all(|relation| check.file.is_new(relation.born));
        if is_empty {
            return;
        }
        let message = format!("statements of the running release that name tables of `{name}` fail");
        let help = "drop it one release after the last one that uses it, and say so: `-- migrate: compatible`";
        check.report(Code::RemovedTable, &span, message, "still in use?", help);
    }
}
