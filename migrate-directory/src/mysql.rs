//! How MySQL and MariaDB treat a statement.

use crate::Dialect;
use crate::lexer::{Kind, Token, tokens};
use crate::words::Words;

/// The effect of a statement on the transaction and the session around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// It changes rows and can share a transaction with other statements.
    Rows,
    /// It sets something for the statements after it.
    Session,
    /// It commits the open transaction, and then itself.
    Commits,
}

/// A statement is assumed to commit by itself unless it is known not to.
pub(crate) fn effect(words: Words<'_>) -> Effect {
    // `DELETE` and the like. `CALL` is not included, because a procedure may commit.
    const ROWS: [&str; 8] = [
        "INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "DO", "LOAD",
    ];
    let first = |word: &str| words.is(0, word);
    if let Some(opened) = Opened::of(words) {
        return match effect(opened.words()) {
            Effect::Session => Effect::Session,
            // Whether the server executes what is in such a comment depends on its version.
            Effect::Rows | Effect::Commits => Effect::Commits,
        };
    }
    if first("USE") || first("SET") && !is_account_setting(words) {
        Effect::Session
    } else if ROWS.iter().any(|word| first(word)) && !words.are(0, &["LOAD", "INDEX"]) {
        Effect::Rows
    } else {
        Effect::Commits
    }
}

/// Whether a transaction may contain the statement: it does not commit, and sets only user
/// variables.
pub(crate) fn stays_in_transaction(words: Words<'_>) -> bool {
    effect(words) == Effect::Rows || sets_user_variables(words)
}

/// `SET @a = …, @b = …`.
fn sets_user_variables(words: Words<'_>) -> bool {
    let mut depth = 0_usize;
    let mut begins = true;
    words.is(0, "SET")
        && (1..words.len()).all(|at| {
            let is_variable = words.is_symbol(at, "@") && !words.is_symbol(at + 1, "@");
            let is_accepted = !begins || is_variable;
            match words.kind(at) {
                Some(Kind::Open) => depth += 1,
                Some(Kind::Close) => depth = depth.saturating_sub(1),
                _ => {}
            }
            begins = depth == 0 && words.is_symbol(at, ",");
            is_accepted
        })
}

/// `SET PASSWORD` and similar change accounts; `SET STATEMENT … FOR` executes another statement.
fn is_account_setting(words: Words<'_>) -> bool {
    ["PASSWORD", "DEFAULT", "STATEMENT"]
        .iter()
        .any(|word| words.is(1, word))
}

/// The code inside an executable comment: `/*!50003 … */` or `/*M!100100 … */`, where a statement
/// consists of nothing else.
#[derive(Debug)]
pub(crate) struct Opened<'t> {
    text: &'t str,
    tokens: Vec<Token>,
}

impl<'t> Opened<'t> {
    pub(crate) fn of(words: Words<'t>) -> Option<Self> {
        if words.len() != 1 || words.kind(0) != Some(Kind::Symbol) {
            return None;
        }
        let inside = words.get(0)?.strip_suffix("*/")?;
        let inside = inside
            .strip_prefix("/*!")
            .or_else(|| inside.strip_prefix("/*M!"))?;
        let text = inside.trim_start_matches(|letter: char| letter.is_ascii_digit());
        Some(Self {
            text,
            tokens: tokens(text, Dialect::Mysql),
        })
    }

    pub(crate) fn words(&self) -> Words<'_> {
        Words::of(self.text, &self.tokens)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split;

    fn of(sql: &str) -> Effect {
        let split = split(sql, Dialect::Mysql);
        effect(split.statements[0].words(sql))
    }

    #[test]
    fn statements_that_change_rows_do_not_commit() {
        for sql in [
            "insert INTO t VALUES (1)",
            "WITH a AS (SELECT 1) SELECT * FROM a",
            "LOAD DATA INFILE 'a' INTO TABLE t",
        ] {
            assert_eq!(of(sql), Effect::Rows, "{sql}");
        }
    }

    #[test]
    fn variables_of_the_users_may_be_set_inside_a_transaction() {
        let stays = |sql: &str| {
            let split = split(sql, Dialect::Mysql);
            stays_in_transaction(split.statements[0].words(sql))
        };
        assert!(stays("SET @a = LAST_INSERT_ID(), @`b` = if(1, 2, 3)"));
        assert!(stays("SELECT id INTO @a FROM t"));
        for sql in [
            "SET @a = 1, autocommit = 1",
            "SET @@autocommit = 1",
            "SET @a = 1, @@sql_mode = ''",
            "SET NAMES utf8mb4",
        ] {
            assert!(!stays(sql), "{sql}");
        }
    }

    #[test]
    fn settings_end_with_the_session() {
        for sql in [
            "SET foreign_key_checks = 0",
            "USE app",
            "/*!40101 SET NAMES utf8 */",
            "/*M!100100 SET max_statement_time = 5 */",
        ] {
            assert_eq!(of(sql), Effect::Session, "{sql}");
        }
    }

    #[test]
    fn everything_else_may_commit() {
        for sql in [
            "CREATE TABLE t (a INT)",
            "CALL p()",
            "SET PASSWORD = 'x'",
            "SET STATEMENT max_statement_time = 1 FOR ALTER TABLE t ADD a INT",
            "LOAD INDEX INTO CACHE t",
            "LOCK TABLES t WRITE",
            "/*!40000 ALTER TABLE t DISABLE KEYS */",
            "/*!50003 INSERT INTO t VALUES (1) */",
        ] {
            assert_eq!(of(sql), Effect::Commits, "{sql}");
        }
    }
}
