use super::support::{altered, queues};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::Action;

/// `DETACH PARTITION` without CONCURRENTLY, which PostgreSQL has since 14.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, action, span)) = altered(check) else {
        return;
    };
    let Action::DetachPartition {
        partition,
        concurrently: false,
    } = action
    else {
        return;
    };
    if check.file.version() < 14 {
        return;
    }
    let shown = &table.shown;
    let help = format!(
        "in a migration of its own, write `ALTER TABLE {shown} DETACH PARTITION {partition} \
         CONCURRENTLY`"
    );
    let message = queues(&format!("`{shown}`"));
    check.report(span, Words::new(message, "blocks reads and writes", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn a_detached_partition_waits_for_queries_and_blocks_others() {
        let found = lint_errors(
            Code::DetachNotConcurrent,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE q PARTITION OF p DEFAULT;",
            "ALTER TABLE p DETACH PARTITION q;",
        );
        assert_snapshot!(found, @r"
        this waits for every query on `p`, and new reads and writes wait for its ACCESS EXCLUSIVE lock [detach-not-concurrent]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE p DETACH PARTITION q;
          |               ^^^^^^^^^^^^^^^^^^ blocks reads and writes
          |
          = help: in a migration of its own, write `ALTER TABLE p DETACH PARTITION q CONCURRENTLY`; if this is intended, write above the statement: `-- migrate: allow(detach-not-concurrent) <reason>`
        ");
    }

    #[test]
    fn a_partition_that_is_detached_concurrently_blocks_nobody() {
        lint_ok(
            Code::DetachNotConcurrent,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE q PARTITION OF p DEFAULT;",
            "ALTER TABLE p DETACH PARTITION q CONCURRENTLY;",
        );
    }
}
