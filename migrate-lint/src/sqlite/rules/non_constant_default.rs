use super::support::{added_column, refused_on_row};
use crate::finding::Words;
use crate::sqlite::check::Check;

/// A new column with a value that SQLite would have to compute for each row.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((target, column, _)) = added_column(check) else {
        return;
    };
    let Some(refusal) = refused_on_row(check) else {
        return;
    };
    let message = refusal.message.to_ascii_lowercase();
    let shown = &target.shown;
    let (message, help) = if message.contains("non-constant default") {
        (
            format!(
                "SQLite refuses the non-constant default of `{shown}.{column}` if the table has rows"
            ),
            format!(
                "add the column without a default and fill it: `UPDATE {shown} SET {column} = <value>`; \
                 or rebuild the table with the default"
            ),
        )
    } else if message.contains("stored column") {
        (
            format!("SQLite refuses the STORED column `{shown}.{column}` if the table has rows"),
            "write VIRTUAL instead of STORED, or rebuild the table".to_owned(),
        )
    } else {
        return;
    };
    check.report(Words::new(message, "fails if the table has rows", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn the_current_time_as_default() {
        let sql = "ALTER TABLE users ADD COLUMN at TEXT DEFAULT CURRENT_TIMESTAMP;";
        let found = lint_errors(Code::NonConstantDefault, USERS, sql);
        assert_snapshot!(found, @r"
        SQLite refuses the non-constant default of `users.at` if the table has rows [non-constant-default]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN at TEXT DEFAULT CURRENT_TIMESTAMP;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if the table has rows
          |
          = help: add the column without a default and fill it: `UPDATE users SET at = <value>`; or rebuild the table with the default; if this is intended, write above the statement: `-- migrate: allow(non-constant-default) <reason>`
        ");
    }

    #[test]
    fn a_stored_column() {
        let sql = "ALTER TABLE users ADD COLUMN mail TEXT AS (lower(email)) STORED;";
        let found = lint_errors(Code::NonConstantDefault, USERS, sql);
        assert_snapshot!(found, @r"
        SQLite refuses the STORED column `users.mail` if the table has rows [non-constant-default]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN mail TEXT AS (lower(email)) STORED;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if the table has rows
          |
          = help: write VIRTUAL instead of STORED, or rebuild the table; if this is intended, write above the statement: `-- migrate: allow(non-constant-default) <reason>`
        ");
    }

    #[test]
    fn a_constant_default() {
        lint_ok(
            Code::NonConstantDefault,
            USERS,
            "ALTER TABLE users ADD COLUMN at TEXT DEFAULT 'never';",
        );
    }

    #[test]
    fn a_virtual_column() {
        lint_ok(
            Code::NonConstantDefault,
            USERS,
            "ALTER TABLE users ADD COLUMN mail TEXT AS (lower(email)) VIRTUAL;",
        );
    }
}
