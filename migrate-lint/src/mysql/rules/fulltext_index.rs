use super::support::added_key;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::table::KeyKind;

/// FULLTEXT and SPATIAL indexes are not built beside writers.
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
    let shown = &altered.table.shown;
    let message = format!("writers of `{shown}` wait while the {what} index is built");
    let help = "build it while few write, or make a new table with the index, copy the rows in batches, and swap the two with `RENAME TABLE`";
    check.report(altered.span, Words::new(message, "writers wait", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::FulltextIndex,
            "CREATE TABLE t (body TEXT);",
            "CREATE FULLTEXT INDEX f ON t (body);",
        );
        assert_snapshot!(found, @r"
        writers of `t` wait while the FULLTEXT index is built [fulltext-index]
         --> m/2_draft.sql:1:1
          |
        1 | CREATE FULLTEXT INDEX f ON t (body);
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ writers wait
          |
          = help: build it while few write, or make a new table with the index, copy the rows in batches, and swap the two with `RENAME TABLE`; or say above it why it may stay: `-- migrate: allow(fulltext-index) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::FulltextIndex,
            "CREATE TABLE t (a INT);",
            "ALTER TABLE t ADD INDEX (a);",
        );
        lint_ok(
            Code::FulltextIndex,
            "CREATE TABLE t (a INT);",
            "CREATE TABLE u (body TEXT, FULLTEXT KEY (body));",
        );
    }
}
