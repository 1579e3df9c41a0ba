//! What is dropped or renamed while a query of the service names it.

use migrate_core::{Code, Diagnostic, Dialect, Directory, Level, Queries, Settings, Snapshot};
use migrate_lint::{Options, lint};

const BEFORE: &str =
    "CREATE TABLE users (id bigint PRIMARY KEY, email text, age int, city_id bigint);
CREATE TABLE cities (id bigint PRIMARY KEY, name text);
CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint, note text);
CREATE VIEW adults AS SELECT id, age FROM users WHERE age >= 18;
";

fn found(draft: &str, queries: &[&str], sources: &[(&str, &str)]) -> (Vec<Diagnostic>, Directory) {
    let metadata = queries.iter().enumerate().map(|(number, sql)| {
        let sql = sql.replace('"', "\\\"").replace('\n', "\\n");
        let text = format!(
            "{{\"db_name\": \"PostgreSQL\", \"query\": \"{sql}\", \"describe\": {{\"columns\": \
             [{{\"name\": \"id\"}}, {{\"name\": \"age\"}}]}}}}"
        );
        (format!(".sqlx/query-{number}.json"), text)
    });
    let sources = sources
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let queries = Queries::of(metadata, sources, Dialect::Postgres);
    let settings = Settings {
        dialect: Some(Dialect::Postgres),
        dialects: Vec::new(),
        release: false,
    };
    let files = [("1_before.sql", BEFORE), ("2_draft.sql", draft)];
    let directory = Directory::new(&Snapshot::of("m", files), &settings);
    let options = Options {
        queries: Some(&queries),
        ..Options::default()
    };
    let mut found = lint(&directory, &options).diagnostics;
    found.retain(|one| one.code == Code::StillUsed);
    (found, directory)
}

#[track_caller]
fn used(draft: &str, query: &str) {
    let (found, _) = found(draft, &[query], &[]);
    assert_eq!(found.len(), 1, "{draft} {query}");
    assert_eq!(found[0].level, Level::Deny);
}

#[track_caller]
fn unused(draft: &str, query: &str) {
    let (found, _) = found(draft, &[query], &[]);
    assert_eq!(found, [], "{draft} {query}");
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
      = help: change the query, run `cargo sqlx prepare`, and let a release without it run before this one; or say above it why it may stay: `-- migrate: allow(still-used) <reason>`
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
    // It is written for what the draft leaves behind.
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
    // Only PostgreSQL's rules ask for queries.
    assert_eq!(of(Dialect::Sqlite), []);
}
