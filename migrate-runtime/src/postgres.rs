mod check;
mod failure;
#[cfg(feature = "drift")]
mod introspect;
mod lease;
mod lock;
mod message;
mod probe;
mod settings;

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{ConnectOptions, Row as _};

use self::check::{anonymous_block, bootstrap, raise_unless, tenant};
use self::message::{
    Message, applying_failed, byte_of_char, closing, delete_reverted, set_limits, statements,
};
use self::probe::Found;
use self::settings::Settings;
use crate::code::{self, Code};
use crate::database::{Database, Direction, Newest, Outcome, Piece, Step};
use crate::error::{Kind, stopped_at};
use crate::history::{Cells, Event, Expected, Place, Row, RowState};
use crate::lent::{self, Lent};
use crate::probe::{Probe, uncertain};
use crate::sql::{identifier, literal};
use crate::target::keep_trying;
use crate::{Dialect, Error};

type Failure = lent::Failure<sqlx::Postgres>;

/// Our own SQLSTATEs, raised by the check inside a transaction: another run holds the lock, the
/// history is not as expected, another run holds the lease.
const LOCKED: &str = "MGR01";
const MOVED: &str = "MGR02";
const LEASED: &str = "MGR03";
/// The code of a step ended its transaction.
const ENDED: &str = "MGR04";

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

    /// As [`send`](Self::send), inside a transaction that is rolled back after a failure.
    async fn transaction(&mut self, sql: String) -> Result<Vec<PgRow>, Failure> {
        let sent = self.send(sql).await;
        if let Err(failure) = &sent
            && failure.sqlstate().is_some()
        {
            // If this fails too the connection is broken, which the first error says.
            let _ = self.send("ROLLBACK".to_owned()).await;
        }
        sent
    }

    /// As [`transaction`](Self::transaction), where losing a race or a lock is no error.
    async fn attempt(
        &mut self,
        place: &Place,
        doing: &'static str,
        sql: String,
    ) -> Result<Outcome<Vec<PgRow>>, Error> {
        match self.transaction(sql).await {
            Ok(rows) => Ok(Outcome::Done(rows)),
            Err(failure) => failure
                .outcome(place)
                .ok_or_else(|| failure.into_error(doing, place)),
        }
    }

    /// The first statements of a transaction that nobody else may be in: our lock, `extra`
    /// (more of the check's body), and the history as expected.
    fn begin(&self, place: &Place, expected: &Expected, extra: &str) -> String {
        let foreign = check::foreign(expected);
        let expected = literal(Dialect::Postgres, expected.as_str());
        let as_expected = format!("({}) = {expected}", place.expected_sql());
        // A row can be locked only where its table is.
        let (first, second) = if place.advisory_locks {
            (lock::take(place), bootstrap(place))
        } else {
            (bootstrap(place), lock::take(place))
        };
        let body = first
            + &second
            + &tenant(place)
            + extra
            + &foreign
            // Last, so that it sees what the run did from which the lease was taken.
            + &raise_unless(&as_expected, MOVED);
        format!("{}{};\n", self.begin_plain(), anonymous_block(&body))
    }

    /// The same for a transaction of the run that holds the lease: its row is the lock. `first` is
    /// what makes the session's role one that may write the lease.
    fn begin_leased(&self, place: &Place, first: &str) -> String {
        let keep = anonymous_block(&lease::keep(place, &self.owner));
        format!("{}{first}{keep};\n", self.begin_plain())
    }

    /// What comes before a script in its transaction. Every statement gives one result.
    fn opening(&self, place: &Place, piece: &Piece) -> Vec<String> {
        let mut opening = set_limits(piece.limits, &self.settings);
        if let Some(path) = search_path(place) {
            let path = literal(Dialect::Postgres, &path);
            opening.push(format!("SELECT set_config('search_path', {path}, true)"));
        }
        opening
    }

    /// Without advisory locks the tables are made in a transaction of their own, in which whoever
    /// comes second may fail.
    async fn create_tables(&mut self, place: &Place) -> Result<(), Error> {
        let create = format!(
            "{}{};\nCOMMIT",
            self.begin_plain(),
            anonymous_block(&bootstrap(place))
        );
        match self.transaction(create.clone()).await {
            Ok(_) => return Ok(()),
            Err(failure) if failure.is_already_there() => {}
            Err(failure) => return Err(failure.into_error("creating the history", place)),
        }
        let again = self.transaction(create).await;
        again
            .map(drop)
            .map_err(|failure| failure.into_error("creating the history", place))
    }

    /// The reason of a retry, and who stands in the way.
    async fn blocked<T>(&mut self, outcome: Outcome<T>, script: &str) -> Outcome<T> {
        let Outcome::Retry(reason) = outcome else {
            return outcome;
        };
        let rows = self.send(lock::blocker(script)).await.unwrap_or_default();
        let blocker = rows.first().and_then(|row| cells(row).ok()?.pop()?);
        Outcome::Retry(match blocker {
            Some(blocker) => format!("{reason}; {blocker}"),
            None => reason,
        })
    }

    fn begin_plain(&self) -> String {
        format!(
            "/* migrate {} */ BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\n",
            self.owner
        )
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

    /// Records as the role that began, whatever the script switched to.
    fn as_recorder(&self) -> String {
        format!(
            "SET LOCAL SESSION AUTHORIZATION DEFAULT;\nSET LOCAL ROLE {};\n",
            self.settings.role
        )
    }

    /// Executes a step and its record in one transaction.
    async fn step_inside(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<Outcome<()>, Error> {
        // The lease is kept behind the statement, which runs as the role that the file has set.
        // The session has a tenant's path, or what the file has set since.
        let limits = set_limits(piece.limits, &self.settings);
        let prefix = self.begin_plain() + &statements(&limits);
        let keep = anonymous_block(&lease::keep(place, &self.owner));
        let record = place.update_sql(piece.row.position, &step.done(Dialect::Postgres));
        let recorder = self.as_recorder();
        let sql = format!(
            "{prefix}{}\n;\n{recorder}{keep};\n{record};\nCOMMIT",
            step.sql
        );
        match self.transaction(sql).await {
            Ok(_) => Ok(Outcome::Done(())),
            Err(failure) => match failure.outcome(place) {
                Some(outcome) => Ok(self.blocked(outcome, step.sql).await),
                None => Err(self.step_failed(place, piece, step, failure, &prefix).await),
            },
        }
    }

    /// Executes a step that cannot share a transaction: the lease before it, its record after it.
    async fn step_outside(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<Outcome<()>, Error> {
        self.drop_invalid(piece, step).await?;
        let limits = self.session_limits(piece);
        let prepare = format!(
            "{}{limits}COMMIT",
            self.begin_leased(place, &self.as_recorder())
        );
        let prepared = self.attempt(place, "keeping the lease", prepare).await?;
        if !matches!(prepared, Outcome::Done(_)) {
            return Ok(prepared.map(drop));
        }
        // The comment lets other runs see in pg_stat_activity that the statement is at work.
        let prefix = format!("/* migrate {} */ ", self.owner);
        if let Err(failure) = self.send(format!("{prefix}{}", step.sql)).await {
            return Err(self.step_failed(place, piece, step, failure, &prefix).await);
        }
        let record = place.update_sql(piece.row.position, &step.done(Dialect::Postgres));
        let no_limits = "SET LOCAL lock_timeout = 0;\nSET LOCAL statement_timeout = 0;\n";
        let first = no_limits.to_owned() + &self.as_recorder();
        let sql = format!("{}{record};\nCOMMIT", self.begin_leased(place, &first));
        let recorded = self.attempt(place, "recording a statement", sql).await?;
        Ok(recorded.map(drop))
    }

    /// Drops an index that an earlier run did not complete, before it is built again.
    async fn drop_invalid(&mut self, piece: &Piece, step: &Step) -> Result<(), Error> {
        let Some(Probe::There(object)) = piece.probe else {
            return Ok(());
        };
        if step.index != piece.row.statements_done || object.kind != "index" {
            return Ok(());
        }
        let doing = "dropping an invalid index";
        let failed = |failure: Failure| Error::database(doing)(failure.error);
        if let Some(Found::Invalid(index)) = self.find(&object).await.map_err(failed)? {
            tracing::info!(index, "dropping an index that was not completed");
            let drop = format!("DROP INDEX CONCURRENTLY IF EXISTS {index}");
            self.send(drop).await.map_err(failed)?;
        }
        Ok(())
    }

    /// For a statement that cannot share a transaction with its limits. Values that hold already are
    /// left alone, so that behind a pooler nothing is left on a server connection.
    fn session_limits(&self, piece: &Piece) -> String {
        let set = |name: &str, value: &str| {
            let value = literal(Dialect::Postgres, value);
            format!(
                "SELECT set_config('{name}', {value}, false) WHERE current_setting('{name}') <> {value};\n"
            )
        };
        let limit = |limit: Option<u32>| limit.unwrap_or(0).to_string();
        let mut limits = set("lock_timeout", &limit(piece.limits.lock))
            + &set("statement_timeout", &limit(piece.limits.statement))
            + &set("default_transaction_read_only", "off");
        for name in &self.settings.timeouts {
            limits += &set(name, "0");
        }
        if self.settings.checks_clients {
            limits + &set("client_connection_check_interval", "10s")
        } else {
            limits
        }
    }

    /// Records that a step failed, so that the next run goes on from it.
    async fn step_failed(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
        failure: Failure,
        prefix: &str,
    ) -> Error {
        if !failure.is_broken_connection() {
            let message = literal(Dialect::Postgres, &failure.message());
            let state = piece.failed().name();
            let assignments = format!("state = '{state}', error = {message}");
            let sql = format!(
                "{}{};\n{};\nCOMMIT",
                self.begin_leased(place, &self.settings.restore),
                place.update_sql(piece.row.position, &assignments),
                lease::drop(place, &self.owner)
            );
            if let Err(failure) = self.transaction(sql).await {
                tracing::warn!(error = %failure.message(), "the failure could not be recorded");
            }
        }
        let before = prefix.chars().count();
        let offset = match failure.position() {
            Some(position) if position >= before => {
                step.offset + byte_of_char(step.sql, position - before)
            }
            _ => step.offset,
        };
        let state = stopped_at(step.index, piece.migration.statements().count());
        failure.into_sql_error(&piece.migration, offset, state)
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

    async fn prepare(&mut self, place: &Place) -> Result<bool, Error> {
        if !place.advisory_locks {
            self.create_tables(place).await?;
        }
        let rows = match self.send(settings::query(place)).await {
            Ok(rows) => rows,
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
        Ok(self.settings.is_empty)
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
        let identity = piece.migration.identity();
        let failed = |source| Kind::Step {
            identity: identity.clone(),
            source,
        };
        let code = code.call::<PgConnection>(&piece.migration)?;
        self.is_changed = true;
        // Gone if the code ends the transaction.
        let mark = format!("SET LOCAL migrate.step = '{}'", self.owner);
        let opening = format!(
            "{}{}{mark}",
            self.begin(place, expected, ""),
            statements(&self.opening(place, piece))
        );
        let begun = self.attempt(place, "beginning a step", opening).await?;
        if !matches!(begun, Outcome::Done(_)) {
            return Ok(begun.map(|_| Duration::ZERO));
        }
        if let Err(source) = code(self.lent.connection()).await {
            // If this fails too the connection is broken, which the first error says.
            let _ = self.send("ROLLBACK".to_owned()).await;
            let lost = source.downcast_ref().and_then(failure::lost_lock);
            return lost.map_or_else(
                || Err(failed(source).into()),
                |reason| Ok(Outcome::Retry(reason)),
            );
        }
        let mine = format!("current_setting('migrate.step', true) = '{}'", self.owner);
        let check = anonymous_block(&raise_unless(&mine, ENDED));
        // The code may have set what a script may.
        let restore = &self.settings.restore;
        let (closing, _) = closing(place, piece, &self.settings);
        let end = format!("{check};\n{restore}{closing}COMMIT");
        match self.transaction(end).await {
            Ok(rows) => Ok(Outcome::Done(
                rows.iter().find_map(duration).unwrap_or_default(),
            )),
            Err(failure) if failure.sqlstate().as_deref() == Some(ENDED) => {
                Err(failed(code::ENDED.into()).into())
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

/// What unqualified names mean in the migrations of a tenant.
fn search_path(place: &Place) -> Option<String> {
    let schema = place.schema.as_deref()?;
    Some(format!("{}, public", identifier(Dialect::Postgres, schema)))
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
