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
        "writers of `{shown}` wait while the index is built: it holds SHARE and reads every row"
    );
    let help = if partitioned {
        format!(
            "build it per partition: `CREATE INDEX … ON ONLY {shown} …`, then for each partition \
             `CREATE INDEX CONCURRENTLY …` and `ALTER INDEX … ATTACH PARTITION …`"
        )
    } else {
        format!(
            "in a migration of its own write `{}`",
            with_the_word(&index.text)
        )
    };
    let span = check.parsed.span.clone();
    let can_be = !partitioned && index.name.is_some();
    check.report(&span, Words::new(message, "blocks writers", help));
    if can_be {
        check.rewrite(concurrently(check, "INDEX"));
    }
}

/// The same statement with the word behind INDEX.
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
    fn finds() {
        let found = lint_errors(
            Code::IndexNotConcurrent,
            TABLE,
            "CREATE UNIQUE INDEX i ON t\n  (a);",
        );
        assert_snapshot!(found, @r"
        writers of `t` wait while the index is built: it holds SHARE and reads every row [index-not-concurrent]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE UNIQUE INDEX i ON t
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks writers
          |
          = help: in a migration of its own write `CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)`; or say above it why it may stay: `-- migrate: allow(index-not-concurrent) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::IndexNotConcurrent,
            TABLE,
            "CREATE INDEX CONCURRENTLY i ON t (a);",
        );
        lint_ok(
            Code::IndexNotConcurrent,
            TABLE,
            "CREATE TABLE n (id int, a int, b text); CREATE INDEX i ON n (a);",
        );
        lint_ok(
            Code::IndexNotConcurrent,
            &format!("{TABLE} CREATE INDEX i ON t (a);"),
            "CREATE INDEX IF NOT EXISTS i ON t (a);",
        );
        lint_ok(
            Code::IndexNotConcurrent,
            "CREATE TABLE p (id int, day date NOT NULL) PARTITION BY RANGE (day); CREATE TABLE p24 (id int, day date NOT NULL);",
            "CREATE INDEX i ON ONLY p (id);",
        );
    }
}
