use crate::finding::Words;
use crate::mysql::check::Check;
use crate::mysql::file::LAST_ID;
use crate::mysql::statement::Statement;

const LABEL: &str = "set by the earlier session";
const HELP: &str = "run both statements in one transaction: `START TRANSACTION; …; COMMIT;`";

/// A statement that writes a value which only the session of an earlier statement has.
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
        let message =
            format!("`@{name}` is not set if a run stops before this statement and resumes");
        check.report(span, Words::new(message, LABEL, HELP));
        return;
    }
    let is_lost = check.file.may_lose_value(LAST_ID);
    if let Some(span) = values.last_id.as_ref().filter(|_| is_lost) {
        let message = "`LAST_INSERT_ID()` is 0 if a run stops before this statement and resumes";
        check.report(span, Words::new(message, LABEL, HELP));
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    const BEFORE: &str = "CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20)); CREATE TABLE posts (id INT PRIMARY KEY AUTO_INCREMENT, author INT);";

    #[test]
    fn a_variable_of_an_earlier_statement() {
        let sql = "INSERT INTO users (name) VALUES ('Ann');\nSET @author = LAST_INSERT_ID();\nINSERT INTO posts (author) VALUES (@author);";
        let found = lint_errors(Code::VariableOutsideTransaction, BEFORE, sql);
        assert_snapshot!(found, @r"
        `@author` is not set if a run stops before this statement and resumes [variable-outside-transaction]
         --> m/2_draft.sql:3:36
          |
        3 | INSERT INTO posts (author) VALUES (@author);
          |                                    ^^^^^^^ set by the earlier session
          |
          = help: run both statements in one transaction: `START TRANSACTION; …; COMMIT;`; if this is intended, write above the statement: `-- migrate: allow(variable-outside-transaction) <reason>`
        ");
    }

    #[test]
    fn more_values_that_only_the_session_has() {
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
    fn values_that_survive() {
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
