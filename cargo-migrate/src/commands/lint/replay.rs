//! Runs migrations in a new database, statement by statement, and watches the server.

use std::ops::Range;

use migrate_directory::{Code, Dialect, Migration, Mode, ServerVersion, execution};
use migrate_lint::Selection;
use migrate_runtime::testing::{Effects, TestDatabase, Witness};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::database::migrations;
use crate::failure::Failure;
use crate::place::Place;

/// What the server did with the migrations.
pub(super) struct Replayed {
    /// The version of the server.
    pub(super) server: String,
    pub(super) steps: Vec<Step>,
}

/// A statement that was watched.
pub(super) struct Step {
    /// The index of the migration.
    pub(super) migration: usize,
    pub(super) range: Range<usize>,
    pub(super) effects: Effects,
    pub(super) error: Option<String>,
    /// The findings of the rules for a server of that version, without settings and directives.
    pub(super) findings: Vec<Code>,
}

/// Runs all migrations in a new database on the server and watches the selected ones, which come
/// last. The database is dropped afterwards.
pub(super) async fn replay(
    place: &Place,
    selection: Selection,
    server: &str,
) -> Result<Replayed, Failure> {
    if place.dialect()? != Dialect::Postgres {
        return Err(Failure::usage("`--trace` is available only for PostgreSQL")
            .help("run `cargo migrate lint` without `--trace` to see what the rules say"));
    }
    let judged = selection.of(&place.directory);
    let mut earlier = place.copy();
    let mut number = 0;
    earlier.directory.migrations.retain(|_| {
        number += 1;
        !judged[number - 1]
    });
    earlier.directory.diagnostics.clear();
    let database = TestDatabase::new(&migrations(&earlier)?, server).await?;
    let mut connection = PgConnection::connect(database.url()).await?;
    let version: String = sqlx::query_scalar("SHOW server_version")
        .fetch_one(&mut connection)
        .await?;
    // The tables are tiny: without this, PostgreSQL would scan them instead of using an index.
    execute(&mut connection, "SET enable_seqscan = off").await?;
    let version = version.split(' ').next().unwrap_or_default().to_owned();
    let findings = findings(place.copy(), selection, &version);
    let mut replay = Replay {
        witness: Witness::new(&mut connection).await?,
        connection,
        findings,
        steps: Vec::new(),
    };
    for (number, migration) in place.directory.migrations.iter().enumerate() {
        if judged[number] {
            // Without a lock, each file is a release of its own.
            if place.directory.lock.is_none() {
                replay.witness = Witness::new(&mut replay.connection).await?;
            }
            replay.migration(number, migration).await?;
        }
    }
    replay.connection.close().await?;
    Ok(Replayed {
        server: version,
        steps: replay.steps,
    })
}

/// The code, file and position of a finding.
type Finding = (Code, String, usize);

fn findings(mut place: Place, selection: Selection, version: &str) -> Vec<Finding> {
    place.directory.lint = migrate_directory::LintConfig::default();
    place.directory.lint.postgres_version = ServerVersion::parse(version);
    for migration in &mut place.directory.migrations {
        migration.directives.allows.clear();
        migration.directives.breaking = None;
    }
    place.directory.diagnostics.clear();
    place.judge(selection);
    let found = place.directory.diagnostics.into_iter();
    found
        .map(|one| (one.code, one.path, one.range.start))
        .collect()
}

struct Replay {
    connection: PgConnection,
    witness: Witness,
    findings: Vec<Finding>,
    steps: Vec<Step>,
}

impl Replay {
    async fn migration(&mut self, number: usize, migration: &Migration) -> Result<(), Failure> {
        let (statements, _) = execution(&migration.path, &migration.text, Dialect::Postgres);
        let whole = migration.mode == Mode::Transactional;
        if whole {
            execute(&mut self.connection, "BEGIN").await?;
        }
        for (at, statement) in statements.iter().enumerate() {
            let sql = &migration.text[statement.range.clone()];
            if is_control(sql) {
                continue;
            }
            let (effects, error) = match (whole, statement.transactional) {
                (true, _) => self.inside(sql).await?,
                (false, true) => {
                    execute(&mut self.connection, "BEGIN").await?;
                    let seen = self.inside(sql).await?;
                    execute(&mut self.connection, "COMMIT").await?;
                    seen
                }
                (false, false) => self.outside(sql).await?,
            };
            let span = &migration.split.statements[at].span;
            let findings = self.findings.iter();
            let of_statement =
                findings.filter(|(_, path, start)| *path == migration.path && span.contains(start));
            self.steps.push(Step {
                migration: number,
                range: statement.range.clone(),
                effects,
                error,
                findings: of_statement.map(|(code, ..)| *code).collect(),
            });
        }
        if whole {
            execute(&mut self.connection, "COMMIT").await?;
        }
        Ok(())
    }

    /// Runs a statement in the open transaction, which stays usable if the statement fails.
    async fn inside(&mut self, sql: &str) -> Result<(Effects, Option<String>), Failure> {
        execute(&mut self.connection, "SAVEPOINT step").await?;
        let before = self.witness.look(&mut self.connection).await?;
        let error = execute(&mut self.connection, sql).await.err();
        if error.is_some() {
            execute(&mut self.connection, "ROLLBACK TO SAVEPOINT step").await?;
        }
        let after = self.witness.look(&mut self.connection).await?;
        Ok((self.witness.effects(&before, &after), error.map(message)))
    }

    /// Runs a statement outside a transaction. Its locks are released when it ends.
    async fn outside(&mut self, sql: &str) -> Result<(Effects, Option<String>), Failure> {
        let before = self.witness.look(&mut self.connection).await?;
        let error = execute(&mut self.connection, sql).await.err();
        let after = self.witness.look(&mut self.connection).await?;
        let mut effects = self.witness.effects(&before, &after);
        // A rewrite holds an exclusive lock on its table.
        effects.is_held |= !effects.rewritten.is_empty();
        Ok((effects, error.map(message)))
    }
}

async fn execute(connection: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    let sql = sqlx::raw_sql(AssertSqlSafe(sql));
    connection.execute(sql).await.map(drop)
}

fn message(error: sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => error.message().to_owned(),
        other => other.to_string(),
    }
}

fn is_control(sql: &str) -> bool {
    const WORDS: &str = "BEGIN START COMMIT END ROLLBACK SAVEPOINT RELEASE";
    let first = sql.split_whitespace().next().unwrap_or_default();
    let mut words = WORDS.split(' ');
    words.any(|word| first.eq_ignore_ascii_case(word))
}
