use super::support::end_of;
use crate::finding::{Edit, Words};
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
    // The first refresh cannot be concurrent, and nobody can read the view yet.
    if let Some(RelationState::View(known)) = existing.relation.map(|relation| &relation.state)
        && !known.populated
    {
        return;
    }
    let message =
        format!("reads of `{view}` wait while its query runs, under an ACCESS EXCLUSIVE lock");
    let help = format!(
        "write `REFRESH MATERIALIZED VIEW CONCURRENTLY {view}`, which needs a unique index on \
         columns: `CREATE UNIQUE INDEX ON {view} (<key>)`"
    );
    let span = check.parsed.span.clone();
    let mut indexes = check.catalog.indexes(&existing.name);
    let can_be = indexes.any(|(_, index)| {
        index.unique && !index.partial && index.columns.iter().all(Option::is_some)
    });
    let at = end_of(check, "VIEW").filter(|_| can_be && !check.parsed.in_body);
    check.report(&span, Words::new(message, "blocks reads", help));
    check.rewrite(
        at.map(|at| Edit {
            range: at..at,
            text: " CONCURRENTLY".to_owned(),
        })
        .into_iter()
        .collect(),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_refresh_blocks_reads() {
        let found = lint_errors(
            Code::RefreshNotConcurrent,
            &format!("{TABLE} CREATE MATERIALIZED VIEW m AS SELECT a FROM t;"),
            "REFRESH MATERIALIZED VIEW m;",
        );
        assert_snapshot!(found, @r"
        reads of `m` wait while its query runs, under an ACCESS EXCLUSIVE lock [refresh-not-concurrent]
         --> m/2_draft.sql:1:1
          |
        1 | REFRESH MATERIALIZED VIEW m;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks reads
          |
          = help: write `REFRESH MATERIALIZED VIEW CONCURRENTLY m`, which needs a unique index on columns: `CREATE UNIQUE INDEX ON m (<key>)`; if this is intended, write above the statement: `-- migrate: allow(refresh-not-concurrent) <reason>`
        ");
    }

    #[test]
    fn a_concurrent_refresh_blocks_nobody() {
        lint_ok(
            Code::RefreshNotConcurrent,
            &format!("{TABLE} CREATE MATERIALIZED VIEW m AS SELECT a FROM t;"),
            "REFRESH MATERIALIZED VIEW CONCURRENTLY m;",
        );
    }

    #[test]
    fn nobody_reads_a_view_without_data() {
        lint_ok(
            Code::RefreshNotConcurrent,
            &format!("{TABLE} CREATE MATERIALIZED VIEW m AS SELECT a FROM t WITH NO DATA;"),
            "REFRESH MATERIALIZED VIEW m;",
        );
    }
}
