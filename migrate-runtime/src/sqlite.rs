mod apply;
mod engine;
mod record;
mod steps;
mod survey;
mod tables;
mod transaction;

use std::time::Duration;

use sqlx::Connection;
use sqlx::sqlite::SqliteConnection;

use self::record::{insert_applied, now_after};
use self::tables::NOW;
use crate::Error;
use crate::code;
use crate::database::Database;
use crate::engine::Channel;
use crate::error::Kind;
use crate::history::{Cells, Event, Expected, Place, Row};
use crate::link::{Link, first_cell};
use crate::look;
use crate::outcome::{Attempt, Outcome};
use crate::piece::{Direction, Piece, Step};

type Failure = crate::engine::Failure<sqlx::Sqlite>;

/// A connection to SQLite. The write lock of the file is the only lock: every transaction begins
/// with it, so what is checked inside holds until the commit.
pub(crate) struct Sqlite<'t> {
    link: Link<'t, sqlx::Sqlite>,
    /// Whether foreign keys were on before the first migration.
    foreign_keys: bool,
}

impl<'t> Sqlite<'t> {
    pub(crate) fn new(link: Link<'t, sqlx::Sqlite>) -> Self {
        Self {
            link,
            foreign_keys: false,
        }
    }

    /// `PRAGMA foreign_keys` has no effect inside a transaction, so it goes around it.
    async fn set_foreign_keys(&mut self, place: &Place, on: bool) -> Result<(), Error> {
        let switch = if on { "ON" } else { "OFF" };
        let sql = format!("PRAGMA foreign_keys = {switch}");
        look::read(self, place, "switching foreign keys", sql)
            .await
            .map(drop)
    }
}

impl Channel for Sqlite<'_> {
    type Engine = sqlx::Sqlite;

    fn connection(&mut self) -> &mut SqliteConnection {
        self.link.connection()
    }

    async fn send(&mut self, sql: String) -> Result<Vec<Cells>, Failure> {
        self.link.send(sql).await
    }
}

impl Database for Sqlite<'_> {
    async fn prepare(&mut self, _place: &Place) -> Attempt<bool> {
        if self.link.connection().is_in_transaction() {
            return Err(Kind::OpenTransaction.into());
        }
        let doing = "reading the schema";
        let on = self
            .send("PRAGMA foreign_keys".to_owned())
            .await
            .map_err(|failure| Error::database(doing)(failure.error))?;
        self.foreign_keys = first_cell(&on) == Some("1");
        let rows = self
            .send("SELECT count(*) || '' FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'".to_owned())
            .await
            .map_err(|failure| Error::database(doing)(failure.error))?;
        Ok(Outcome::Done(first_cell(&rows) == Some("0")))
    }

    async fn apply(
        &mut self,
        place: &Place,
        expected: &Expected,
        pieces: &[Piece],
    ) -> Attempt<Vec<Duration>> {
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

    async fn begin_code(
        &mut self,
        place: &Place,
        expected: &Expected,
        _piece: &Piece,
    ) -> Attempt<()> {
        self.begin_expecting(place, expected).await
    }

    async fn end_code(
        &mut self,
        place: &Place,
        piece: &Piece,
        took: Duration,
    ) -> Attempt<Duration> {
        // Inside a transaction this fails, and changes nothing.
        if self.send("BEGIN".to_owned()).await.is_ok() {
            self.rollback().await;
            return Err(code::ended(&piece.migration));
        }
        let record = insert_applied(place, &piece.row, &now_after(took));
        if let Err(failure) = self.send(record).await {
            self.rollback().await;
            return Err(failure.into_error("recording a step", place));
        }
        let committed = self.commit_record(place).await?;
        Ok(committed.map(|()| took))
    }

    async fn rewrite(
        &mut self,
        place: &Place,
        expected: &Expected,
        rows: &[Row],
        events: &[Event],
    ) -> Attempt<()> {
        let begun = self.begin_expecting(place, expected).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun);
        }
        let rewrite = place.rewrite_sql(rows, events).join(";\n");
        if let Err(failure) = self.send(rewrite).await {
            self.rollback().await;
            return Err(failure.into_error("rewriting the history's chain", place));
        }
        self.commit_record(place).await
    }

    /// Any run may resume an unfinished migration: each statement shares a transaction with its
    /// record, and the few that cannot (VACUUM, journal modes) do no harm when done twice.
    async fn claim(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        resume: bool,
    ) -> Attempt<()> {
        let begun = self.begin_expecting(place, expected).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun);
        }
        let sql = piece.claim_sql(place, resume, NOW);
        if let Err(failure) = self.send(sql).await {
            self.rollback().await;
            return Err(failure.into_error("recording the beginning of a migration", place));
        }
        self.commit_record(place).await
    }

    async fn step(&mut self, place: &Place, piece: &Piece, step: &Step) -> Attempt<()> {
        if !step.outside {
            return self.step_inside(place, piece, step).await;
        }
        match self.send(step.sql.to_owned()).await {
            Ok(_) => {}
            Err(failure) => return self.step_failed(place, piece, step, failure).await,
        }
        self.record_step(place, piece, step).await
    }

    async fn record_step(&mut self, place: &Place, piece: &Piece, step: &Step) -> Attempt<()> {
        match self.record_done(place, piece, step).await {
            Ok(()) => Ok(Outcome::Done(())),
            Err(failure) => failure.outcome("recording a statement", place),
        }
    }

    async fn finish(&mut self, place: &Place, piece: &Piece) -> Attempt<Duration> {
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
        let rows = match self.send(sql).await {
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

    async fn release(self) -> Result<(), Error> {
        self.link.release().await
    }

    /// Every failure was rolled back, so the connection is in good order. To close it would lose a
    /// database in memory.
    async fn abandon(self) {
        if let Err(error) = self.release().await {
            tracing::debug!(%error, "the database could not be closed");
        }
    }
}
