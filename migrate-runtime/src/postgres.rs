mod check;
mod code;
mod failure;
#[cfg(feature = "drift")]
mod introspect;
mod lease;
mod lock;
mod message;
mod probe;
mod settings;
mod steps;
mod transaction;

use std::time::Duration;

use migrate_format::Probe;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{ConnectOptions, Row as _};

use self::message::{Message, applying_failed, delete_reverted};
use self::probe::Found;
use self::settings::Settings;
use self::transaction::search_path;
use crate::code::Code;
use crate::database::{Database, Direction, Newest, Outcome, Piece, Step};
use crate::error::Kind;
use crate::history::{Cells, Event, Expected, Place, Row, RowState};
use crate::lent::{self, Lent};
use crate::sql::literal;
use crate::target::keep_trying;
use crate::uncertain::uncertain;
use crate::{Dialect, Error};

type Failure = lent::Failure<sqlx::Postgres>;

/// Our own SQLSTATEs, raised by the check inside a transaction: another run holds the lock, the
/// history is not as expected, another run holds the lease.
const LOCKED: &str = "MGR01";
const MOVED: &str = "MGR02";
const LEASED: &str = "MGR03";

/// A connection to PostgreSQL. Everything is sent as simple queries, one message per transaction, so
/// that poolers in transaction mode see nothing that spans two of them.
pub(crate) struct Postgres<'t> {
    lent: Lent<'t, sqlx::Postgres>,
    /// Of an idle connection that was taken without a ping: where to get another one.
    unpinged: Option<&'t sqlx::PgPool>,
    settings: Settings,
    /// A migration may have left what [`Settings`] cannot put back.
    is_changed: bool,
    /// Who this run is, for leases.
    owner: String,
}

pub(crate) async fn connect<'t>(url: &str, wait: Duration) -> Result<Postgres<'t>, Error> {
    let options: PgConnectOptions = keep_trying(wait, url, || async { url.parse() }).await?;
    // PgBouncer refuses the start-up parameter that the driver would send.
    let options = options.extra_float_digits(None).disable_statement_logging();
    let connection = keep_trying(wait, url, || options.connect()).await?;
    Ok(Postgres::new(Lent::Owned(connection)))
}

impl<'t> Postgres<'t> {
    pub(crate) fn pooled(connection: PoolConnection<sqlx::Postgres>) -> Self {
        Self::new(Lent::pooled(connection))
    }

    /// A pool's idle connection, if it has one: the look is the ping.
    pub(crate) fn idle(pool: &'t sqlx::PgPool) -> Option<Self> {
        let mut session = Self::pooled(pool.try_acquire()?);
        session.unpinged = Some(pool);
        Some(session)
    }

    pub(crate) fn borrowed(connection: &'t mut PgConnection) -> Self {
        Self::new(Lent::Borrowed(connection))
    }

    fn new(lent: Lent<'t, sqlx::Postgres>) -> Self {
        Self {
            lent,
            unpinged: None,
            settings: Settings::default(),
            is_changed: false,
            owner: format!("{:016x}", fastrand::u64(..)),
        }
    }

    /// Sends one message. The rows of all its statements.
    async fn send(&mut self, sql: String) -> Result<Vec<PgRow>, Failure> {
        self.lent.send(sql).await
    }

    /// Asks without an error, which would end a transaction of the caller's.
    async fn has_history(&mut self, place: &Place) -> Result<bool, Error> {
        let history = literal(Dialect::Postgres, &place.tables.history());
        let sent = self
            .send(format!("SELECT to_regclass({history}) IS NOT NULL"))
            .await;
        let rows = sent.map_err(|failure| failure.into_error("reading the history", place))?;
        let exists = rows.first().and_then(|row| row.try_get(0).ok());
        Ok(exists.unwrap_or(false))
    }
}

impl Database for Postgres<'_> {
    /// Every object takes a place in the server's table of locks until the commit.
    const JOINED: usize = 200;

    async fn newest(&mut self, place: &Place) -> Result<Outcome<Option<Newest>>, Error> {
        if self.lent.is_in_callers_transaction() && !self.has_history(place).await? {
            return Ok(Outcome::Done(None));
        }
        let mut sent = self.send(place.newest_sql()).await;
        if let (Err(failure), Some(pool)) = (&sent, self.unpinged.take())
            && failure.is_broken_connection()
        {
            let connection = pool.acquire().await;
            self.lent = Lent::pooled(connection.map_err(Error::database("connecting"))?);
            sent = self.send(place.newest_sql()).await;
        }
        match sent {
            Ok(rows) => rows.first().map(newest).transpose().map(Outcome::Done),
            // No such table, no such schema.
            Err(failure) if matches!(failure.sqlstate().as_deref(), Some("42P01" | "3F000")) => {
                Ok(Outcome::Done(None))
            }
            Err(failure) => Err(failure.into_error("reading the history", place)),
        }
    }

    async fn rows(&mut self, place: &Place) -> Result<Outcome<Vec<Row>>, Error> {
        let sql = format!("{};\n{}", place.layout_sql(), place.rows_sql());
        let rows = self
            .send(sql)
            .await
            .map_err(|failure| failure.into_error("reading the history", place))?;
        let cells: Result<_, _> = rows.iter().map(cells).collect();
        let cells: Vec<Cells> = cells.map_err(Error::database("reading the history"))?;
        place.history(cells).map(Outcome::Done)
    }

    async fn read(
        &mut self,
        place: &Place,
        doing: &'static str,
        sql: String,
    ) -> Result<Vec<Cells>, Error> {
        let rows = self.send(sql).await;
        let rows = rows.map_err(|failure| failure.into_error(doing, place))?;
        let cells: Result<_, _> = rows.iter().map(cells).collect();
        cells.map_err(Error::database(doing))
    }

    async fn prepare(&mut self, place: &Place) -> Result<Outcome<bool>, Error> {
        if !place.advisory_locks {
            self.create_tables(place).await?;
        }
        // Of many replicas one goes on; to the others that costs less than an attempt.
        let asked = format!("{}{}", lock::look(place), settings::query(place));
        let rows = match self.send(asked).await {
            Ok(rows) => rows,
            Err(failure) if failure.sqlstate().as_deref() == Some(LOCKED) => {
                return Ok(Outcome::Busy);
            }
            // A transaction of the caller's that has failed.
            Err(failure) if failure.sqlstate().as_deref() == Some("25P02") => {
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
    ) -> Result<Outcome<Vec<Duration>>, Error> {
        let mut message = Message::new(&self.begin(place, expected, ""));
        for piece in pieces {
            self.is_changed |= piece.migration.changes_session();
            let opening = self.opening(place, piece);
            message.add(place, piece, &opening, &self.settings);
        }
        message.push("COMMIT");
        let Message { sql, parts, .. } = message;
        match self.transaction(sql).await {
            Ok(rows) => Ok(Outcome::Done(rows.iter().filter_map(duration).collect())),
            Err(failure) => match failure.outcome(place) {
                Some(outcome) => {
                    let script: String = pieces.iter().map(|piece| piece.migration.sql()).collect();
                    Ok(self.blocked(outcome, &script).await)
                }
                None => Err(applying_failed(&parts, pieces, failure, place)),
            },
        }
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
    ) -> Result<Outcome<()>, Error> {
        self.is_changed = true;
        let row = &piece.row;
        let record = if resume || piece.direction == Direction::Down {
            let assignments = piece.claimed(Dialect::Postgres, resume, "clock_timestamp()");
            place.update_sql(row.position, &assignments)
        } else {
            let begun = Row {
                state: RowState::Running,
                ..row.clone()
            };
            let insert = place.insert_sql(&[begun]);
            let started = place.update_sql(row.position, "started_at = clock_timestamp()");
            format!("{insert};\n{started}")
        };
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

    async fn repeat(&mut self, place: &Place, sql: &str) -> Result<(), Error> {
        let sent = self.send(sql.to_owned()).await;
        sent.map(drop)
            .map_err(|failure| failure.into_error("repeating a setting", place))
    }

    async fn was_executed(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<Outcome<bool>, Error> {
        let (object, expected) = match &piece.probe {
            Some(Probe::Again) => return Ok(Outcome::Done(false)),
            Some(Probe::There(object)) => (*object, true),
            Some(Probe::Gone(object)) => (*object, false),
            None => return Err(uncertain(piece, step)),
        };
        let doing = "looking whether a statement was executed";
        let found = self.find(&object).await;
        let found = found.map_err(|failure| failure.into_error(doing, place))?;
        let Some(found) = found else {
            return Err(uncertain(piece, step));
        };
        if (found == Found::Complete) != expected || matches!(found, Found::Invalid(_)) {
            return Ok(Outcome::Done(false));
        }
        let record = place.update_sql(piece.row.position, &step.done(Dialect::Postgres));
        let sql = format!("{}{record};\nCOMMIT", self.begin_leased(place, ""));
        let recorded = self.attempt(place, "recording a statement", sql).await?;
        Ok(recorded.map(|_| true))
    }

    async fn step(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<Outcome<()>, Error> {
        if step.outside {
            self.step_outside(place, piece, step).await
        } else {
            self.step_inside(place, piece, step).await
        }
    }

    async fn finish(&mut self, place: &Place, piece: &Piece) -> Result<Outcome<Duration>, Error> {
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
        Ok(finished.map(|rows| rows.iter().find_map(duration).unwrap_or_default()))
    }

    async fn restore(&mut self, place: &Place) -> Result<(), Error> {
        let sent = self.send(self.settings.restore.clone()).await;
        sent.map(drop)
            .map_err(|failure| failure.into_error("restoring the session's settings", place))
    }

    async fn is_held(&mut self, place: &Place, has_history: bool) -> Result<bool, Error> {
        let Some(query) = lock::is_free(place, has_history) else {
            return Ok(false);
        };
        let rows = self.send(query).await;
        let rows = rows.map_err(|failure| failure.into_error("looking for other runs", place))?;
        Ok(rows.is_empty())
    }

    async fn holder(&mut self, place: &Place) -> String {
        let lease = format!(
            "SELECT 'run ' || owner || ' (pid ' || pid || '), heard of at ' || heartbeat FROM {} WHERE set_name = {}",
            place.tables.lease(),
            place.set_literal()
        );
        for sql in [lock::holder(place), lease] {
            let rows = self.send(sql).await.unwrap_or_default();
            let holder = rows.first().and_then(|row| cells(row).ok()?.pop()?);
            if let Some(holder) = holder {
                return format!("held by {holder}");
            }
        }
        "nobody holds our lock now".to_owned()
    }

    async fn release(self) -> Result<(), Error> {
        let released = if self.is_changed {
            self.lent.close().await
        } else {
            self.lent.release().await
        };
        released.map_err(Error::database("closing the connection"))
    }
}

fn newest(row: &PgRow) -> Result<Newest, Error> {
    let read = |row: &PgRow| -> Result<(String, String), sqlx::Error> {
        Ok((row.try_get(0)?, row.try_get(1)?))
    };
    let (chain, state) = read(row).map_err(Error::database("reading the history"))?;
    let state =
        RowState::parse(&state).ok_or_else(|| Kind::Foreign(format!("the state `{state}`")))?;
    Ok(Newest { chain, state })
}

fn cells(row: &PgRow) -> Result<Cells, sqlx::Error> {
    (0..row.len()).map(|index| row.try_get(index)).collect()
}

/// The duration that a `RETURNING 'took', …` gave.
fn duration(row: &PgRow) -> Option<Duration> {
    if row.len() != 2 {
        return None;
    }
    let [Some(took), Some(milliseconds)] = <[_; 2]>::try_from(cells(row).ok()?).ok()? else {
        return None;
    };
    (took == "took").then(|| milliseconds.parse().ok().map(Duration::from_millis))?
}
