//! Statements that the server would refuse.

use migrate_directory::Code;

use super::name::Span;
use super::servers::Servers;
use super::statement::{Parsed, Statement};
use super::table::Action;
use crate::finding::{Finding, Words};

/// What is wrong with the statement, if that is certain.
pub(crate) fn check(parsed: &Parsed, servers: Servers) -> Option<Finding> {
    if let Some(error) = &parsed.error {
        let label = "neither MySQL nor MariaDB accepts this";
        return Some(report(
            &error.span,
            error.message.clone(),
            label,
            error.help,
        ));
    }
    let span = conditional(&parsed.statement).filter(|_| servers.is_mysql_alone())?;
    let message = "MySQL has no `OR REPLACE` for tables, no `IF EXISTS` and `IF NOT EXISTS` for columns and indexes";
    let help = "leave it out: a statement that was executed is not executed again";
    Some(report(span, message.to_owned(), "here", help))
}

/// What MariaDB alone does on a condition.
fn conditional(statement: &Statement) -> Option<&Span> {
    let alter = match statement {
        Statement::CreateTable(create) if create.replace => return Some(&create.name.span),
        Statement::AlterTable(alter) => alter,
        _ => return None,
    };
    let is_conditional = |action: &Action| match action {
        Action::AddColumn { if_not_exists, .. } => *if_not_exists,
        Action::AddKey(key) => key.if_not_exists,
        Action::DropColumn { if_exists, .. } | Action::DropKey { if_exists, .. } => *if_exists,
        _ => false,
    };
    let mut actions = alter.actions.iter();
    let found = actions.find(|(action, _)| is_conditional(action));
    found.map(|(_, span)| span)
}

fn report(span: &Span, message: String, label: &'static str, help: &str) -> Finding {
    let help = format!(
        "{help}; if the server accepts it, write `-- migrate: allow(syntax) <reason>` above it \
         and report it to us"
    );
    Words::new(message, label, help).at(Code::Syntax, span)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use migrate_directory::Code;

    use crate::mysql::testing::{lint_errors, lint_ok};

    const BEFORE: &str = "CREATE TABLE users (id INT PRIMARY KEY, age INT, name VARCHAR(40));";

    #[test]
    fn the_word_that_the_grammar_stops_at() {
        let found = lint_errors(
            Code::Syntax,
            BEFORE,
            "ALTER TABLE users ALTER COLUMN age TYPE BIGINT;",
        );
        assert_snapshot!(found, @r"
        expected `SET`, `DROP` or `.`, found `TYPE` [syntax]
         --> m/2_draft.sql:1:36
          |
        1 | ALTER TABLE users ALTER COLUMN age TYPE BIGINT;
          |                                    ^^^^ neither MySQL nor MariaDB accepts this
          |
          = help: correct the statement; if the server accepts it, write `-- migrate: allow(syntax) <reason>` above it and report it to us
        ");
    }

    /// The first line of each report.
    #[test]
    fn what_was_expected_and_what_was_found() {
        let found: Vec<String> = [
            "CREATE TABEL a (id INT);",
            "UPDATE users SET age = 1 WHER id = 2;",
            "ALTER TABLE users ADD COLUMN data JSONB;",
            "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT);",
            "CREATE TABLE a (id INT, name VARCHAR);",
            "CREATE TABLE order (id INT);",
            "CREATE TABLE a (id INT,);",
            "CREATE TABLE a (id INT PRIMARY KEY) STRICT;",
            "CREATE INDEX a ON users (age) WHERE age > 3;",
            "DROP INDEX a;",
            "DROP TABLE;",
            "PRAGMA foreign_keys = ON;",
            "INSERT INTO users (id) VALUES (1) ON CONFLICT DO NOTHING;",
            "INSERT INTO users (id) VALUES (1;",
            "UPDATE users SET age == 3 WHERE id = 1;",
            "SELECT count(a,) FROM users;",
        ]
        .into_iter()
        .map(|sql| {
            let report = lint_errors(Code::Syntax, BEFORE, sql);
            report.split('\n').next().unwrap_or_default().to_owned()
        })
        .collect();
        assert_snapshot!(found.join("\n"), @r"
        expected `TABLE`, found `TABEL` [syntax]
        expected `WHERE`, found `WHER` [syntax]
        expected `JSON`, found `JSONB` [syntax]
        expected `AUTO_INCREMENT`, found `AUTOINCREMENT` [syntax]
        expected `(`, found `)` [syntax]
        expected `IF` or a name, found `order` [syntax]
        expected a column or key, found `)` [syntax]
        expected one of a table option, `PARTITION`, `IGNORE`, `REPLACE`, …, found `STRICT` [syntax]
        expected one of an index option, `ALGORITHM`, `LOCK`, `WAIT`, …, found `WHERE` [syntax]
        expected `ON`, found the end of the statement [syntax]
        expected `IF` or a name, found the end of the statement [syntax]
        expected a statement, found `PRAGMA` [syntax]
        expected `DUPLICATE`, found `CONFLICT` [syntax]
        this parenthesis is not closed [syntax]
        expected an expression, found `=` [syntax]
        an item is missing beside this comma [syntax]
        ");
    }

    #[test]
    fn misspellings_and_the_sql_of_other_databases() {
        for sql in [
            "CREATE TABEL a (id INT);",
            "CREATE TABLE a (id INT,);",
            "CREATE TABLE a (id INT, name VARCHAR);",
            "CREATE TABLE a (id INT PRIMARY KEY name VARCHAR(3));",
            "CREATE TABLE a (id INT, data JSONB);",
            "CREATE TABLE order (id INT);",
            "CREATE TABLE \"a\" (id INT);",
            "ALTER TABLE users ADD COLUMN note TEXT,;",
            "CREATE INDEX CONCURRENTLY a ON users (age);",
            "CREATE INDEX a ON users (age) WHERE age > 3;",
            "DROP INDEX a;",
            "DROP TABLE;",
            "INSERT OR IGNORE INTO users (id) VALUES (1);",
            "INSERT INTO users (id) VALUES (1) ON CONFLICT DO NOTHING;",
            "UPDATE users SET age = 1 WHER id = 2;",
            "UPDATE users SET age = o.age FROM users o WHERE o.id = users.id;",
            "DELETE users WHERE id = 3;",
            "UPDATE users SET age = '3'::int WHERE id = 3;",
            "--> statement-breakpoint\nALTER TABLE users ADD COLUMN note TEXT;",
            "PRAGMA foreign_keys = ON;",
            "SELECT * FORM users;",
            "INSERT INTO users (id) VALUES 1;",
            "UPDATE users SET age == 3 WHERE id = 1;",
            "CREATE INDEX a ON users age;",
            "CREATE TABLE a (id INT NOT NUL);",
            "ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (age) REFERENCE users (id);",
        ] {
            lint_errors(Code::Syntax, BEFORE, sql);
        }
    }

    #[test]
    fn what_a_server_accepts() {
        for sql in [
            "CREATE TABLE a (id INT COMMENT ',)', `order` INT, b DECIMAL(3, 2) UNSIGNED DEFAULT 1.5, c CHAR(3) COLLATE utf8mb4_bin);",
            "CREATE TABLE a AS (SELECT id, age FROM users);",
            "CREATE TABLE a (SELECT id, age FROM users);",
            "CREATE TABLE a (id DOUBLE PRECISION, b NATIONAL VARCHAR(20), c LONG VARCHAR, d CHARACTER VARYING(9), e SERIAL);",
            "CREATE TABLE a (id INT) PARTITION BY RANGE (id) (PARTITION p VALUES LESS THAN (3));",
            "ALTER TABLE users ADD (a INT, b INT), ADD KEY (a, b), ALTER COLUMN age SET DEFAULT 3;",
            "UPDATE users SET age = CASE 1 WHEN 1 THEN 2 ELSE 3 END WHERE id = 3 ORDER BY id LIMIT 1;",
            "UPDATE users SET age = age + 1 WHERE name > NOW() - INTERVAL 1 WEEK;",
            "DELETE a FROM users a JOIN users b ON b.age = 1 LEFT JOIN users c ON c.id = b.id WHERE a.id = 3;",
            "SET sql_mode = 'ANSI_QUOTES'; CREATE TABLE \"a\" (\"id\" INT); SET sql_mode = DEFAULT;",
            "ALTER TABLE users ADD COLUMN IF NOT EXISTS note TEXT;",
            "(SELECT 1) UNION (SELECT 2);",
            "INSERT INTO users (id, age) VALUES (1, 2) AS new ON DUPLICATE KEY UPDATE age = new.age;",
            "INSERT INTO users (id, age) VALUES (1, 2) ON DUPLICATE KEY UPDATE age = VALUES(age);",
            "INSERT INTO users VALUES ROW(1, 2, 'a');",
            "INSERT INTO users (id) SELECT value FROM (SELECT id AS value FROM users) AS a;",
            "INSERT INTO users SET id = 1, age = 2;",
            "ALTER TABLE users ADD FOREIGN KEY (age) REFERENCES users (id), ADD CONSTRAINT FOREIGN KEY f (id) REFERENCES users (id);",
            "CREATE TABLE a (id INT NOT NULL CHECK (id NOT IN (1)), b INT CHECK (b > 1) NOT ENFORCED);",
            "/*!99999 CREATE TABEL a */;",
            "SET sql_mode = 'ANSI'; ALTER TABLE users ADD COLUMN \"order\" INT;",
            "CREATE TABLE a (id INT CHECK (id > 1) NOT ENFORCED, b VECTOR(3), c POINT SRID 4326, KEY ((id + 1)) INVISIBLE);",
            "CREATE TABLE a (n NUMBER(3), r RAW(3), v VARCHAR2(3), c CLOB, g GEOMCOLLECTION);",
            "ALTER TABLE users ALTER INDEX i INVISIBLE, ALTER CHECK c NOT ENFORCED, DROP CHECK c;",
            "ALTER TABLE users EXCHANGE PARTITION p WITH TABLE u WITHOUT VALIDATION;",
            "SELECT doc->'$.x', doc->>'$.y' FROM users;",
            "SELECT id FROM users FOR SHARE OF users SKIP LOCKED;",
            "INSERT INTO users (id, age) VALUES (1, 2) AS n (x, y) ON DUPLICATE KEY UPDATE age = n.x;",
            "INSERT INTO users TABLE other;",
            "INSERT INTO users VALUES ROW(1, 2, 'a') UNION SELECT 1, 2, 'b';",
            "WITH c AS (SELECT 1 AS n) UPDATE users SET age = 1 WHERE id IN (SELECT n FROM c);",
            "TABLE users ORDER BY id;",
            "VALUES ROW(1, 2), ROW(3, 4);",
        ] {
            lint_ok(Code::Syntax, BEFORE, sql);
        }
    }
}
