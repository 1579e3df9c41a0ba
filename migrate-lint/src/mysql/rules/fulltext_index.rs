use super::support::added_key;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::table::KeyKind;
use crate::words::lock::Lock;

/// FULLTEXT and SPATIAL indexes, which are built while writers wait.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((altered, key)) = added_key(check) else {
        return;
    };
    let what = match key.kind {
        KeyKind::Fulltext(_) => "FULLTEXT",
        KeyKind::Spatial(_) => "SPATIAL",
        _ => return,
    };
    if !altered.may_share() {
        return;
    }
    let work = format!("the {what} index is built");
    let message = Lock::Shared.wait(&altered.table.shown, &work);
    let help = "build it while there are few writes; or create a new table with the index, copy \
                the rows in batches, and swap the two with `RENAME TABLE`";
    check.report(altered.span, Words::new(message, "blocks writes", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn a_fulltext_index_blocks_writes() {
        let found = lint_errors(
            Code::FulltextIndex,
            "CREATE TABLE t (body TEXT);",
            "CREATE FULLTEXT INDEX f ON t (body);",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while the FULLTEXT index is built [fulltext-index]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE FULLTEXT INDEX f ON t (body);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ blocks writes
          |
          = help: build it while there are few writes; or create a new table with the index, copy the rows in batches, and swap the two with `RENAME TABLE`; if this is intended, write above the statement: `-- migrate: allow(fulltext-index) <reason>`
        ");
    }

    #[test]
    fn an_ordinary_index_blocks_nobody() {
        lint_ok(
            Code::FulltextIndex,
            "CREATE TABLE t (a INT);",
            "ALTER TABLE t ADD INDEX (a);",
        );
    }

    #[test]
    fn nobody_writes_to_a_new_table() {
        lint_ok(
            Code::FulltextIndex,
            "CREATE TABLE t (a INT);",
            "CREATE TABLE u (body TEXT, FULLTEXT KEY (body));",
        );
    }
}
