use super::support::added_column;
use crate::mysql::check::Check;
use crate::mysql::table::Generated;
use crate::words::lock::Lock;
use crate::words::stored_generated_column;

/// A new column that is computed and stored in every row.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((altered, column)) = added_column(check) else {
        return;
    };
    if column.spec.generated != Some(Generated::Stored) || !altered.may_copy(check) {
        return;
    }
    let (table, column) = (&altered.table.shown, column.name.to_string());
    let help = "make it VIRTUAL, which costs nothing and can be indexed";
    let words = stored_generated_column::words(Lock::Shared, table, &column, help);
    check.report(altered.span, words);
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{TABLE, lint_errors, lint_ok};

    #[test]
    fn a_stored_column_copies_the_table() {
        let found = lint_errors(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD total INT GENERATED ALWAYS AS (a + 1) STORED;",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while the table is copied to store `total` in every row [stored-generated-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD total INT GENERATED ALWAYS AS (a + 1) STORED;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ copies the table
          |
          = help: make it VIRTUAL, which costs nothing and can be indexed; if this is intended, write above the statement: `-- migrate: allow(stored-generated-column) <reason>`
        ");
    }

    #[test]
    fn a_virtual_column_is_stored_nowhere() {
        lint_ok(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD total INT GENERATED ALWAYS AS (a + 1) VIRTUAL;",
        );
    }

    #[test]
    fn a_generated_column_is_virtual_by_default() {
        lint_ok(
            Code::StoredGeneratedColumn,
            TABLE,
            "ALTER TABLE t ADD total INT AS (a + 1);",
        );
    }
}
