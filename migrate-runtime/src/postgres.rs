mod adopt;
mod check;
mod engine;
mod lease;
mod lock;
mod message;
mod probe;
mod settings;
mod steps;
mod survey;
mod tables;
mod transaction;

use std::time::Duration;

use migrate_format::Object;
use sqlx::postgres::PgConnection;

use self::check::{LOCKED, anonymous_block, raise_unless};
use self::engine::sqlstate;
use self::message::{
    Message, applying_failed, closing, delete_reverted, durations, search_path, statements,
};
use self::settings::Settings;
use crate::code;
use crate::database::Database;
use crate::engine::{Channel, Engine};
use crate::error::Kind;
use crate::history::{Cells, Event, Expected, Place, Row};
use crate::link::{self, Link, first_cell};
use crate::look::{self, Found, Newest};
use crate::outcome::{Attempt, Outcome};
use crate::piece::{Direction, Piece, Step};
use crate::sql::literal;
use crate::{Dialect, Error};

/// The code of a step ended its transaction.
const ENDED: &str = "MGR04";

type Failure = crate::engine::Failure<sqlx::Postgres>;

/// A connection to PostgreSQL. Everything is sent as simple queries, one message per transaction,
/// so that poolers in transaction mode see nothing that spans two of them.
pub(crate) struct Postgres<'t> {
    link: Link<'t, sqlx::Postgres>,
    settings: Settings,
    /// A migration may have left what [`Settings`] cannot put back.
    is_changed: bool,
    /// Who this run is, for leases.
    owner: String,
}

impl<'t> Postgres<'t> {
    pub(crate) fn new(link: Link<'t, sqlx::Postgres>) -> Self {
        Self {
            link,
            settings: Settings::default(),
            is_changed: false,
            owner: link::owner(),
        }
    }

    /// Asks without an error, which would end a transaction of the caller's.
    async fn has_history(&mut self, place: &Place) -> Result<bool, Error> {
        let history = literal(Dialect::Postgres, &place.tables.history());
        let sql = format!("SELECT (to_regclass({history}) IS NOT NULL)::text");
        let rows = look::read(self, place, "reading the history", sql).await?;
        Ok(first_cell(&rows) == Some("true"))
    }

    fn is_in_callers_transaction(&mut self) -> bool {
        self.link.is_callers() && sqlx::Connection::is_in_transaction(self.link.connection())
    }
}

impl Channel for Postgres<'_> {
    type Engine = sqlx::Postgres;

    fn connection(&mut self) -> &mut PgConnection {
        self.link.connection()
    }

    async fn send(&mut self, sql: String) -> Result<Vec<Cells>, Failure> {
        self.link.send(sql).await
    }
}

impl Database for Postgres<'_> {
    async fn newest(&mut self, place: &Place) -> Attempt<Option<Newest>> {
        if self.is_in_callers_transaction() && !self.has_history(place).await? {
            return Ok(Outcome::Done(None));
        }
        Ok(look::newest(self, place).await?.map(Option::flatten))
    }

    async fn prepare(&mut self, place: &Place) -> Attempt<bool> {
        if !place.advisory_locks {
            self.create_tables(place).await?;
        }
        // One of many replicas continues. For the others this costs less than an attempt.
        let asked = format!("{}{}", lock::look(place), settings::query(place));
        let rows = match self.send(asked).await {
            Ok(rows) => rows,
            Err(failure) if sqlstate(&failure.error) == Some(LOCKED) => {
                return Ok(Outcome::Busy);
            }
            // A transaction of the caller's that has failed.
            Err(failure) if sqlstate(&failure.error) == Some("25P02") => {
                return Err(Kind::OpenTransaction.into());
            }
            Err(failure) => {
                return Err(Error::database("reading the session's settings")(
                    failure.error,
                ));
            }
        };
        self.settings = Settings::read(&rows)?;
        Ok(Outcome::Done(self.settings.is_empty))
    }

    async fn apply(
        &mut self,
        place: &Place,
        expected: &Expected,
        pieces: &[Piece],
    ) -> Attempt<Vec<Duration>> {
        let mut message = Message::new(&self.begin(place, expected, ""));
        for piece in pieces {
            self.is_changed |= piece.migration.changes_session();
            let opening = self.opening(place, piece);
            message.add(place, piece, &opening, &self.settings);
        }
        message.push("COMMIT");
        let Message { sql, parts, .. } = message;
        match self.transaction(sql).await {
            Ok(rows) => Ok(Outcome::Done(durations(&rows).collect())),
            Err(failure) => match sqlx::Postgres::outcome(&failure.error, place) {
                Some(outcome) => {
                    let script: String = pieces.iter().map(|piece| piece.migration.sql()).collect();
                    Ok(self.blocked(outcome, &script).await)
                }
                None => Err(applying_failed(&parts, pieces, failure, place)),
            },
        }
    }

    async fn begin_code(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
    ) -> Attempt<()> {
        self.is_changed = true;
        // Gone if the code ends the transaction.
        let mark = format!("SET LOCAL migrate.step = '{}'", self.owner);
        let opening = format!(
            "{}{}{mark}",
            self.begin(place, expected, ""),
            statements(&self.opening(place, piece))
        );
        let begun = self.attempt(place, "beginning a step", opening).await?;
        Ok(begun.map(drop))
    }

    async fn end_code(&mut self, place: &Place, piece: &Piece, _: Duration) -> Attempt<Duration> {
        let mine = format!("current_setting('migrate.step', true) = '{}'", self.owner);
        let check = anonymous_block(&raise_unless(&mine, ENDED));
        // The code may have set what a script may.
        let restore = &self.settings.restore;
        let (closing, _) = closing(place, piece, &self.settings);
        let end = format!("{check};\n{restore}{closing}COMMIT");
        match self.transaction(end).await {
            Ok(rows) => Ok(Outcome::Done(durations(&rows).next().unwrap_or_default())),
            Err(failure) if sqlstate(&failure.error) == Some(ENDED) => {
                Err(code::ended(&piece.migration))
            }
            Err(failure) => Err(failure.into_error("recording a step", place)),
        }
    }

    async fn rewrite(
        &mut self,
        place: &Place,
        expected: &Expected,
        rows: &[Row],
        events: &[Event],
    ) -> Attempt<()> {
        // Not while another run executes a migration.
        let lease = lease::take(place, &self.owner);
        let sql = format!(
            "{}{};\n{};\nCOMMIT",
            self.begin(place, expected, &lease),
            place.rewrite_sql(rows, events).join(";\n"),
            lease::drop(place, &self.owner)
        );
        let doing = "rewriting the history's chain";
        Ok(self.attempt(place, doing, sql).await?.map(drop))
    }

    async fn claim(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        resume: bool,
    ) -> Attempt<()> {
        self.is_changed = true;
        let record = piece.claim_sql(place, resume, "clock_timestamp()");
        let lease = lease::take(place, &self.owner);
        let path = search_path(place).map_or_else(String::new, |path| {
            let path = literal(Dialect::Postgres, &path);
            format!(";\nSELECT set_config('search_path', {path}, false)")
        });
        let begin = self.begin(place, expected, &lease);
        let sql = format!("{begin}{record};\nCOMMIT{path}");
        let doing = "recording the beginning of a migration";
        Ok(self.attempt(place, doing, sql).await?.map(drop))
    }

    async fn find(&mut self, place: &Place, object: &Object) -> Result<Option<Found>, Error> {
        let Some(query) = probe::query(object) else {
            return Ok(None);
        };
        let rows = look::read(self, place, look::PROBING, query).await?;
        Ok(Some(probe::found(&rows)))
    }

    async fn record_step(&mut self, place: &Place, piece: &Piece, step: &Step) -> Attempt<()> {
        self.record_done(place, piece, step).await
    }

    async fn step(&mut self, place: &Place, piece: &Piece, step: &Step) -> Attempt<()> {
        if step.outside {
            self.step_outside(place, piece, step).await
        } else {
            self.step_inside(place, piece, step).await
        }
    }

    async fn finish(&mut self, place: &Place, piece: &Piece) -> Attempt<Duration> {
        let record = match piece.direction {
            Direction::Up => {
                let assignments = "state = 'applied', error = NULL, finished_at = clock_timestamp(), \
                     duration_ms = (extract(epoch FROM clock_timestamp() - started_at) * 1000)::bigint";
                let update = place.update_sql(piece.row.position, assignments);
                format!("{update} RETURNING 'took', duration_ms::text")
            }
            Direction::Down => {
                let event = place.event_sql(&piece.undone());
                format!(
                    "{event};\n{}",
                    delete_reverted(place, &piece.row, "started_at")
                )
            }
        };
        let sql = format!(
            "{}{record};\n{};\nCOMMIT",
            self.begin_leased(place, &self.settings.restore),
            lease::drop(place, &self.owner)
        );
        let finished = self.attempt(place, "recording a migration", sql).await?;
        Ok(finished.map(|rows| durations(&rows).next().unwrap_or_default()))
    }

    async fn restore(&mut self, place: &Place) -> Result<(), Error> {
        let restore = self.settings.restore.clone();
        look::read(self, place, look::RESTORING, restore)
            .await
            .map(drop)
    }

    async fn is_held(&mut self, place: &Place, has_history: bool) -> Result<bool, Error> {
        let Some(query) = lock::is_free(place, has_history) else {
            return Ok(false);
        };
        let rows = look::read(self, place, "looking for other runs", query).await?;
        Ok(rows.is_empty())
    }

    fn holders(&self, place: &Place) -> Vec<String> {
        vec![lock::holder(place), lease::holder(place)]
    }

    async fn release(self) -> Result<(), Error> {
        if self.is_changed {
            self.link.close().await
        } else {
            self.link.release().await
        }
    }
}
