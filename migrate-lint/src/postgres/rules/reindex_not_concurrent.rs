use super::support::concurrently;
use crate::finding::Words;
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
        ReindexTarget::Table(name) if check.existing(name).is_some() => (
            format!("`{name}`"),
            format!("REINDEX TABLE CONCURRENTLY {name}"),
        ),
        ReindexTarget::Index(name) => {
            let of_new = check
                .catalog
                .relation(name)
                .yes()
                .is_some_and(|(_, relation)| {
                    matches!(relation.state, RelationState::Index(_))
                        && check.file.is_new(relation.born)
                });
            if of_new {
                return;
            }
            (
                format!("the table of `{name}`"),
                format!("REINDEX INDEX CONCURRENTLY {name}"),
            )
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
        "writes to {what} wait while indexes are rebuilt, under a SHARE lock; so do reads that use \
         one of them, under an ACCESS EXCLUSIVE lock on it"
    );
    let help = format!("in a migration of its own, write `{statement}`");
    let span = check.parsed.span.clone();
    let keyword = match target {
        ReindexTarget::Table(_) => "TABLE",
        ReindexTarget::Index(_) => "INDEX",
        ReindexTarget::Schema(_) => "SCHEMA",
        ReindexTarget::Other => "DATABASE",
    };
    check.report(&span, Words::new(message, "blocks writes and reads", help));
    check.rewrite(concurrently(check, keyword));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_reindex_blocks_writes_and_reads() {
        let found = lint_errors(Code::ReindexNotConcurrent, TABLE, "REINDEX TABLE t;");
        assert_snapshot!(found, @r"
        writes to `t` wait while indexes are rebuilt, under a SHARE lock; so do reads that use one of them, under an ACCESS EXCLUSIVE lock on it [reindex-not-concurrent]
         --> m/2_draft.sql:1:1
          |
        1 | REINDEX TABLE t;
          | ^^^^^^^^^^^^^^^ blocks writes and reads
          |
          = help: in a migration of its own, write `REINDEX TABLE CONCURRENTLY t`; if this is intended, write above the statement: `-- migrate: allow(reindex-not-concurrent) <reason>`
        ");
    }

    #[test]
    fn a_concurrent_reindex_blocks_nobody() {
        lint_ok(
            Code::ReindexNotConcurrent,
            TABLE,
            "REINDEX (CONCURRENTLY) TABLE t;",
        );
    }

    #[test]
    fn nobody_waits_for_a_new_table() {
        lint_ok(
            Code::ReindexNotConcurrent,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); REINDEX TABLE n;",
        );
    }
}
