use migrate_core::Code;


use crate::postgres::catalog::RelationState;
use crate::postgres::check::Check;
use crate::postgres::statement::Statement;

/// `REFRESH MATERIALIZED VIEW` without CONCURRENTLY, of a view that holds rows.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Refresh {
        view,
        concurrently: false,
        with_data: true,
    } = &check.parsed.statement
    else {
        return;
    };
    let Some(existing) = check.existing(view) else {
        return;
    };
    // The first time cannot be concurrent, and nobody can read it yet.
    if let Some(RelationState::View(known)) = existing.relation.map(|relation| &relation.state)
        && !known.populated
    {
        return;
    }
    let message = format!("readers of `{view}` wait while its query runs: it holds ACCESS EXCLUSIVE");
    let help = format!(
        "write `REFRESH MATERIALIZED VIEW CONCURRENTLY {view}`, which needs a unique index over columns: \
         `CREATE UNIQUE INDEX ON {view} (<key>)`"
    );
    let span = check.parsed.span.clone();
    check.report(Code::RefreshNotConcurrent, &span, message, "blocks readers", help);
}
