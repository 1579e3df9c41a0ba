use migrate_core::Code;


use crate::postgres::catalog::RelationState;
use crate::postgres::check::Check;
use crate::postgres::statement::{ReindexTarget, Statement};

/// `REINDEX` without CONCURRENTLY.
pub(super) fn check(check: &mut Check<'_>) {
    let Statement::Reindex {
        target,
        concurrently: false,
    } = &check.parsed.statement
    else {
        return;
    };
    let (what, statement) = match target {
        ReindexTarget::Table(name) if check.existing(name).is_some() => {
            (format!("`{name}`"), format!("REINDEX TABLE CONCURRENTLY {name}"))
        }
        ReindexTarget::Index(name) => {
            let of_new = check.catalog.relation(name).yes().is_some_and(|(_, relation)| {
                matches!(relation.state, RelationState::Index(_)) && check.file.is_new(relation.born)
            });
            if of_new {
                return;
            }
            (format!("the table of `{name}`"), format!("REINDEX INDEX CONCURRENTLY {name}"))
        }
        ReindexTarget::Schema(name) => (
            format!("every table of `{name}`"),
            format!("REINDEX SCHEMA CONCURRENTLY {name}"),
        ),
        ReindexTarget::Other => (
            "every table".to_owned(),
            "REINDEX DATABASE CONCURRENTLY".to_owned(),
        ),
        ReindexTarget::Table(_) => return,
    };
    let message = format!(
        "writers of {what} wait while indexes are built again (SHARE), and so do readers that need \
         them (ACCESS EXCLUSIVE on each)"
    );
    let help = format!("in a migration of its own write `{statement}`");
    let span = check.parsed.span.clone();
    check.report(Code::ReindexNotConcurrent, &span, message, "blocks writers and readers", help);
}
