//! What the corpus says of MySQL is compared with what MariaDB does, where the two do the same: the
//! rows that a statement fails on, and whether the server does it beside writers.

use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use migrate_directory::{Category, Dialect};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, Row};

use crate::corpus::{Case, Result, Verdict, cases};

#[tokio::test]
async fn mariadb_does_what_the_corpus_says() -> Result {
    let mut wrong = Vec::new();
    let mut confirmed = 0;
    for case in cases(Dialect::Mysql)? {
        if case.unconfirmed {
            continue;
        }
        let verdicts = case.judge(Dialect::Mysql)?;
        confirmed += verdicts.len();
        for with_rows in [false, true] {
            if with_rows && case.rows.is_empty() {
                let mut fails = verdicts.iter();
                let fails = fails.any(|one| one.expected.contains(&Category::DataDependent));
                assert!(!fails, "{}: no rows show on what it fails", case.name);
                continue;
            }
            let mut database = Database::new(&case).await?;
            let problems = database.run(&case, &verdicts, with_rows).await?;
            let problems = problems.into_iter();
            wrong.extend(problems.map(|one| format!("{} (rows: {with_rows}): {one}", case.name)));
            database.drop().await?;
        }
    }
    println!("confirmed statements: {confirmed}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(confirmed > 200, "{confirmed}");
    Ok(())
}

/// A database that the case's earlier migrations were run on.
struct Database {
    name: String,
    connection: MySqlConnection,
}

impl Database {
    async fn new(case: &Case) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("corpus_{}_{number}", std::process::id());
        let mut other = server()?.connect().await?;
        run(&mut other, &format!("CREATE DATABASE {name}")).await?;
        other.close().await?;
        let mut connection = server()?.database(&name).connect().await?;
        // As MySQL has it.
        run(
            &mut connection,
            "SET sql_mode = CONCAT(@@sql_mode, ',NO_ZERO_DATE,NO_ZERO_IN_DATE')",
        )
        .await?;
        for sql in &case.before {
            run(&mut connection, sql)
                .await
                .map_err(|error| format!("{}: {error}", case.name))?;
        }
        Ok(Self { name, connection })
    }

    async fn tables(&mut self) -> Result<Vec<String>> {
        let sql =
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()";
        let rows = sqlx::query(sql).fetch_all(&mut self.connection).await?;
        Ok(rows.iter().map(|row| row.get(0)).collect())
    }

    async fn drop(mut self) -> Result {
        run(&mut self.connection, "UNLOCK TABLES").await?;
        run(
            &mut self.connection,
            &format!("DROP DATABASE {}", self.name),
        )
        .await?;
        Ok(self.connection.close().await?)
    }

    async fn run(
        &mut self,
        case: &Case,
        verdicts: &[Verdict],
        with_rows: bool,
    ) -> Result<Vec<String>> {
        if with_rows {
            run(&mut self.connection, &case.rows).await?;
        }
        let mut problems = Vec::new();
        let tables = self.tables().await?;
        for verdict in verdicts {
            let sql = &verdict.sql;
            let expects = |category| verdict.expected.contains(&category);
            let should_fail = expects(Category::UnknownObject)
                || expects(Category::Syntax)
                || with_rows && expects(Category::DataDependent);
            let measured = !with_rows && !should_fail;
            if measured && let Some(beside) = beside_writers(sql, &tables) {
                match run(&mut self.connection, &beside).await {
                    Ok(()) if expects(Category::Blocking) => {
                        problems.push(format!("`{sql}` lets others write"));
                        continue;
                    }
                    Ok(()) => continue,
                    Err(error) if is_refusal(&error) && !expects(Category::Blocking) => {
                        problems.push(format!("`{sql}` lets nobody write: {error}"));
                    }
                    Err(_) => {}
                }
            }
            let result = run(&mut self.connection, sql).await;
            match result {
                Ok(()) if should_fail => problems.push(format!("`{sql}` does not fail")),
                Err(error) if !should_fail => problems.push(format!("`{sql}` fails: {error}")),
                _ => {}
            }
        }
        Ok(problems)
    }
}

/// The statement, so that the server refuses it where others could not write meanwhile.
fn beside_writers(sql: &str, tables: &[String]) -> Option<String> {
    let words: Vec<String> = sql.split_whitespace().map(str::to_uppercase).collect();
    let is = |first: &str| words.first().is_some_and(|word| word == first);
    let says = |word: &str| {
        words
            .iter()
            .any(|one| one.trim_start_matches(',').starts_with(word))
    };
    if says("LOCK=") || says("LOCK") || says("ALGORITHM") || says("PARTITION") {
        return None;
    }
    // What the file makes has no writers.
    let table = words
        .iter()
        .position(|word| word == "TABLE" || word == "ON")?;
    let name = words.get(table + 1)?.split('(').next()?;
    let name = name.trim_matches('`');
    if !tables.iter().any(|table| table.eq_ignore_ascii_case(name)) {
        return None;
    }
    if is("ALTER") && words.get(1).is_some_and(|word| word == "TABLE") {
        return Some(format!("{sql}, LOCK=NONE"));
    }
    let is_index = words.iter().take(3).any(|word| word == "INDEX");
    ((is("CREATE") || is("DROP")) && is_index).then(|| format!("{sql} LOCK=NONE"))
}

/// `LOCK=NONE is not supported`, with or without a reason.
fn is_refusal(error: &sqlx::Error) -> bool {
    let text = error.to_string();
    // A new name takes a lock, and no time.
    (text.contains("1845") || text.contains("1846")) && !text.contains("Try LOCK=EXCLUSIVE")
}

pub(crate) async fn run(
    connection: &mut MySqlConnection,
    sql: &str,
) -> std::result::Result<(), sqlx::Error> {
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await?;
    Ok(())
}

pub(crate) fn server() -> Result<MySqlConnectOptions> {
    let url = std::env::var("MIGRATE_TEST_MARIADB")
        .map_err(|_| "there is no MariaDB server: run `cargo xtask test`")?;
    Ok(MySqlConnectOptions::from_str(&url)?)
}
