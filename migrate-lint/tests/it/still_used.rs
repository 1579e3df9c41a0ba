//! What is dropped or renamed while a query of the service names it.

use migrate_directory::{Code, Diagnostic, Dialect, Directory, Level, Queries, Settings, Snapshot};
use migrate_lint::{Options, lint};

const BEFORE: &str =
    "CREATE TABLE users (id bigint PRIMARY KEY, email text, age int, city_id bigint);
CREATE TABLE cities (id bigint PRIMARY KEY, name text);
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint, note text);
CREATE VIEW adults AS SELECT id, age FROM users WHERE age >= 18;
";

/// The findings for a draft after `before`, with queries that were prepared with `id` and `age`.
fn lint_beside(
    (dialect, before): (Dialect, &str),
    draft: &str,
    queries: &[&str],
    sources: &[(&str, &str)],
) -> (Vec<Diagnostic>, Directory) {
    let database = match dialect {
        Dialect::Postgres => "PostgreSQL",
        Dialect::Sqlite => "SQLite",
        Dialect::Mysql => "MySQL",
    };
    let metadata = queries.iter().enumerate().map(|(number, sql)| {
        let sql = sql.replace('"', "\\\"").replace('\n', "\\n");
        let text = format!(
            "{{\"db_name\": \"{database}\", \"query\": \"{sql}\", \"describe\": {{\"columns\": \
             [{{\"name\": \"id\"}}, {{\"name\": \"age\"}}]}}}}"
        );
        (format!(".sqlx/query-{number}.json"), text)
    });
    let sources = sources
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let queries = Queries::of(metadata, sources, dialect);
    let settings = Settings {
        dialect: Some(dialect),
        dialects: Vec::new(),
        release: false,
    };
    let files = [("1_before.sql", before), ("2_draft.sql", draft)];
    let directory = Directory::new(&Snapshot::of("m", files), &settings);
    let options = Options {
        queries: Some(&queries),
        ..Options::default()
    };
    let mut found = lint(&directory, &options).diagnostics;
    found.retain(|one| one.code == Code::StillUsed);
    (found, directory)
}

/// The message, if the one query is still used.
#[track_caller]
fn still_used(schema: (Dialect, &str), draft: &str, query: &str) -> Option<String> {
    let (mut found, _) = lint_beside(schema, draft, &[query], &[]);
    assert!(found.len() <= 1, "{found:?}");
    let found = found.pop()?;
    assert_eq!(found.level, Level::Deny);
    Some(found.message)
}

fn found(draft: &str, queries: &[&str], sources: &[(&str, &str)]) -> (Vec<Diagnostic>, Directory) {
    lint_beside((Dialect::Postgres, BEFORE), draft, queries, sources)
}

#[track_caller]
fn used(draft: &str, query: &str) {
    let found = still_used((Dialect::Postgres, BEFORE), draft, query);
    assert!(found.is_some(), "{draft} {query}");
}

#[track_caller]
fn unused(draft: &str, query: &str) {
    let found = still_used((Dialect::Postgres, BEFORE), draft, query);
    assert_eq!(found, None, "{draft} {query}");
}

const NO_AGE: &str = "ALTER TABLE users DROP COLUMN age CASCADE;";

#[test]
fn the_frame_names_query_and_place() {
    let sources = [
        (
            "src/main.rs",
            "fn main() {\n    query!(\n        \"SELECT id, age\n         FROM users\"\n    );\n}\n",
        ),
        ("src/other.rs", "const A: &str = \"SELECT 1\";\n"),
    ];
    let queries = [
        "SELECT id, age\n         FROM users",
        "SELECT email FROM users",
        "DELETE FROM users WHERE age < $1",
    ];
    let (found, directory) = found(NO_AGE, &queries, &sources);
    insta::assert_snapshot!(found[0].frame(directory.text(&found[0].path)), @r"
    2 queries of the service still use `users.age`, such as `DELETE FROM users WHERE age < $1` [still-used]
     --> m/2_draft.sql:1:19
      |
    1 | ALTER TABLE users DROP COLUMN age CASCADE;
      |                   ^^^^^^^^^^^^^^^^^^^^^^^ used at src/main.rs:3
      |
      = help: change the query, run `cargo sqlx prepare`, and release that before this migration; if this is intended, write above the statement: `-- migrate: allow(still-used) <reason>`
    ");
}

#[test]
fn wherever_a_query_names_the_column() {
    for query in [
        "SELECT age FROM users",
        "SELECT u.age AS \"age!: i32\" FROM users u",
        "SELECT \"users\".\"age\" FROM public.users",
        "SELECT id FROM users WHERE age > $1",
        "SELECT u.id FROM users u JOIN cities c ON c.id = u.city_id AND u.age > 3",
        "SELECT count(*) FROM users GROUP BY age",
        "SELECT id FROM users ORDER BY age",
        "WITH old AS (SELECT id, age FROM users) SELECT old.id FROM old",
        "SELECT n.note FROM notes n WHERE n.user_id IN (SELECT id FROM users WHERE age IS NULL)",
        "SELECT * FROM users",
        "SELECT u.*, c.name FROM users u JOIN cities c ON c.id = u.city_id",
        "SELECT id FROM adults",
        "INSERT INTO users (id, age) VALUES ($1, $2)",
        "INSERT INTO users (id) VALUES ($1) RETURNING age",
        "INSERT INTO users (id) VALUES ($1) RETURNING *",
        "INSERT INTO users (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET email = $2 WHERE users.age > 1",
        "INSERT INTO notes (id, user_id) SELECT age, id FROM users",
        "UPDATE users SET age = $1 WHERE id = $2",
        "UPDATE users SET email = $1 WHERE age = $2",
        "UPDATE users u SET email = $1 WHERE u.id = $2 RETURNING u.*",
        "DELETE FROM users WHERE age = $1",
        "DELETE FROM notes n USING users u WHERE u.id = n.user_id AND u.age = 1 RETURNING n.id",
        "WITH gone AS (DELETE FROM users WHERE age = 1 RETURNING id) SELECT id FROM gone",
    ] {
        used(NO_AGE, query);
        used(
            "ALTER TABLE users DROP COLUMN age CASCADE, ADD COLUMN x int;",
            query,
        );
    }
}

#[test]
fn what_takes_a_name_away() {
    let query = "SELECT name FROM cities";
    for draft in [
        "DROP TABLE cities;",
        "DROP TABLE IF EXISTS notes, cities;",
        "ALTER TABLE cities RENAME TO towns;",
        "ALTER TABLE cities RENAME COLUMN name TO title;",
        "CREATE SCHEMA geo; ALTER TABLE cities SET SCHEMA geo;",
    ] {
        used(draft, query);
    }
    used("DROP VIEW adults;", "SELECT id FROM adults");
    used(
        "ALTER VIEW adults RENAME TO grown;",
        "SELECT id FROM adults",
    );
}

#[test]
fn what_does_not_matter_to_a_query() {
    unused(NO_AGE, "SELECT id, email FROM users");
    unused(NO_AGE, "SELECT age FROM people");
    unused(NO_AGE, "SELECT age FROM unnest($1::int[]) AS age");
    unused(
        NO_AGE,
        "SELECT n.* FROM notes n JOIN users u ON u.id = n.user_id",
    );
    unused(NO_AGE, "SELECT 'age' FROM users");
    unused(NO_AGE, "not SQL at all");
    unused("ALTER TABLE users ADD COLUMN x int;", "SELECT * FROM users");
    // It was prepared without the column.
    unused(
        "ALTER TABLE users DROP COLUMN email;",
        "SELECT * FROM users",
    );
    // It is written for the schema after the draft.
    unused(
        "ALTER TABLE users RENAME COLUMN email TO mail;",
        "SELECT mail FROM users",
    );
    unused(
        "ALTER TABLE cities RENAME TO towns;",
        "SELECT name FROM towns",
    );
    // What follows makes it good.
    let cities = "SELECT name FROM cities";
    unused(
        "ALTER TABLE cities RENAME TO towns; CREATE VIEW cities AS SELECT * FROM towns;",
        cities,
    );
    unused(
        "DROP TABLE cities; CREATE TABLE cities (id int, name text);",
        cities,
    );
    used(
        "DROP TABLE cities; CREATE TABLE cities (id int, title text);",
        cities,
    );
    unused(
        "ALTER TABLE cities DROP COLUMN name; ALTER TABLE cities ADD COLUMN name varchar(9);",
        cities,
    );
}

#[test]
fn a_reason_is_the_only_answer() {
    let query = "SELECT age FROM users";
    used(&format!("-- migrate: compatible\n{NO_AGE}"), query);
    used(&format!("-- migrate: breaking\n{NO_AGE}"), query);
    unused(
        &format!("-- migrate: allow(still-used) of a copy\n{NO_AGE}"),
        query,
    );
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let metadata = [(".sqlx/query-7.json".to_owned(), "<<<<<<< HEAD".to_owned())];
    let queries = Queries::of(metadata, [], Dialect::Postgres);
    let of = |dialect| {
        let settings = Settings {
            dialect: Some(dialect),
            dialects: Vec::new(),
            release: false,
        };
        let files = [("1_before.sql", "CREATE TABLE users (id int);")];
        let directory = Directory::new(&Snapshot::of("m", files), &settings);
        let options = Options {
            queries: Some(&queries),
            ..Options::default()
        };
        lint(&directory, &options).diagnostics
    };
    let found = of(Dialect::Postgres);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, Code::UnreadableFile);
    assert_eq!(found[0].level, Level::Warn);
    assert_eq!(found[0].path, ".sqlx/query-7.json");
    assert_eq!(of(Dialect::Sqlite), found);
    assert_eq!(of(Dialect::Mysql), found);
}

const SQLITE: (Dialect, &str) = (
    Dialect::Sqlite,
    "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, age INT, city_id INT);
CREATE TABLE cities (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE notes (id INTEGER PRIMARY KEY, user_id INT, note TEXT);
CREATE VIEW adults AS SELECT id, age AS years FROM users WHERE age >= 18;
",
);

const MYSQL: (Dialect, &str) = (
    Dialect::Mysql,
    "CREATE TABLE users (id BIGINT PRIMARY KEY, email VARCHAR(99), age INT, city_id BIGINT);
CREATE TABLE cities (id BIGINT PRIMARY KEY, name VARCHAR(99));
CREATE TABLE notes (id BIGINT PRIMARY KEY, user_id BIGINT, note TEXT);
CREATE TABLE persons (id BIGINT PRIMARY KEY, age INT);
CREATE VIEW adults AS SELECT id, age AS years FROM users WHERE age >= 18;
CREATE VIEW everyone AS SELECT * FROM adults;
",
);

/// Queries that need the column `age` of `users` in both dialects.
const NEED_AGE: [&str; 21] = [
    "SELECT age FROM users",
    "SELECT id, age AS years FROM users",
    "SELECT age AS age FROM users",
    "SELECT u.age FROM users u",
    "SELECT `users`.`age` FROM users",
    "SELECT `Age` FROM Users",
    "SELECT id FROM users WHERE age > ?",
    "SELECT id FROM users WHERE id = ? AND (email IS NULL OR age < 3)",
    "SELECT u.id FROM users u JOIN cities c ON c.id = u.city_id AND u.age > 3",
    "SELECT u.id, age FROM users AS u LEFT JOIN cities AS c ON c.id = u.city_id",
    "SELECT count(*), max(age) AS oldest FROM users",
    "SELECT count(*) FROM users GROUP BY age",
    "SELECT id FROM users ORDER BY age DESC LIMIT 3",
    "SELECT CASE WHEN age > 17 THEN 'a' ELSE 'b' END AS kind FROM users",
    "SELECT n.note FROM notes n WHERE n.user_id IN (SELECT id FROM users WHERE age IS NULL)",
    "WITH old AS (SELECT id, age FROM users) SELECT old.id FROM old",
    "SELECT * FROM users",
    "SELECT u.*, c.name FROM users u JOIN cities c ON c.id = u.city_id",
    "INSERT INTO users (id, age) VALUES (?, ?)",
    "UPDATE users SET age = ? WHERE id = ?",
    "DELETE FROM users WHERE age = ?",
];

/// Queries that do not.
const NEED_NO_AGE: [&str; 10] = [
    "SELECT id, email FROM users",
    "SELECT age FROM people",
    "SELECT n.* FROM notes n JOIN users u ON u.id = n.user_id",
    "SELECT count(*) FROM users",
    "SELECT 'age' FROM users",
    "SELECT city_id AS age FROM users ORDER BY age",
    "SELECT city_id age FROM users ORDER BY age",
    "WITH old (age) AS (SELECT city_id FROM users) SELECT age FROM old",
    "SELECT d.age FROM (SELECT city_id AS age FROM users) d",
    "not SQL at all",
];

#[test]
fn a_column_that_a_query_of_sqlite_names() {
    // SQLite lets no column go that a view names.
    let draft = "DROP VIEW adults; ALTER TABLE users DROP COLUMN age;";
    for query in NEED_AGE {
        let message = still_used(SQLITE, draft, query);
        let message = message.unwrap_or_else(|| panic!("{query}"));
        assert!(message.contains("still uses `users.age`: `"), "{message}");
    }
    for query in [
        "SELECT \"age\" FROM users",
        "INSERT INTO users VALUES (?, ?, ?, ?)",
        "INSERT INTO users (id) VALUES (?) RETURNING age",
        "INSERT INTO users (id) VALUES (?) ON CONFLICT (id) DO UPDATE SET age = excluded.age",
    ] {
        assert!(still_used(SQLITE, draft, query).is_some(), "{query}");
    }
    for query in NEED_NO_AGE {
        assert_eq!(still_used(SQLITE, draft, query), None, "{query}");
    }
}

#[test]
fn a_table_that_is_made_again_in_sqlite() {
    let rebuild = |columns: &str, copied: &str| {
        format!(
            "DROP VIEW adults;
             CREATE TABLE users_new (id INTEGER PRIMARY KEY, {columns});
             INSERT INTO users_new SELECT id, {copied} FROM users;
             DROP TABLE users;
             ALTER TABLE users_new RENAME TO users;"
        )
    };
    let whole = rebuild(
        "email TEXT NOT NULL, age INT, city_id INT",
        "email, age, city_id",
    );
    assert_eq!(still_used(SQLITE, &whole, "SELECT * FROM users"), None);
    let less = rebuild("email TEXT, city_id INT", "email, city_id");
    for query in [
        "SELECT u.age FROM users u",
        "SELECT * FROM users",
        "UPDATE users SET age = 1",
    ] {
        let message = still_used(SQLITE, &less, query);
        let message = message.unwrap_or_else(|| panic!("{query}"));
        assert!(message.contains("still uses `users.age`: `"), "{message}");
    }
    assert_eq!(still_used(SQLITE, &less, "SELECT id FROM users"), None);
}

#[test]
fn what_takes_a_name_away_in_sqlite() {
    let cities = "SELECT name FROM cities";
    for draft in [
        "DROP TABLE cities;",
        "DROP TABLE IF EXISTS cities;",
        "ALTER TABLE cities RENAME TO towns;",
        "ALTER TABLE cities RENAME COLUMN name TO title;",
    ] {
        assert!(still_used(SQLITE, draft, cities).is_some(), "{draft}");
    }
    let view = "SELECT years FROM adults";
    assert!(still_used(SQLITE, "DROP VIEW adults;", view).is_some());
    // SQLite renames in views, too.
    let renamed = "ALTER TABLE users RENAME COLUMN age TO born;";
    assert_eq!(still_used(SQLITE, renamed, view), None);
    for good in [
        "ALTER TABLE cities RENAME TO towns; CREATE VIEW cities AS SELECT * FROM towns;",
        "DROP TABLE cities; CREATE TABLE cities (id INT, name TEXT);",
    ] {
        assert_eq!(still_used(SQLITE, good, cities), None, "{good}");
    }
}

#[test]
fn a_column_that_a_query_of_mysql_names() {
    let draft = "ALTER TABLE users DROP COLUMN age;";
    let more = [
        "SELECT age AS `age!: i32` FROM users",
        "INSERT INTO users VALUES (?, ?, ?, ?)",
        "INSERT INTO users SET id = ?, age = ?",
        "REPLACE INTO users (id, age) VALUES (?, ?)",
        "INSERT INTO users (id) VALUES (?) ON DUPLICATE KEY UPDATE age = VALUES(age)",
        "UPDATE users u JOIN cities c ON c.id = u.city_id SET u.age = 1",
        "DELETE u FROM users u JOIN cities c ON c.id = u.city_id WHERE u.age = 1",
        "INSERT INTO notes (id, user_id, note, email) SELECT * FROM users",
        "SELECT id, COALESCE(age, 0) AS age FROM users WHERE age > ?",
        "SELECT SUM(age) AS age FROM users",
        "SELECT SQL_NO_CACHE age FROM users",
        "SELECT age 'years' FROM users",
        "SELECT DISTINCTROW age FROM users",
        "DELETE FROM users RETURNING age",
        "WITH old AS (SELECT id FROM cities) UPDATE users SET age = 1 WHERE city_id IN (SELECT id FROM old)",
        "SELECT u.id FROM users u JOIN persons p USING (age)",
        "SELECT id FROM users WHERE age > DATE '2024-01-01' LIMIT ? OFFSET ?",
        "SELECT CAST(age AS CHAR) FROM users",
        "SELECT id FROM cities UNION SELECT age FROM users",
        // A view no longer works without what it names.
        "SELECT id FROM adults",
        "SELECT years FROM everyone",
    ];
    for query in NEED_AGE.into_iter().chain(more) {
        let message = still_used(MYSQL, draft, query);
        let message = message.unwrap_or_else(|| panic!("{query}"));
        assert!(message.contains("still uses `users.age`: `"), "{message}");
    }
    let less = [
        "SELECT \"age\" FROM users",
        "SELECT email AS 'age' FROM users ORDER BY age",
        "SELECT * FROM persons WHERE id IN (SELECT id FROM users)",
        "SELECT id FROM persons WHERE EXISTS (SELECT * FROM users WHERE users.id = persons.id)",
        "SELECT j.age FROM users, JSON_TABLE(email, '$[*]' COLUMNS (age INT PATH '$.age')) AS j",
        "SELECT d.age FROM (SELECT city_id FROM users) AS d (age)",
        "SELECT id FROM users WHERE id = ? FOR UPDATE",
    ];
    for query in NEED_NO_AGE.into_iter().chain(less) {
        assert_eq!(still_used(MYSQL, draft, query), None, "{query}");
    }
}

#[test]
fn words_of_mysql_that_are_no_columns() {
    let before = "CREATE TABLE t (id INT PRIMARY KEY, `order` INT, `end` INT, offset INT, day INT, year INT, date DATE, current INT, share INT, d DATE);";
    let schema = (Dialect::Mysql, before);
    for (column, query) in [
        ("`order`", "SELECT id FROM t WHERE id = ? ORDER BY d"),
        ("`end`", "SELECT CASE WHEN id = 1 THEN ? ELSE ? END FROM t"),
        ("offset", "SELECT id FROM t LIMIT ? OFFSET ?"),
        ("day", "SELECT d + INTERVAL ? DAY FROM t"),
        (
            "year",
            "SELECT EXTRACT(YEAR FROM d), TIMESTAMPDIFF(YEAR, d, NOW()) FROM t",
        ),
        (
            "date",
            "SELECT CONVERT(d, DATE), CAST(d AS DATE) FROM t WHERE d > DATE '2024-01-01'",
        ),
        (
            "current",
            "SELECT SUM(id) OVER (ORDER BY d ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
        ),
        ("share", "SELECT id FROM t LOCK IN SHARE MODE"),
    ] {
        let draft = format!("ALTER TABLE t DROP COLUMN {column};");
        assert_eq!(still_used(schema, &draft, query), None, "{query}");
        let named = format!("SELECT {column} FROM t WHERE id = ?");
        assert!(still_used(schema, &draft, &named).is_some(), "{named}");
    }
}

#[test]
fn what_takes_a_name_away_in_mysql() {
    let cities = "SELECT name FROM cities";
    for draft in [
        "DROP TABLE cities;",
        "DROP TABLE IF EXISTS notes, cities;",
        "ALTER TABLE cities RENAME TO towns;",
        "RENAME TABLE notes TO old_notes, cities TO towns;",
        "ALTER TABLE cities RENAME COLUMN name TO title;",
        "ALTER TABLE cities CHANGE name title VARCHAR(99);",
        "ALTER TABLE cities ADD x INT, DROP name;",
    ] {
        assert!(still_used(MYSQL, draft, cities).is_some(), "{draft}");
    }
    for view in ["DROP VIEW adults;", "RENAME TABLE users TO people;"] {
        assert!(
            still_used(MYSQL, view, "SELECT id FROM everyone").is_some(),
            "{view}"
        );
    }
    // By its place, not by its name.
    let filled = "INSERT INTO cities VALUES (?, ?)";
    assert!(still_used(MYSQL, "ALTER TABLE cities DROP name;", filled).is_some());
    assert_eq!(
        still_used(
            MYSQL,
            "ALTER TABLE cities RENAME COLUMN name TO title;",
            filled
        ),
        None
    );
    let replaced = "CREATE OR REPLACE VIEW adults AS SELECT id FROM users;";
    assert!(still_used(MYSQL, replaced, "SELECT years FROM adults").is_some());
    // Views that come to name each other.
    let circle = "DROP VIEW everyone; CREATE VIEW grown AS SELECT id, years AS age FROM adults; DROP TABLE users; RENAME TABLE grown TO users;";
    assert_eq!(still_used(MYSQL, circle, "SELECT id FROM adults"), None);
    for good in [
        "ALTER TABLE cities MODIFY name TEXT;",
        "ALTER TABLE cities CHANGE name name TEXT;",
        "ALTER TABLE cities RENAME TO towns; CREATE VIEW cities AS SELECT * FROM towns;",
        "DROP TABLE cities; CREATE TABLE cities (id INT, name TEXT);",
        "ALTER TABLE cities DROP name; ALTER TABLE cities ADD name TEXT;",
    ] {
        assert_eq!(still_used(MYSQL, good, cities), None, "{good}");
    }
    let view = "ALTER TABLE users DROP age; CREATE OR REPLACE VIEW adults AS SELECT id, id AS years FROM users;";
    assert_eq!(still_used(MYSQL, view, "SELECT years FROM adults"), None);
}
