mod failure;
#[cfg(feature = "drift")]
mod introspect;

use std::str::FromStr;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions, Connection, Row as _};

use crate::code::{self, Code};
use crate::database::{Database, Direction, Newest, Outcome, Piece, Step};
use crate::error::{Kind, NOTHING_APPLIED, stopped_at};
use crate::frame::Frame;
use crate::history::{COLUMNS, Cells, Event, Expected, LAYOUT, Place, Row, RowState};
use crate::lent::{Failure, Lent};
use crate::sql::literal;
use crate::survey;
use crate::target::{Access, Session, keep_trying};
use crate::{Dialect, Error, Migration};

/// The time as the history holds it: UTC, to the millisecond.
const NOW: &str = "strftime('%Y-%m-%d %H:%M:%fZ', 'now')";

/// A connection to SQLite. The write lock of the file is the only lock: every transaction begins
/// with it, so what is checked inside holds until the commit.
pub(crate) struct Sqlite<'t> {
    lent: Lent<'t, sqlx::Sqlite>,
    /// Whether foreign keys were on before the first migration.
    foreign_keys: bool,
}

/// Opens the file of a URL: created if it may be written, an empty database if it is only read and
/// does not exist.
pub(crate) async fn connect<'t>(
    url: &str,
    access: Access,
    wait: Duration,
) -> Result<Session<'t>, Error> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| Kind::Url(format!("the URL cannot be used: {error}")))?
        .disable_statement_logging();
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    let options = match access {
        Access::Read if !in_memory && !options.get_filename().exists() => {
            return Ok(Session::Nothing);
        }
        Access::Read => options.read_only(true),
        Access::Write => options.create_if_missing(true),
    };
    let connection = keep_trying(wait, "", || options.connect()).await?;
    Ok(Session::Sqlite(Sqlite::new(Lent::Owned(connection))))
}

impl<'t> Sqlite<'t> {
    pub(crate) fn pooled(connection: PoolConnection<sqlx::Sqlite>) -> Self {
        Self::new(Lent::pooled(connection))
    }

    pub(crate) fn borrowed(connection: &'t mut SqliteConnection) -> Self {
        Self::new(Lent::Borrowed(connection))
    }

    fn new(lent: Lent<'t, sqlx::Sqlite>) -> Self {
        Self {
            lent,
            foreign_keys: false,
        }
    }

    /// Executes statements; the rows of all of them.
    async fn execute(&mut self, sql: String) -> Result<Vec<Cells>, Failure<sqlx::Sqlite>> {
        let rows = self.lent.send(sql).await?;
        Ok(rows.iter().map(cells).collect())
    }

    async fn begin(&mut self, place: &Place) -> Result<Outcome<()>, Error> {
        match self.execute("BEGIN IMMEDIATE".to_owned()).await {
            Ok(_) => Ok(Outcome::Done(())),
            Err(failure) if failure.is_inside_transaction() => Err(Kind::OpenTransaction.into()),
            Err(failure) => failure.outcome("beginning a transaction", place),
        }
    }

    async fn rollback(&mut self) {
        // After some failures SQLite has rolled back by itself.
        let _ = self.execute("ROLLBACK".to_owned()).await;
    }

    /// Begins a transaction in which the history ends as expected.
    async fn begin_expecting(
        &mut self,
        place: &Place,
        expected: &Expected,
    ) -> Result<Outcome<()>, Error> {
        let begun = self.begin(place).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun);
        }
        let checked = self.check_chain(place, expected).await;
        if !matches!(checked, Ok(Outcome::Done(()))) {
            self.rollback().await;
        }
        checked
    }

    async fn check_chain(
        &mut self,
        place: &Place,
        expected: &Expected,
    ) -> Result<Outcome<()>, Error> {
        let sql = format!("{}; {}", bootstrap(place), place.expected_sql());
        let rows = match self.execute(sql).await {
            Ok(rows) => rows,
            Err(failure) => return failure.outcome("creating or reading the history", place),
        };
        let is_unchanged = match &expected.foreign {
            None => true,
            // Nobody else writes in this transaction.
            Some(history) => survey::contents(self, place, history).await? == history.contents,
        };
        let newest = first_cell(&rows).unwrap_or_default();
        Ok(if is_unchanged && newest == expected.as_str() {
            Outcome::Done(())
        } else {
            Outcome::Busy
        })
    }

    async fn commit(&mut self) -> Result<(), Failure<sqlx::Sqlite>> {
        let committed = self.execute("COMMIT".to_owned()).await.map(drop);
        if committed.is_err() {
            self.rollback().await;
        }
        committed
    }

    /// Commits what is ours alone.
    async fn commit_record(&mut self, place: &Place) -> Result<Outcome<()>, Error> {
        match self.commit().await {
            Ok(()) => Ok(Outcome::Done(())),
            Err(failure) => failure.outcome("committing", place),
        }
    }

    /// The scripts and rows of a transaction that has begun, and its end.
    async fn apply_pieces(
        &mut self,
        place: &Place,
        pieces: &[Piece],
    ) -> Result<Outcome<Vec<Duration>>, Error> {
        let mut durations = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let started = Instant::now();
            let Piece { migration, row, .. } = piece;
            let record = match piece.direction {
                Direction::Up => insert_applied(place, row),
                Direction::Down => delete_reverted(place, piece),
            };
            if migration.foreign_keys_off() {
                if let Err(failure) = self.execute(migration.sql().to_owned()).await {
                    return failure.sql_outcome(migration);
                }
                self.check_foreign_keys(migration).await?;
                self.execute(record)
                    .await
                    .map_err(|failure| failure.into_error("recording a migration", place))?;
            } else {
                // The script may end in a comment and without a semicolon.
                let sql = format!("{}\n;\n{record}", migration.sql());
                if let Err(failure) = self.execute(sql).await {
                    return failure.sql_outcome(migration);
                }
            }
            durations.push(started.elapsed());
        }
        match (self.commit().await, pieces.last()) {
            // A deferred constraint: of a joined transaction nobody knows whose.
            (Err(failure), Some(piece)) => failure.sql_outcome(&piece.migration),
            _ => Ok(Outcome::Done(durations)),
        }
    }

    async fn check_foreign_keys(&mut self, migration: &Migration) -> Result<(), Error> {
        let rows = self
            .execute("PRAGMA foreign_key_check".to_owned())
            .await
            .map_err(|failure| failure.into_sql_error(migration, NOTHING_APPLIED.to_owned()))?;
        let Some([table, row, parent, ..]) = rows.first().map(Vec::as_slice) else {
            return Ok(());
        };
        let word = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "?".to_owned());
        let message = format!(
            "{} rows violate a foreign key after it, the first is row {} of `{}`, which refers to `{}`",
            rows.len(),
            word(row),
            word(table),
            word(parent)
        );
        Err(Kind::Sql {
            identity: migration.identity(),
            message,
            frame: Frame::new(migration.path(), migration.sql(), 0),
            state: NOTHING_APPLIED.to_owned(),
            source: None,
        }
        .into())
    }

    /// `PRAGMA foreign_keys` has no effect inside a transaction, so it goes around it.
    async fn set_foreign_keys(&mut self, place: &Place, on: bool) -> Result<(), Error> {
        let switch = if on { "ON" } else { "OFF" };
        self.execute(format!("PRAGMA foreign_keys = {switch}"))
            .await
            .map_err(|failure| failure.into_error("switching foreign keys", place))?;
        Ok(())
    }

    /// Records a statement that has been executed, unless another run has done so.
    async fn record_step(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<(), Failure<sqlx::Sqlite>> {
        let done = step.done(Dialect::Sqlite);
        let state = piece.running().name();
        let assignments = format!("state = '{state}', error = NULL, {done}");
        let update = place.update_sql(piece.row.position, &assignments);
        self.execute(format!("{update} AND statements_done = {}", step.index))
            .await
            .map(drop)
    }

    async fn statements_done(
        &mut self,
        place: &Place,
        piece: &Piece,
    ) -> Result<Option<usize>, Failure<sqlx::Sqlite>> {
        let sql = format!(
            "SELECT CAST(statements_done AS TEXT) FROM {} WHERE set_name = {} AND position = {} AND state <> 'applied'",
            place.tables.history(),
            place.set_literal(),
            piece.row.position
        );
        let rows = self.execute(sql).await?;
        Ok(first_cell(&rows).and_then(|text| text.parse().ok()))
    }

    /// Executes a statement in one transaction with its record.
    async fn step_inside(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<Outcome<()>, Error> {
        let begun = self.begin(place).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun);
        }
        let next = match self.statements_done(place, piece).await {
            Ok(Some(done)) if done > step.index => {
                self.rollback().await;
                return Ok(Outcome::Done(()));
            }
            Ok(Some(_)) => self.execute(step.sql.to_owned()).await.map(drop),
            // Another run finished the migration.
            Ok(None) => {
                self.rollback().await;
                return Ok(Outcome::Busy);
            }
            Err(failure) => Err(failure),
        };
        let recorded = match next {
            Ok(()) => self.record_step(place, piece, step).await,
            Err(failure) => Err(failure),
        };
        let committed = match recorded {
            Ok(()) => self.commit().await,
            Err(failure) => Err(failure),
        };
        match committed {
            Ok(()) => Ok(Outcome::Done(())),
            Err(failure) => {
                self.rollback().await;
                self.step_failed(place, piece, step, failure).await
            }
        }
    }

    async fn step_failed(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
        failure: Failure<sqlx::Sqlite>,
    ) -> Result<Outcome<()>, Error> {
        if failure.is_busy() {
            return Ok(Outcome::Retry(failure.message()));
        }
        let message = literal(Dialect::Sqlite, &failure.message());
        let update = place.update_sql(
            piece.row.position,
            &format!("state = '{}', error = {message}", piece.failed().name()),
        );
        let recorded = self
            .execute(format!("{update} AND statements_done = {}", step.index))
            .await;
        if let Err(failure) = recorded {
            tracing::warn!(
                error = failure.message(),
                "the failure could not be recorded"
            );
        }
        let state = stopped_at(step.index, piece.migration.statements().count());
        if let Err(error) = self.set_foreign_keys(place, self.foreign_keys).await {
            tracing::warn!(%error, "foreign keys could not be switched back");
        }
        let failure = Failure {
            done: step.index,
            ..failure
        };
        Err(failure.into_sql_error(&piece.migration, state))
    }
}

impl Database for Sqlite<'_> {
    /// Fewer commits are fewer waits for the disk.
    const JOINED: usize = usize::MAX;

    async fn newest(&mut self, place: &Place) -> Result<Outcome<Option<Newest>>, Error> {
        let rows = match self.execute(place.newest_sql()).await {
            Ok(rows) => rows,
            Err(failure) if failure.is_missing(place.tables.bare_history()) => {
                return Ok(Outcome::Done(None));
            }
            Err(failure) => return failure.outcome("reading the history", place),
        };
        let Some([Some(chain), Some(state)]) = rows.first().map(Vec::as_slice) else {
            return Ok(Outcome::Done(None));
        };
        let state =
            RowState::parse(state).ok_or_else(|| Kind::Foreign(format!("the state `{state}`")))?;
        let chain = chain.clone();
        Ok(Outcome::Done(Some(Newest { chain, state })))
    }

    async fn rows(&mut self, place: &Place) -> Result<Outcome<Vec<Row>>, Error> {
        let sql = format!("{}; {}", place.layout_sql(), place.rows_sql());
        let rows = match self.execute(sql).await {
            Ok(rows) => rows,
            Err(failure) => return failure.outcome("reading the history", place),
        };
        place.history(rows).map(Outcome::Done)
    }

    async fn read(
        &mut self,
        place: &Place,
        doing: &'static str,
        sql: String,
    ) -> Result<Vec<Cells>, Error> {
        let rows = self.execute(sql).await;
        rows.map_err(|failure| failure.into_error(doing, place))
    }

    async fn prepare(&mut self, _place: &Place) -> Result<bool, Error> {
        if self.lent.connection().is_in_transaction() {
            return Err(Kind::OpenTransaction.into());
        }
        let doing = "reading the schema";
        let on = self
            .execute("PRAGMA foreign_keys".to_owned())
            .await
            .map_err(|failure| Error::database(doing)(failure.error))?;
        self.foreign_keys = first_cell(&on) == Some("1");
        let rows = self
            .execute("SELECT count(*) || '' FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'".to_owned())
            .await
            .map_err(|failure| Error::database(doing)(failure.error))?;
        Ok(first_cell(&rows) == Some("0"))
    }

    async fn apply(
        &mut self,
        place: &Place,
        expected: &Expected,
        pieces: &[Piece],
    ) -> Result<Outcome<Vec<Duration>>, Error> {
        let off = pieces
            .iter()
            .any(|piece| piece.migration.foreign_keys_off());
        if off {
            self.set_foreign_keys(place, false).await?;
        }
        let applied = match self.begin_expecting(place, expected).await {
            Ok(Outcome::Done(())) => {
                let applied = self.apply_pieces(place, pieces).await;
                if !matches!(applied, Ok(Outcome::Done(_))) {
                    self.rollback().await;
                }
                applied
            }
            Ok(other) => Ok(other.map(|()| Vec::new())),
            Err(error) => Err(error),
        };
        if off {
            self.set_foreign_keys(place, self.foreign_keys).await?;
        }
        applied
    }

    async fn apply_code(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        code: &Code,
    ) -> Result<Outcome<Duration>, Error> {
        let identity = piece.migration.identity();
        let failed = |source| Kind::Step {
            identity: identity.clone(),
            source,
        };
        let code = code.call::<SqliteConnection>(&piece.migration)?;
        let begun = self.begin_expecting(place, expected).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun.map(|()| Duration::ZERO));
        }
        let started = Instant::now();
        let record = insert_applied(place, &piece.row);
        if let Err(source) = code(self.lent.connection()).await {
            self.rollback().await;
            return Err(failed(source).into());
        }
        // Inside a transaction this fails, and changes nothing.
        if self.execute("BEGIN".to_owned()).await.is_ok() {
            self.rollback().await;
            return Err(failed(code::ENDED.into()).into());
        }
        if let Err(failure) = self.execute(record).await {
            self.rollback().await;
            return Err(failure.into_error("recording a step", place));
        }
        let committed = self.commit_record(place).await?;
        Ok(committed.map(|()| started.elapsed()))
    }

    async fn rewrite(
        &mut self,
        place: &Place,
        expected: &Expected,
        rows: &[Row],
        events: &[Event],
    ) -> Result<Outcome<()>, Error> {
        let begun = self.begin_expecting(place, expected).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun);
        }
        let rewrite = place.rewrite_sql(rows, events).join(";\n");
        if let Err(failure) = self.execute(rewrite).await {
            self.rollback().await;
            return Err(failure.into_error("rewriting the history's chain", place));
        }
        self.commit_record(place).await
    }

    /// Any run may go on with an unfinished migration: each statement shares a transaction with its
    /// record, and the few that cannot (VACUUM, journal modes) do no harm when done twice.
    async fn claim(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        resume: bool,
    ) -> Result<Outcome<()>, Error> {
        let begun = self.begin_expecting(place, expected).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun);
        }
        let row = &piece.row;
        let sql = if resume || piece.direction == Direction::Down {
            let assignments = piece.claimed(Dialect::Sqlite, resume, NOW);
            place.update_sql(row.position, &assignments)
        } else {
            let row = Row {
                state: RowState::Running,
                ..row.clone()
            };
            let insert = place.insert_sql(std::slice::from_ref(&row));
            format!(
                "{insert};\n{}",
                place.update_sql(row.position, &format!("started_at = {NOW}"))
            )
        };
        if let Err(failure) = self.execute(sql).await {
            self.rollback().await;
            return Err(failure.into_error("recording the beginning of a migration", place));
        }
        self.commit_record(place).await
    }

    async fn repeat(&mut self, place: &Place, sql: &str) -> Result<(), Error> {
        let executed = self.execute(sql.to_owned()).await;
        executed
            .map(drop)
            .map_err(|failure| failure.into_error("repeating a setting", place))
    }

    async fn step(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<Outcome<()>, Error> {
        if !step.outside {
            return self.step_inside(place, piece, step).await;
        }
        match self.execute(step.sql.to_owned()).await {
            Ok(_) => {}
            Err(failure) => return self.step_failed(place, piece, step, failure).await,
        }
        match self.record_step(place, piece, step).await {
            Ok(()) => Ok(Outcome::Done(())),
            Err(failure) => failure.outcome("recording a statement", place),
        }
    }

    async fn finish(&mut self, place: &Place, piece: &Piece) -> Result<Outcome<Duration>, Error> {
        const TOOK: &str = "CAST((julianday('now') - julianday(started_at)) * 86400000 AS INTEGER)";
        let position = piece.row.position;
        let sql = match piece.direction {
            Direction::Up => {
                let assignments = format!(
                    "state = 'applied', error = NULL, finished_at = {NOW}, duration_ms = {TOOK}"
                );
                format!(
                    "{} AND state <> 'applied' RETURNING CAST(duration_ms AS TEXT)",
                    place.update_sql(position, &assignments)
                )
            }
            Direction::Down => format!(
                "{} AND state = 'reverting' RETURNING CAST({TOOK} AS TEXT);\n{}",
                place.delete_sql(position),
                place.event_sql(&piece.undone())
            ),
        };
        let begun = self.begin(place).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun.map(|()| Duration::ZERO));
        }
        let rows = match self.execute(sql).await {
            Ok(rows) => rows,
            Err(failure) => {
                self.rollback().await;
                return failure.outcome("recording a migration", place);
            }
        };
        if rows.is_empty() {
            self.rollback().await;
        } else if let Err(failure) = self.commit().await {
            return failure.outcome("recording a migration", place);
        }
        self.restore(place).await?;
        let milliseconds = first_cell(&rows).and_then(|text| text.parse().ok());
        // Without a row another run has recorded it.
        Ok(milliseconds.map_or(Outcome::Busy, |took| {
            Outcome::Done(Duration::from_millis(took))
        }))
    }

    async fn restore(&mut self, place: &Place) -> Result<(), Error> {
        self.set_foreign_keys(place, self.foreign_keys).await
    }

    async fn holder(&mut self, _place: &Place) -> String {
        "another process or connection holds the file's lock".to_owned()
    }

    async fn release(self) -> Result<(), Error> {
        self.lent
            .release()
            .await
            .map_err(Error::database("closing the database"))
    }
}

fn bootstrap(place: &Place) -> String {
    let tables = &place.tables;
    format!(
        "CREATE TABLE IF NOT EXISTS {history} (set_name TEXT NOT NULL, position INTEGER NOT NULL, \
         version INTEGER NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, chain TEXT NOT NULL, state TEXT NOT NULL, \
         draft INTEGER NOT NULL, breaking INTEGER, statements INTEGER, statements_done INTEGER, done_sql TEXT, \
         verified TEXT, started_at TEXT, finished_at TEXT, duration_ms INTEGER, error TEXT, applied_by TEXT, \
         PRIMARY KEY (set_name, position));\n\
         CREATE TABLE IF NOT EXISTS {event} (at TEXT NOT NULL DEFAULT ({NOW}), set_name TEXT NOT NULL, \
         kind TEXT NOT NULL, migration TEXT NOT NULL, detail TEXT NOT NULL, made_by TEXT NOT NULL);\n\
         CREATE TABLE IF NOT EXISTS {snapshot} (set_name TEXT NOT NULL PRIMARY KEY, head TEXT NOT NULL, \
         fingerprint TEXT NOT NULL, model TEXT NOT NULL, at TEXT NOT NULL DEFAULT ({NOW}));\n\
         CREATE TABLE IF NOT EXISTS {layout} (version INTEGER NOT NULL);\n\
         INSERT INTO {layout} SELECT {LAYOUT} WHERE NOT EXISTS (SELECT 1 FROM {layout})",
        history = tables.history(),
        event = tables.event(),
        snapshot = tables.snapshot(),
        layout = tables.layout(),
    )
}

fn delete_reverted(place: &Place, piece: &Piece) -> String {
    let event = place.event_sql(&piece.undone());
    format!("{event};\n{}", place.delete_sql(piece.row.position))
}

/// The row of a migration that begins now.
fn insert_applied(place: &Place, row: &Row) -> String {
    let row = Row {
        statements_done: row.statements.unwrap_or_default(),
        ..row.clone()
    };
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let begun = since.unwrap_or_default().as_millis();
    let mut values = row.values(Dialect::Sqlite);
    for (column, value) in COLUMNS.iter().zip(&mut values) {
        match *column {
            "finished_at" => NOW.clone_into(value),
            "started_at" => {
                *value = format!("strftime('%Y-%m-%d %H:%M:%fZ', {begun} / 1000.0, 'unixepoch')");
            }
            "duration_ms" => {
                *value = format!("max(0, CAST(unixepoch('subsec') * 1000 AS INTEGER) - {begun})");
            }
            _ => {}
        }
    }
    format!(
        "INSERT INTO {} (set_name, {}) VALUES ({}, {})",
        place.tables.history(),
        COLUMNS.join(", "),
        place.set_literal(),
        values.join(", ")
    )
}

fn first_cell(rows: &[Cells]) -> Option<&str> {
    rows.first()?.first()?.as_deref()
}

/// Cells as text; a migration's own query may give values of any kind, which nobody reads.
fn cells(row: &SqliteRow) -> Cells {
    let cell = |index| match row.try_get::<Option<String>, _>(index) {
        Ok(text) => text,
        Err(_) => row
            .try_get::<Option<i64>, _>(index)
            .ok()
            .flatten()
            .map(|number| number.to_string()),
    };
    (0..row.len()).map(cell).collect()
}
