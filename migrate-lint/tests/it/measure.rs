//! What the corpus says of PostgreSQL is compared with what the server does: the locks that a
//! statement holds, the tables that it scans or writes anew, the rows that it fails on.

use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use migrate_directory::{Category, Dialect, Mode};
use migrate_runtime::testing::Witness;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};

use crate::corpus::{Case, Result, Verdict, cases};

#[tokio::test]
async fn the_server_does_what_the_corpus_says() -> Result {
    let mut wrong = Vec::new();
    let mut confirmed = 0;
    for case in cases(Dialect::Postgres)? {
        if case.unconfirmed {
            continue;
        }
        let verdicts = case.judge(Dialect::Postgres)?;
        confirmed += verdicts.len();
        let mut database = Database::new(&case).await?;
        let mut problems = database.unknown(&case).await?;
        problems.extend(database.without_rows(&case, &verdicts).await?);
        wrong.extend(
            problems
                .into_iter()
                .map(|one| format!("{}: {one}", case.name)),
        );
        database.scratch.drop().await?;
        let fails = verdicts
            .iter()
            .any(|one| one.expected.contains(&Category::DataDependent));
        if case.rows.is_empty() {
            assert!(!fails, "{}: no rows show on what it fails", case.name);
            continue;
        }
        let mut database = Database::new(&case).await?;
        let problems = database.with_rows(&case, &verdicts).await?;
        wrong.extend(
            problems
                .into_iter()
                .map(|one| format!("{} (rows): {one}", case.name)),
        );
        database.scratch.drop().await?;
    }
    println!("confirmed statements: {confirmed}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(confirmed > 300, "{confirmed}");
    Ok(())
}

/// A statement about each object that the migrations made, which needs it to be there.
const OBJECTS: &str = "
WITH own AS (
    SELECT oid FROM pg_namespace
    WHERE nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_')
), brought AS (
    SELECT objid FROM pg_depend WHERE deptype = 'e'
)
SELECT format('ALTER INDEX %s RENAME TO another', oid::regclass) FROM pg_class
WHERE relkind IN ('i', 'I') AND relnamespace IN (SELECT oid FROM own) AND oid NOT IN (SELECT objid FROM brought)
AND oid NOT IN (SELECT conindid FROM pg_constraint)
UNION ALL SELECT format('ALTER SEQUENCE %s RESTART', oid::regclass) FROM pg_class
WHERE relkind = 'S' AND relnamespace IN (SELECT oid FROM own)
UNION ALL SELECT format('COMMENT ON TABLE %s IS NULL', oid::regclass) FROM pg_class
WHERE relkind IN ('r', 'p') AND relnamespace IN (SELECT oid FROM own)
UNION ALL SELECT format('COMMENT ON COLUMN %s.%I IS NULL', attrelid::regclass, attname)
FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'v', 'm') AND relnamespace IN (SELECT oid FROM own)
UNION ALL SELECT format('ALTER TABLE %s RENAME CONSTRAINT %I TO another', conrelid::regclass, conname) FROM pg_constraint
WHERE contype IN ('c', 'f', 'p', 'u', 'x') AND conrelid <> 0 AND connamespace IN (SELECT oid FROM own)
UNION ALL SELECT format('ALTER TRIGGER %I ON %s RENAME TO another', tgname, tgrelid::regclass) FROM pg_trigger
WHERE NOT tgisinternal
UNION ALL SELECT format('ALTER POLICY %I ON %s RENAME TO another', polname, polrelid::regclass) FROM pg_policy
UNION ALL SELECT format('ALTER ROUTINE %s OWNER TO CURRENT_USER', oid::regprocedure) FROM pg_proc
WHERE prokind IN ('f', 'p') AND pronamespace IN (SELECT oid FROM own) AND oid NOT IN (SELECT objid FROM brought)
UNION ALL SELECT format('ALTER TYPE %s OWNER TO CURRENT_USER', oid::regtype) FROM pg_type
WHERE typtype IN ('e', 'd', 'r') AND typnamespace IN (SELECT oid FROM own) AND oid NOT IN (SELECT objid FROM brought)
UNION ALL SELECT format('CREATE TABLE another (a %s)', oid::regtype) FROM pg_type
WHERE typtype IN ('e', 'd', 'r', 'm', 'c') AND typnamespace IN (SELECT oid FROM own)
";

/// A database of a test's own.
pub(crate) struct Scratch {
    name: String,
    pub(crate) connection: PgConnection,
}

impl Scratch {
    pub(crate) async fn named(name: &str) -> Result<Self> {
        let mut other = server()?.connect().await?;
        run(&mut other, &format!("DROP DATABASE IF EXISTS {name}")).await?;
        run(&mut other, &format!("CREATE DATABASE {name}")).await?;
        Ok(Self {
            name: name.to_owned(),
            connection: server()?.database(name).connect().await?,
        })
    }

    pub(crate) async fn drop(self) -> Result {
        self.connection.close().await?;
        let mut server = server()?.connect().await?;
        run(&mut server, &format!("DROP DATABASE {}", self.name)).await?;
        Ok(())
    }
}

/// A database that the case's earlier migrations were run on.
struct Database {
    scratch: Scratch,
    witness: Witness,
}

impl Database {
    async fn new(case: &Case) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("corpus_{}_{number}", std::process::id());
        let mut scratch = Scratch::named(&name).await?;
        let connection = &mut scratch.connection;
        for sql in &case.before {
            run(connection, sql)
                .await
                .map_err(|error| format!("{}: {error}", case.name))?;
        }
        // So that an UPDATE by key reads the index, and times with and without zone differ. What
        // has to read from end to end all the same looks so expensive then that the server would
        // compile it.
        run(
            connection,
            "SET enable_seqscan = off; SET jit = off; SET timezone = 'Europe/Oslo'",
        )
        .await?;
        let witness = Witness::new(connection).await?;
        Ok(Self { scratch, witness })
    }

    /// Statements about what the earlier migrations left, whose names the rules do not know.
    async fn unknown(&mut self, case: &Case) -> Result<Vec<String>> {
        let mut problems = Vec::new();
        let statements: Vec<String> = sqlx::query_scalar(OBJECTS)
            .fetch_all(&mut self.scratch.connection)
            .await?;
        let numbered = statements.iter().enumerate();
        let numbered = numbered.map(|(at, sql)| sql.replace("another", &format!("another_{at}")));
        let about = Case {
            before: case.before.clone(),
            files: vec![numbered.collect::<Vec<_>>().join(";\n")],
            config: case.config.clone(),
            ..Case::default()
        };
        for verdict in about.judge(Dialect::Postgres)? {
            if verdict.found.contains(&Category::UnknownObject) {
                problems.push(format!("{}: {}", verdict.sql, verdict.shown.join("; ")));
            }
        }
        Ok(problems)
    }

    /// Runs the files on empty tables and looks at what each statement holds and reads.
    async fn without_rows(&mut self, case: &Case, verdicts: &[Verdict]) -> Result<Vec<String>> {
        let mut problems = Vec::new();
        let whole = is_transactional(case);
        if whole {
            run(&mut self.scratch.connection, "BEGIN").await?;
        }
        for verdict in verdicts {
            let refused = [
                Category::Transaction,
                Category::Syntax,
                Category::UnknownObject,
            ];
            let is_refused = refused.iter().any(|one| verdict.expected.contains(one));
            if is_control(&verdict.sql) {
                continue;
            }
            let blocks = match self.blocks(&verdict.sql, whole).await {
                Ok(blocks) => blocks,
                Err(_) if is_refused => continue,
                Err(error) => {
                    problems.push(format!("`{}` fails: {error}", verdict.sql));
                    continue;
                }
            };
            // It looks at rows only until it fails on the first one.
            let fails_at_once = verdict.expected.contains(&Category::DataDependent)
                && verdict.expected.contains(&Category::Breaking);
            // TRUNCATE takes a new file and reads nothing.
            let empties = verdict.sql.to_uppercase().contains("TRUNCATE");
            let exempt = blocks && (fails_at_once || empties);
            if !exempt && blocks != verdict.expected.contains(&Category::Blocking) {
                problems.push(format!("`{}` blocks: {blocks}", verdict.sql));
            }
        }
        Ok(problems)
    }

    /// Runs the files on rows: statements that are data-dependent fail, the others do not.
    async fn with_rows(&mut self, case: &Case, verdicts: &[Verdict]) -> Result<Vec<String>> {
        run(&mut self.scratch.connection, &case.rows).await?;
        let mut problems = Vec::new();
        let whole = is_transactional(case);
        if whole {
            run(&mut self.scratch.connection, "BEGIN").await?;
        }
        for verdict in verdicts {
            let failed = self.step(&verdict.sql, whole).await.is_err();
            if failed != verdict.expected.contains(&Category::DataDependent) {
                problems.push(format!("`{}` fails: {failed}", verdict.sql));
            }
        }
        Ok(problems)
    }

    /// Runs a statement, in the transaction of the file or by itself.
    async fn step(&mut self, sql: &str, whole: bool) -> Result {
        if !whole {
            return Ok(run(&mut self.scratch.connection, sql).await?);
        }
        run(&mut self.scratch.connection, "SAVEPOINT step").await?;
        let result = run(&mut self.scratch.connection, sql).await;
        if result.is_err() {
            run(&mut self.scratch.connection, "ROLLBACK TO SAVEPOINT step").await?;
        }
        Ok(result?)
    }

    /// Whether a statement reads or writes an existing table as a whole while it, or one before it,
    /// is held in a lock that writers wait for.
    async fn blocks(&mut self, sql: &str, whole: bool) -> Result<bool> {
        let own = !whole;
        if own {
            run(&mut self.scratch.connection, "BEGIN").await?;
        }
        let before = self.witness.look(&mut self.scratch.connection).await?;
        let result = self.step(sql, true).await;
        if own && result.is_err() {
            run(&mut self.scratch.connection, "ROLLBACK").await?;
            // The statement must be alone, because only the final state can be seen.
            run(&mut self.scratch.connection, sql).await?;
            let after = self.witness.look(&mut self.scratch.connection).await?;
            return Ok(!self.witness.effects(&before, &after).rewritten.is_empty());
        }
        result?;
        let after = self.witness.look(&mut self.scratch.connection).await?;
        if own {
            run(&mut self.scratch.connection, "COMMIT").await?;
        }
        Ok(self.witness.effects(&before, &after).is_blocking())
    }
}

fn is_transactional(case: &Case) -> bool {
    let directory = case.directory(Dialect::Postgres);
    let judged = &directory.migrations[case.before.len()..];
    judged.iter().all(|one| one.mode == Mode::Transactional)
}

fn is_control(sql: &str) -> bool {
    let first = sql
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_uppercase();
    ["BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT"].contains(&first.as_str())
}

pub(crate) async fn run(
    connection: &mut PgConnection,
    sql: &str,
) -> std::result::Result<(), sqlx::Error> {
    connection
        .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
        .await?;
    Ok(())
}

fn server() -> Result<PgConnectOptions> {
    let url = std::env::var("MIGRATE_TEST_POSTGRES")
        .map_err(|_| "there is no PostgreSQL server: run `cargo xtask test`")?;
    Ok(PgConnectOptions::from_str(&url)?)
}
