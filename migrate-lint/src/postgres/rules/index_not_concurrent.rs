use super::support::{concurrently, created_index};
use crate::finding::Words;
use crate::postgres::check::Check;

/// `CREATE INDEX` without CONCURRENTLY on a table that was there before.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((table, index)) = created_index(check).filter(|(_, index)| !index.concurrently) else {
        return;
    };
    let partitioned = table.table().is_some_and(|table| table.partitioned);
    // On the parent alone nothing is built.
    if partitioned && index.only {
        return;
    }
    let shown = &table.shown;
    let message = format!(
        "writes to `{shown}` wait while the index is built from every row, under a SHARE lock"
    );
    let help = if partitioned {
        format!(
            "build it per partition: `CREATE INDEX … ON ONLY {shown} …`, then for each partition \
             `CREATE INDEX CONCURRENTLY …` and `ALTER INDEX … ATTACH PARTITION …`"
        )
    } else {
        format!(
            "in a migration of its own, write `{}`",
            with_the_word(&index.text)
        )
    };
    let span = check.parsed.span.clone();
    let can_be = !partitioned && index.name.is_some();
    check.report(&span, Words::new(message, "blocks writes", help));
    if can_be {
        check.rewrite(concurrently(check, "INDEX"));
    }
}

/// The same statement with CONCURRENTLY after INDEX.
fn with_the_word(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = text
        .to_ascii_lowercase()
        .find("index")
        .map_or(0, |at| at + "index".len());
    format!("{} CONCURRENTLY{}", &text[..at], &text[at..])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::postgres::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn an_index_that_is_not_built_concurrently_blocks_writes() {
        let found = lint_errors(
            Code::IndexNotConcurrent,
            TABLE,
            "CREATE UNIQUE INDEX i ON t\n  (a);",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while the index is built from every row, under a SHARE lock [index-not-concurrent]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE UNIQUE INDEX i ON t
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks writes
          |
          = help: in a migration of its own, write `CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)`; if this is intended, write above the statement: `-- migrate: allow(index-not-concurrent) <reason>`
        ");
    }

    #[test]
    fn an_index_that_is_built_concurrently_blocks_nobody() {
        lint_ok(
            Code::IndexNotConcurrent,
            TABLE,
            "CREATE INDEX CONCURRENTLY i ON t (a);",
        );
    }

    #[test]
    fn nobody_writes_to_a_new_table() {
        lint_ok(
            Code::IndexNotConcurrent,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); CREATE INDEX i ON n (a);",
        );
    }

    #[test]
    fn an_index_that_exists_is_not_built() {
        lint_ok(
            Code::IndexNotConcurrent,
            &format!("{TABLE} CREATE INDEX i ON t (a);"),
            "CREATE INDEX IF NOT EXISTS i ON t (a);",
        );
    }

    #[test]
    fn an_index_on_the_parent_alone_builds_nothing() {
        lint_ok(
            Code::IndexNotConcurrent,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE p24 (id int, day date NOT NULL);",
            "CREATE INDEX i ON ONLY p (id);",
        );
    }
}
