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
        "writers of {what} wait while indexes are built again (SHARE), and so do readers that need \
         them (ACCESS EXCLUSIVE on each)"
    );
    let help = format!("in a migration of its own write `{statement}`");
    let span = check.parsed.span.clone();
    let keyword = match target {
        ReindexTarget::Table(_) => "TABLE",
        ReindexTarget::Index(_) => "INDEX",
        ReindexTarget::Schema(_) => "SCHEMA",
        ReindexTarget::Other => "DATABASE",
    };
    check.report(
        &span,
        Words::new(message, "blocks writers and readers", help),
    );
    check.rewrite(concurrently(check, keyword));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(Code::ReindexNotConcurrent, TABLE, "REINDEX TABLE t;");
        assert_snapshot!(found, @r"
        writers of `t` wait while indexes are built again (SHARE), and so do readers that need them (ACCESS EXCLUSIVE on each) [reindex-not-concurrent]
         --> m/2_draft.sql:1:1
          |
        1 | REINDEX TABLE t;
          | ^^^^^^^^^^^^^^^ blocks writers and readers
          |
          = help: in a migration of its own write `REINDEX TABLE CONCURRENTLY t`; or say above it why it may stay: `-- migrate: allow(reindex-not-concurrent) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::ReindexNotConcurrent,
            TABLE,
            "REINDEX (CONCURRENTLY) TABLE t;",
        );
        lint_ok(
            Code::ReindexNotConcurrent,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); REINDEX TABLE n;",
        );
    }
}
