use super::support::altered;
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::table::Action;

/// `DETACH PARTITION` without CONCURRENTLY, which PostgreSQL 14 brought.
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
    let message = format!(
        "it waits for every query on `{shown}`, and readers and writers wait for it (ACCESS EXCLUSIVE)"
    );
    let help = format!(
        "in a migration of its own write `ALTER TABLE {shown} DETACH PARTITION {partition} CONCURRENTLY`"
    );
    check.report(span, Words::new(message, "waits in line", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::DetachNotConcurrent,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE q PARTITION OF p DEFAULT;",
            "ALTER TABLE p DETACH PARTITION q;",
        );
        assert_snapshot!(found, @r"
        it waits for every query on `p`, and readers and writers wait for it (ACCESS EXCLUSIVE) [detach-not-concurrent]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE p DETACH PARTITION q;
          |               ^^^^^^^^^^^^^^^^^^ waits in line
          |
          = help: in a migration of its own write `ALTER TABLE p DETACH PARTITION q CONCURRENTLY`; or say above it why it may stay: `-- migrate: allow(detach-not-concurrent) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::DetachNotConcurrent,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE q PARTITION OF p DEFAULT;",
            "ALTER TABLE p DETACH PARTITION q CONCURRENTLY;",
        );
    }
}
