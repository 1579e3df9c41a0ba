use super::support::{added_column, refused_on_row};
use crate::finding::Words;
use crate::sqlite::check::Check;

/// A new column whose value would have to be computed for each row.
pub(super) fn check(check: &mut Check<'_>) {
    let Some((target, column, _)) = added_column(check) else {
        return;
    };
    let Some(refusal) = refused_on_row(check) else {
        return;
    };
    let message = refusal.message.to_ascii_lowercase();
    let (shown, name) = (&target.shown, column.to_string());
    let (message, help) = if message.contains("non-constant default") {
        (
            format!(
                "`{shown}.{name}` has a default that is not constant, which SQLite refuses where there are rows"
            ),
            format!(
                "add the column without a default and fill it: `UPDATE {shown} SET {name} = <value>`; or make the table anew with the default"
            ),
        )
    } else if message.contains("stored column") {
        (
            format!(
                "SQLite adds no STORED column to a table with rows, and `{shown}` may have some"
            ),
            "write VIRTUAL instead of STORED, or make the table anew".to_owned(),
        )
    } else {
        return;
    };
    check.report(Words::new(message, "fails if there is a row", help));
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::sqlite::testing::{USERS, lint_errors, lint_ok};

    #[test]
    fn finds() {
        let before = USERS;
        let sql = "ALTER TABLE users ADD COLUMN at TEXT DEFAULT CURRENT_TIMESTAMP;";
        let found = lint_errors(Code::NonConstantDefault, before, sql);
        assert_snapshot!(found, @r"
        `users.at` has a default that is not constant, which SQLite refuses where there are rows [non-constant-default]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN at TEXT DEFAULT CURRENT_TIMESTAMP;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if there is a row
          |
          = help: add the column without a default and fill it: `UPDATE users SET at = <value>`; or make the table anew with the default; or say above it why it may stay: `-- migrate: allow(non-constant-default) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        let before = USERS;
        let sql = "ALTER TABLE users ADD COLUMN mail TEXT AS (lower(email)) STORED;";
        let found = lint_errors(Code::NonConstantDefault, before, sql);
        assert_snapshot!(found, @r"
        SQLite adds no STORED column to a table with rows, and `users` may have some [non-constant-default]
         --> m/2_draft.sql:1:1
          |
        1 | ALTER TABLE users ADD COLUMN mail TEXT AS (lower(email)) STORED;
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fails if there is a row
          |
          = help: write VIRTUAL instead of STORED, or make the table anew; or say above it why it may stay: `-- migrate: allow(non-constant-default) <reason>`
        ");
    }

    #[test]
    fn leaves() {
        lint_ok(
            Code::NonConstantDefault,
            USERS,
            "ALTER TABLE users ADD COLUMN at TEXT DEFAULT 'never';",
        );
        lint_ok(
            Code::NonConstantDefault,
            USERS,
            "ALTER TABLE users ADD COLUMN mail TEXT AS (lower(email)) VIRTUAL;",
        );
    }
}
