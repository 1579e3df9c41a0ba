use super::support::added_column;
use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::table::Generated;

/// A new column that is computed and stored in every row.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((altered, column)) = added_column(check) else {
        return;
    };
    if column.spec.generated != Some(Generated::Stored) || !altered.may_copy(check) {
        return;
    }
    let shown = &altered.table.shown;
    let message = format!(
        "writers of `{shown}` wait while the table is copied to store `{}`",
        column.name
    );
    let help = "make it VIRTUAL, which costs nothing and can be indexed";
    check.report(altered.span, Words::new(message, "copies the table", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let found = lint_errors(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD total INT GENERATED ALWAYS AS (a + 1) STORED;",
        );
        assert_snapshot!(found, @r"
        writers of `t` wait while the table is copied to store `total` [stored-generated-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD total INT GENERATED ALWAYS AS (a + 1) STORED;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ copies the table
          |
          = help: make it VIRTUAL, which costs nothing and can be indexed; or say above it why it may stay: `-- migrate: allow(stored-generated-column) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD total INT GENERATED ALWAYS AS (a + 1) VIRTUAL;",
        );
        lint_ok(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD total INT AS (a + 1);",
        );
    }
}
