//! 1,000 small migrations on an empty database, beside the database's own shell with the same SQL in
//! one transaction. `cargo xtask bench` runs it against a private server with `fsync=off`.

#![expect(clippy::print_stdout, reason = "the figures")]

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../tests/it/embed.rs"]
mod embed;

use migrate_core::{Dialect as CoreDialect, Directory, Embedded, Settings, Snapshot};
use migrate_runtime::Migrations;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

const MIGRATIONS: usize = 1_000;
const REPETITIONS: usize = 9;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let directory = tempfile::tempdir()?;
    let files: Vec<(String, String)> = (1..=MIGRATIONS).map(migration).collect();
    let script = directory.path().join("all.sql");
    fs::write(
        &script,
        files
            .iter()
            .map(|(_, sql)| sql.as_str())
            .collect::<String>(),
    )?;
    postgres(&files, &script).await?;
    sqlite(&files, &script, directory.path()).await
}

/// A small table with two indexes.
fn migration(number: usize) -> (String, String) {
    let mut sql = String::new();
    let columns = "id bigint PRIMARY KEY, a integer NOT NULL, b text";
    // Writing to a string does not fail.
    let _ = writeln!(sql, "CREATE TABLE t{number} ({columns});");
    let _ = writeln!(sql, "CREATE INDEX t{number}_a ON t{number} (a);");
    let _ = writeln!(sql, "CREATE INDEX t{number}_b ON t{number} (b);");
    (format!("{number}_t{number}.sql"), sql)
}

fn embedded(dialect: CoreDialect, files: &[(String, String)]) -> Result<Migrations> {
    let files = files
        .iter()
        .map(|(path, sql)| (path.as_str(), sql.as_str()));
    let snapshot = Snapshot::of("migrations", files);
    let settings = Settings {
        dialect: None,
        dialects: vec![dialect],
        release: false,
    };
    let directory = Directory::new(&snapshot, &settings);
    let embedded = Embedded::of(&snapshot, &directory).ok_or("nothing to embed")?;
    Ok(embed::migrations(embedded))
}

async fn postgres(files: &[(String, String)], script: &Path) -> Result {
    let server =
        std::env::var("MIGRATE_TEST_POSTGRES").map_err(|_| "run it with `cargo xtask bench`")?;
    let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
    let migrations = embedded(CoreDialect::Postgres, files)?;
    let mut admin = PgConnection::connect(&server).await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for repetition in 0..REPETITIONS {
        for (name, times) in [("ours", &mut ours), ("psql", &mut theirs)] {
            let database = format!("bench_{name}_{repetition}");
            sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {database}")))
                .execute(&mut admin)
                .await?;
            let url = format!("{base}/{database}");
            let started = Instant::now();
            if name == "ours" {
                assert_eq!(migrations.run(&url).await?.applied().len(), MIGRATIONS);
            } else {
                let mut psql = Command::new("psql");
                psql.args([
                    "-X",
                    "-q",
                    "--single-transaction",
                    "-v",
                    "ON_ERROR_STOP=1",
                    "-f",
                ])
                .arg(script)
                .arg(&url);
                run(&mut psql)?;
            }
            times.push(started.elapsed());
            sqlx::raw_sql(AssertSqlSafe(format!(
                "DROP DATABASE {database} WITH (FORCE)"
            )))
            .execute(&mut admin)
            .await?;
        }
    }
    report(
        "PostgreSQL, empty database, beside `psql --single-transaction`",
        ours,
        theirs,
        1.05,
    );
    Ok(())
}

async fn sqlite(files: &[(String, String)], script: &Path, directory: &Path) -> Result {
    let migrations = embedded(CoreDialect::Sqlite, files)?;
    let transaction = directory.join("transaction.sql");
    fs::write(
        &transaction,
        format!("BEGIN;\n{}COMMIT;\n", String::from_utf8(fs::read(script)?)?),
    )?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for repetition in 0..REPETITIONS {
        let file = directory.join(format!("ours_{repetition}.db"));
        let url = format!("sqlite:{}", file.display());
        let started = Instant::now();
        assert_eq!(migrations.run(&url).await?.applied().len(), MIGRATIONS);
        ours.push(started.elapsed());

        let file = directory.join(format!("shell_{repetition}.db"));
        let mut shell = Command::new("sqlite3");
        shell.arg(file).stdin(fs::File::open(&transaction)?);
        let started = Instant::now();
        run(&mut shell)?;
        theirs.push(started.elapsed());
    }
    report(
        "SQLite file, synchronous=full, beside the `sqlite3` shell in one transaction",
        ours,
        theirs,
        1.3,
    );
    Ok(())
}

fn run(command: &mut Command) -> Result {
    let status = command.stdout(Stdio::null()).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?}: {status}").into())
    }
}

fn report(what: &str, ours: Vec<Duration>, theirs: Vec<Duration>, target: f64) {
    let (ours, theirs) = (median(ours), median(theirs));
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!(
        "{MIGRATIONS} migrations, {what}: {ours:.2?} against {theirs:.2?} = {ratio:.2}× (target {target}×)"
    );
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
