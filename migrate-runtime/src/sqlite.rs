mod apply;
mod code;
mod failure;
#[cfg(feature = "drift")]
mod introspect;
mod steps;
mod tables;
mod transaction;

use std::str::FromStr;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions, Connection, Row as _};

use crate::code::Code;
use crate::database::{Database, Direction, Newest, Outcome, Piece, Step};
use crate::error::Kind;
use crate::history::{Cells, Event, Expected, Place, Row, RowState};
use crate::lent::{Failure, Lent};
use crate::target::{Access, Session, keep_trying};
use crate::{Dialect, Error};

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

    /// `PRAGMA foreign_keys` has no effect inside a transaction, so it goes around it.
    async fn set_foreign_keys(&mut self, place: &Place, on: bool) -> Result<(), Error> {
        let switch = if on { "ON" } else { "OFF" };
        self.execute(format!("PRAGMA foreign_keys = {switch}"))
            .await
            .map_err(|failure| failure.into_error("switching foreign keys", place))?;
        Ok(())
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

    async fn prepare(&mut self, _place: &Place) -> Result<Outcome<bool>, Error> {
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
        Ok(Outcome::Done(first_cell(&rows) == Some("0")))
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
        self.run_code(place, expected, piece, code).await
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
