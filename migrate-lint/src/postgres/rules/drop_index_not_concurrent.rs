use super::support::{concurrently, dropped, queues};
use crate::finding::Words;
use crate::postgres::check::Check;
use crate::postgres::statement::ObjectKind;

/// `DROP INDEX` without CONCURRENTLY.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((drop, name)) = dropped(check, &[ObjectKind::Index]) else {
        return;
    };
    let known = check.catalog.index(name);
    let on_new = known.as_ref().is_some_and(|(_, index)| {
        index.of_constraint
            || check.existing_at(&index.table).is_none()
            || check
                .catalog
                .table_at(&index.table)
                .is_some_and(|table| table.partitioned)
    });
    if drop.concurrently || on_new || known.is_none() && drop.if_exists {
        return;
    }
    let table = known.map_or("its table".to_owned(), |(_, index)| {
        format!("`{}`", index.table)
    });
    let message = queues(&table);
    let help = format!("in a migration of its own, write `DROP INDEX CONCURRENTLY {name}`");
    let span = check.parsed.span.clone();
    let is_alone =
        !drop.cascade && check.parsed.span == (check.start..check.start + check.text.len());
    check.report(&span, Words::new(message, "blocks reads and writes", help));
    if is_alone {
        check.rewrite(concurrently(check, "INDEX"));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_dropped_index_waits_for_queries_and_blocks_others() {
        let found = lint_errors(
            Code::DropIndexNotConcurrent,
            &format!("{TABLE} CREATE INDEX i ON t (a);"),
            "DROP INDEX i;",
        );
        assert_snapshot!(found, @r"
        this waits for every query on `t`, and new reads and writes wait for its ACCESS EXCLUSIVE lock [drop-index-not-concurrent]
         --> m/2_draft.sql:1:1
          |
        1 | DROP INDEX i;
          | ^^^^^^^^^^^^ blocks reads and writes
          |
          = help: in a migration of its own, write `DROP INDEX CONCURRENTLY i`; if this is intended, write above the statement: `-- migrate: allow(drop-index-not-concurrent) <reason>`
        ");
    }

    #[test]
    fn an_index_that_is_dropped_concurrently_blocks_nobody() {
        lint_ok(
            Code::DropIndexNotConcurrent,
            &format!("{TABLE} CREATE INDEX i ON t (a);"),
            "DROP INDEX CONCURRENTLY i;",
        );
    }
}
