use super::support::added_column;
use crate::finding::Words;
use crate::mysql::check::Check;

/// A new column that numbers the rows.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((altered, column)) = added_column(check) else {
        return;
    };
    if !column.spec.auto_increment || !altered.may_share() {
        return;
    }
    let shown = &altered.table.shown;
    let message = format!("writes to `{shown}` wait while every row gets a number");
    let help = "create a new table with the column, copy the rows in batches, and swap the two with \
                `RENAME TABLE`";
    check.report(
        altered.span,
        Words::new(message, "rewrites the table", help),
    );
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    #[test]
    fn a_new_column_numbers_every_row() {
        let found = lint_errors(
            Code::AutoIncrementColumn,
            "CREATE TABLE t (a INT);",
            "ALTER TABLE t ADD COLUMN id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY;",
        );
        assert_snapshot!(found, @r"
        writes to `t` wait while every row gets a number [auto-increment-column]
         --> m/2_draft.sql:1:15
          |
        1 | ALTER TABLE t ADD COLUMN id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY;
          |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ rewrites the table
          |
          = help: create a new table with the column, copy the rows in batches, and swap the two with `RENAME TABLE`; if this is intended, write above the statement: `-- migrate: allow(auto-increment-column) <reason>`
        ");
    }

    #[test]
    fn a_plain_column() {
        lint_ok(
            Code::AutoIncrementColumn,
            "CREATE TABLE t (a INT);",
            "ALTER TABLE t ADD COLUMN b BIGINT;",
        );
    }

    #[test]
    fn a_new_table() {
        lint_ok(
            Code::AutoIncrementColumn,
            "CREATE TABLE t (a INT);",
            "CREATE TABLE u (id SERIAL);",
        );
    }
}
