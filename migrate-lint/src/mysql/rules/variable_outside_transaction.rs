use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::file::LAST_ID;
use crate::mysql::statement::Statement;

const HELP: &str = "put both into one step: `START TRANSACTION; …; COMMIT;`";

/// Rows get a value that only the session of an earlier statement knows.
pub(super) fn check(check: &mut Check<'_>) {
    let changes_rows = matches!(
        check.parsed.statement,
        Statement::Insert { .. } | Statement::Update(_) | Statement::Delete { .. }
    );
    if !changes_rows {
        return;
    }
    let values = &check.parsed.values;
    let mut read = values.read.iter();
    let lost = read.find(|(name, _)| check.file.may_lose_value(name));
    if let Some((name, span)) = lost {
        let message = format!(
            "`@{name}` has no such value any more if the run is interrupted before this statement"
        );
        check.report(span, Words::new(message, "of the session before", HELP));
        return;
    }
    let is_lost = check.file.may_lose_value(LAST_ID);
    if let Some(span) = values.last_id.as_ref().filter(|_| is_lost) {
        let message = "`LAST_INSERT_ID()` is 0 if the run is interrupted before this statement";
        check.report(span, Words::new(message, "of the session before", HELP));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    const BEFORE: &str = "CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20)); CREATE TABLE posts (id INT PRIMARY KEY AUTO_INCREMENT, author INT);";

    #[test]
    fn finds() {
        let sql = "INSERT INTO users (name) VALUES ('Ann');\nSET @author = LAST_INSERT_ID();\nINSERT INTO posts (author) VALUES (@author);";
        let found = lint_errors(Code::VariableOutsideTransaction, BEFORE, sql);
        assert_snapshot!(found, @r"
        `@author` has no such value any more if the run is interrupted before this statement [variable-outside-transaction]
         --> m/2_draft.sql:3:36
          |
        3 | INSERT INTO posts (author) VALUES (@author);
          |                                    ^^^^^^^ of the session before
          |
          = help: put both into one step: `START TRANSACTION; …; COMMIT;`; or say above it why it may stay: `-- migrate: allow(variable-outside-transaction) <reason>`
        ");
    }

    #[test]
    fn finds_more() {
        for sql in [
            "INSERT INTO users (name) VALUES ('Ann'); INSERT INTO posts (author) VALUES (LAST_INSERT_ID());",
            "SELECT id INTO @Author FROM users WHERE name = 'Ann'; UPDATE posts SET author = @author WHERE id = 3;",
            "SELECT @author := id FROM users WHERE name = 'Ann'; DELETE FROM posts WHERE author = @author;",
            "SET @author = 1 + UUID_SHORT(); INSERT INTO users (id) VALUES (@author);",
            "START TRANSACTION; INSERT INTO users (name) VALUES ('Ann'); SET @author = LAST_INSERT_ID(); COMMIT; INSERT INTO posts (author) VALUES (@author);",
        ] {
            lint_errors(Code::VariableOutsideTransaction, BEFORE, sql);
        }
    }

    #[test]
    fn leaves() {
        for sql in [
            "START TRANSACTION; INSERT INTO users (name) VALUES ('Ann'); SET @author = LAST_INSERT_ID(); INSERT INTO posts (author) VALUES (@author); COMMIT;",
            "BEGIN; INSERT INTO users (name) VALUES ('Ann'); INSERT INTO posts (author) VALUES (LAST_INSERT_ID()); COMMIT;",
            // `SET` is executed again when the run goes on.
            "SET @author = 7; INSERT INTO posts (author) VALUES (@author);",
            "SET @author = (SELECT id FROM users WHERE name = 'Ann'); INSERT INTO posts (author) VALUES (@author);",
            "SET @old = @@sql_mode; SET sql_mode = ''; INSERT INTO posts (author) VALUES (1); SET sql_mode = @old;",
            "SELECT id INTO @author FROM users WHERE name = 'Ann'; SELECT @author;",
            "INSERT INTO users (name) VALUES ('Ann'); UPDATE users SET id = LAST_INSERT_ID(id + 1) WHERE id = 4;",
        ] {
            lint_ok(Code::VariableOutsideTransaction, BEFORE, sql);
        }
    }
}
