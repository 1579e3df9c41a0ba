//! What the corpus says of SQLite is compared with what the engine does: the statements that fail,
//! with and without rows, and the values that are gone afterwards.

use std::collections::BTreeSet;

use migrate_directory::{Category, Dialect, Mode};
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::corpus::{Case, Result, Verdict, cases};

#[test]
fn the_engine_does_what_the_corpus_says() -> Result {
    let mut wrong = Vec::new();
    let mut confirmed = 0;
    for case in cases(Dialect::Sqlite)?
        .iter()
        .filter(|case| !case.unconfirmed)
    {
        let verdicts = case.judge(Dialect::Sqlite)?;
        confirmed += verdicts.len();
        let empty = database(case)?;
        let problems = run(&empty, case, &verdicts, false)
            .map_err(|error| format!("{}: {error}", case.name))?;
        wrong.extend(
            problems
                .into_iter()
                .map(|one| format!("{}: {one}", case.name)),
        );
        if case.rows.is_empty() {
            let needs = [Category::DataDependent, Category::Destructive];
            let shows = verdicts
                .iter()
                .any(|one| needs.iter().any(|need| one.expected.contains(need)));
            assert!(
                !shows || case.files.len() > 1,
                "{}: there are no rows to see it on",
                case.name
            );
            continue;
        }
        let filled = database(case)?;
        filled.execute_batch(&case.rows)?;
        let before = values(&filled)?;
        let problems = run(&filled, case, &verdicts, true)
            .map_err(|error| format!("{} (rows): {error}", case.name))?;
        wrong.extend(
            problems
                .into_iter()
                .map(|one| format!("{} (rows): {one}", case.name)),
        );
        wrong.extend(loss(case, &verdicts, &before, &values(&filled)?));
    }
    println!("confirmed statements: {confirmed}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(confirmed > 250, "{confirmed}");
    Ok(())
}

fn database(case: &Case) -> Result<Connection> {
    let connection = Connection::open_in_memory()?;
    for sql in &case.before {
        connection.execute_batch(sql)?;
    }
    Ok(connection)
}

/// Runs the files as the runner does. What fails is taken back by itself.
fn run(
    connection: &Connection,
    case: &Case,
    verdicts: &[Verdict],
    rows: bool,
) -> Result<Vec<String>> {
    let directory = case.directory(Dialect::Sqlite);
    let mut problems = Vec::new();
    let mut verdicts = verdicts.iter();
    for migration in &directory.migrations[case.before.len()..] {
        let whole = migration.mode == Mode::Transactional;
        let foreign_keys = !migration.directives.foreign_keys_off;
        connection.pragma_update(None, "foreign_keys", foreign_keys)?;
        if whole {
            connection.execute_batch("BEGIN")?;
        }
        for verdict in verdicts.by_ref().take(migration.split.statements.len()) {
            let has = |category| verdict.expected.contains(&category);
            if has(Category::Transaction)
                || !whole && connection.is_autocommit() && verdict.sql == "COMMIT"
            {
                continue;
            }
            let refused = has(Category::Syntax) || has(Category::UnknownObject);
            let failed = step(connection, &verdict.sql, whole);
            let expected = refused || rows && has(Category::DataDependent);
            if failed.is_some() != expected {
                problems.push(format!("`{}` fails: {failed:?}", verdict.sql));
            }
        }
        if !connection.is_autocommit() {
            connection.execute_batch("COMMIT")?;
        }
    }
    Ok(problems)
}

/// Why the statement fails.
fn step(connection: &Connection, sql: &str, whole: bool) -> Option<String> {
    if !whole {
        return connection
            .execute_batch(sql)
            .err()
            .map(|error| error.to_string());
    }
    let savepoint = |sql: &str| {
        connection
            .execute_batch(sql)
            .err()
            .map(|error| error.to_string())
    };
    if let Some(error) = savepoint("SAVEPOINT step") {
        return Some(error);
    }
    let failed = connection
        .execute_batch(sql)
        .err()
        .map(|error| error.to_string());
    if failed.is_some() {
        savepoint("ROLLBACK TO step");
    }
    savepoint("RELEASE step");
    failed
}

/// Every value of every table, but for those that are computed.
fn values(connection: &Connection) -> Result<BTreeSet<String>> {
    let mut statement = connection.prepare(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual') \
         AND name NOT LIKE 'sqlite_%'",
    )?;
    let tables: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<std::result::Result<_, _>>()?;
    let mut found = BTreeSet::new();
    for table in tables {
        let mut columns =
            connection.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0")?;
        let columns: Vec<String> = columns
            .query_map([&table], |row| row.get(0))?
            .collect::<std::result::Result<_, _>>()?;
        for column in columns {
            let sql = format!("SELECT \"{column}\" FROM \"{table}\"");
            let mut statement = connection.prepare(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                match row.get(0)? {
                    Value::Null => {}
                    Value::Integer(number) => _ = found.insert(number.to_string()),
                    Value::Real(number) => _ = found.insert(number.to_string()),
                    Value::Text(text) => _ = found.insert(text),
                    Value::Blob(_) => _ = found.insert("blob".to_owned()),
                }
            }
        }
    }
    Ok(found)
}

/// A case with destructive statements loses values, another does not: a DELETE with a condition
/// means to.
fn loss(
    case: &Case,
    verdicts: &[Verdict],
    before: &BTreeSet<String>,
    after: &BTreeSet<String>,
) -> Option<String> {
    let is_destructive = verdicts
        .iter()
        .any(|one| one.expected.contains(&Category::Destructive));
    let fails = verdicts
        .iter()
        .any(|one| one.expected.contains(&Category::DataDependent));
    let deletes = verdicts
        .iter()
        .any(|one| one.sql.starts_with("DELETE") && one.expected.is_empty());
    let lost: Vec<&String> = before.difference(after).collect();
    let is_checked = (is_destructive || !deletes) && !fails;
    let is_wrong = is_checked && lost.is_empty() == is_destructive;
    is_wrong.then(|| format!("{}: loses {lost:?}", case.name))
}
