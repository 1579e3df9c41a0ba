mod check;
mod code;
mod failure;
mod foreign;
#[cfg(feature = "drift")]
mod introspect;
mod journal;
mod message;
mod probe;
mod session;
mod settings;
mod tables;

use std::time::Duration;

use migrate_format::Probe;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPool, MySqlRow};
use sqlx::pool::PoolConnection;
use sqlx::{ConnectOptions, Row as _};

use self::journal::{Journal, NOW, RECORDING_BEGIN, add_step, complete, lock_name};
use self::message::Script;
use self::settings::Settings;
use crate::code::Code;
use crate::database::{Database, Direction, Newest, Outcome, Piece, Step};
use crate::error::Kind;
use crate::history::{Cells, Event, Expected, Place, Row, RowState};
use crate::lent::{self, Lent};
use crate::target::keep_trying;
use crate::uncertain::uncertain;
use crate::{Dialect, Error, Migration};

type Failure = lent::Failure<sqlx::MySql>;

/// A connection to MySQL or MariaDB, where most statements commit by themselves: every migration is
/// executed statement by statement, each with a record. While a run does so it holds a lock of its
/// session (`GET_LOCK`), which the server keeps as long as a statement of a client that died is at
/// work, and a row in the table of leases, which is looked at before each statement.
pub(crate) struct Mysql<'t> {
    lent: Lent<'t, sqlx::MySql>,
    /// Of an idle connection that was taken without a ping: where to get another one.
    unpinged: Option<&'t MySqlPool>,
    settings: Settings,
    is_prepared: bool,
    has_tables: bool,
    /// A migration may have left what [`Settings`] cannot put back.
    is_changed: bool,
    /// Who this run is, for leases.
    owner: String,
    /// Where this run has the lock, and perhaps the lease.
    held: Option<Place>,
    /// The name, as SQL, of another tool's lock that this run has.
    foreign_lock: Option<String>,
    /// What is left to do after a lock was not to be had.
    rest: Option<Script>,
}

pub(crate) async fn connect<'t>(url: &str, wait: Duration) -> Result<Mysql<'t>, Error> {
    let options: MySqlConnectOptions = keep_trying(wait, url, || async { url.parse() }).await?;
    let options = options.disable_statement_logging();
    let connection = keep_trying(wait, url, || options.connect()).await?;
    Ok(Mysql::new(Lent::Owned(connection)))
}

impl<'t> Mysql<'t> {
    pub(crate) fn pooled(connection: PoolConnection<sqlx::MySql>) -> Self {
        Self::new(Lent::pooled(connection))
    }

    /// A pool's idle connection, if it has one: the look is the ping.
    pub(crate) fn idle(pool: &'t MySqlPool) -> Option<Self> {
        let mut session = Self::pooled(pool.try_acquire()?);
        session.unpinged = Some(pool);
        Some(session)
    }

    pub(crate) fn borrowed(connection: &'t mut MySqlConnection) -> Self {
        Self::new(Lent::Borrowed(connection))
    }

    fn new(lent: Lent<'t, sqlx::MySql>) -> Self {
        Self {
            lent,
            unpinged: None,
            settings: Settings::default(),
            is_prepared: false,
            has_tables: false,
            is_changed: false,
            owner: format!("{:016x}", fastrand::u64(..)),
            held: None,
            foreign_lock: None,
            rest: None,
        }
    }

    /// After an error: others need not wait for a connection that goes on living, and a caller's own
    /// gets its settings back. What cannot be done any more is done by the end of the connection.
    pub(crate) async fn abandon(mut self) {
        self.let_go().await;
        if self.is_prepared {
            let restored = self.send(self.settings.restore.join(";\n")).await;
            if let Err(failure) = restored {
                tracing::debug!(error = %failure.message(), "the session's settings could not be restored");
            }
        }
    }

    /// Executes `statements` in one transaction, once the lease is taken.
    async fn rewrite_locked(
        &mut self,
        place: &Place,
        expected: &Expected,
        statements: Vec<String>,
    ) -> Result<Outcome<()>, Error> {
        let mut script = Script::default();
        let journal = self.journal(place);
        journal.take_lease(&mut script, self.has_tables, expected);
        if let Some(history) = &expected.foreign {
            let lock = expected.foreign_lock.as_ref();
            let held = self.hold_still(place, history, lock, script).await?;
            if held != Outcome::Done(()) {
                return Ok(held);
            }
            script = Script::default();
        } else {
            script.begin();
        }
        for statement in statements {
            script.ours("rewriting the history's chain", statement);
        }
        self.journal(place).check_lease(&mut script);
        script.commit();
        Ok(self.execute(place, &[], script).await?.map(drop))
    }

    async fn send(&mut self, sql: String) -> Result<Vec<MySqlRow>, Failure> {
        self.lent.send(sql).await
    }

    fn journal<'j>(&'j self, place: &'j Place) -> Journal<'j> {
        Journal {
            place,
            owner: &self.owner,
            settings: &self.settings,
        }
    }

    /// The place with the name of the connection's database, whatever a migration uses.
    fn here(&self, place: &Place) -> Place {
        place.in_database(self.settings.database.as_deref().unwrap_or_default())
    }

    /// The build has cut the files as a server reads them that lets backslashes escape quotes.
    fn check_escapes(&self, pieces: &[Piece]) -> Result<(), Error> {
        let migrations = pieces.iter().map(|piece| &piece.migration);
        let mut refused = migrations.filter(|one| one.needs_backslash_escapes());
        match refused.next() {
            Some(migration) if self.settings.no_backslash_escapes => Err(Kind::Session {
                message: format!(
                    "migration `{}` escapes a quote with a backslash, but the connection's sql_mode has NO_BACKSLASH_ESCAPES",
                    migration.identity()
                ),
                help: "write the quote twice, or connect without that mode".to_owned(),
            }
            .into()),
            _ => Ok(()),
        }
    }
}

impl Database for Mysql<'_> {
    /// Nothing is held until the end, so their number does not matter.
    const JOINED: usize = usize::MAX;

    const ATOMIC: bool = false;

    fn may_be_joined(migration: &Migration) -> bool {
        !migration.is_rust()
    }

    async fn newest(&mut self, place: &Place) -> Result<Outcome<Option<Newest>>, Error> {
        let mut sent = self.send(place.newest_sql()).await;
        if let (Err(failure), Some(pool)) = (&sent, self.unpinged.take())
            && failure.is_broken_connection()
        {
            let connection = pool.acquire().await;
            self.lent = Lent::pooled(connection.map_err(Error::database("connecting"))?);
            sent = self.send(place.newest_sql()).await;
        }
        let rows = match sent {
            Ok(rows) => rows,
            Err(failure) if failure.is_missing_table() => return Ok(Outcome::Done(None)),
            Err(failure) => return Err(failure.into_error("reading the history", place)),
        };
        self.has_tables = true;
        let Some(row) = rows.first() else {
            return Ok(Outcome::Done(None));
        };
        let Ok([Some(chain), Some(state)]) = <[_; 2]>::try_from(texts(row)) else {
            return Err(Kind::Foreign("the newest row".to_owned()).into());
        };
        let state =
            RowState::parse(&state).ok_or_else(|| Kind::Foreign(format!("the state `{state}`")))?;
        Ok(Outcome::Done(Some(Newest { chain, state })))
    }

    async fn rows(&mut self, place: &Place) -> Result<Outcome<Vec<Row>>, Error> {
        let sql = format!("{};\n{}", place.layout_sql(), place.rows_sql());
        let rows = self
            .send(sql)
            .await
            .map_err(|failure| failure.into_error("reading the history", place))?;
        place.history(rows.iter().map(texts)).map(Outcome::Done)
    }

    async fn read(
        &mut self,
        place: &Place,
        doing: &'static str,
        sql: String,
    ) -> Result<Vec<Cells>, Error> {
        let rows = self.send(sql).await;
        let rows = rows.map_err(|failure| failure.into_error(doing, place))?;
        Ok(rows.iter().map(texts).collect())
    }

    async fn prepare(&mut self, _place: &Place) -> Result<Outcome<bool>, Error> {
        // Without `autocommit` the look has begun a transaction of ours.
        let end = if self.lent.is_callers() {
            ""
        } else {
            "ROLLBACK;\n"
        };
        // Refused inside a transaction of the caller's, without effect on ours.
        let sql = format!("{end}SET TRANSACTION READ WRITE;\n{}", settings::query());
        let rows = match self.send(sql).await {
            Ok(rows) => rows,
            Err(failure) if failure.is_inside_transaction() => {
                return Err(Kind::OpenTransaction.into());
            }
            Err(failure) => {
                return Err(Error::database("reading the session's settings")(
                    failure.error,
                ));
            }
        };
        self.settings = Settings::read(&rows);
        self.is_prepared = true;
        Ok(Outcome::Done(self.settings.is_empty))
    }

    async fn apply(
        &mut self,
        place: &Place,
        expected: &Expected,
        pieces: &[Piece],
    ) -> Result<Outcome<Vec<Duration>>, Error> {
        let place = &self.here(place);
        self.check_escapes(pieces)?;
        let mut migrations = pieces.iter().map(|piece| &piece.migration);
        self.is_changed |= migrations.any(Migration::changes_session);
        let mut script = self.rest.take().unwrap_or_default();
        if script.is_empty() {
            self.held = Some(place.clone());
            let journal = self.journal(place);
            script.check(check::takes_lock(place));
            for piece in pieces.iter().take(1) {
                journal.begin_session(&mut script, piece);
            }
            journal.take_lease(&mut script, self.has_tables, expected);
            journal.add_pieces(&mut script, pieces);
            journal.add_end(&mut script, pieces);
        }
        self.complete(place, pieces, script).await
    }

    async fn apply_code(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        code: &Code,
    ) -> Result<Outcome<Duration>, Error> {
        let place = &self.here(place);
        self.run_code(place, expected, piece, code).await
    }

    async fn rewrite(
        &mut self,
        place: &Place,
        expected: &Expected,
        rows: &[Row],
        events: &[Event],
    ) -> Result<Outcome<()>, Error> {
        let place = &self.here(place);
        let locked = self.lock(place).await?;
        if locked != Outcome::Done(()) {
            return Ok(locked);
        }
        let statements = place.rewrite_sql(rows, events);
        let outcome = self.rewrite_locked(place, expected, statements).await;
        self.rest = None;
        self.let_go().await;
        outcome
    }

    async fn claim(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        resume: bool,
    ) -> Result<Outcome<()>, Error> {
        let place = &self.here(place);
        self.check_escapes(std::slice::from_ref(piece))?;
        let locked = self.lock(place).await?;
        if locked != Outcome::Done(()) {
            return Ok(locked);
        }
        self.is_changed |= piece.migration.changes_session();
        let journal = self.journal(place);
        let mut script = Script::default();
        journal.begin_session(&mut script, piece);
        journal.take_lease(&mut script, self.has_tables, expected);
        let record = if resume || piece.direction == Direction::Down {
            let assignments = piece.claimed(Dialect::Mysql, resume, NOW);
            journal.record(piece, &assignments)
        } else {
            journal.record_begin(piece)
        };
        script.ours(RECORDING_BEGIN, record);
        let outcome = self.execute(place, &[], script).await?;
        self.rest = None;
        Ok(outcome.map(drop))
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
        let place = &self.here(place);
        let (object, expected) = match &piece.probe {
            Some(Probe::Again) => return Ok(Outcome::Done(false)),
            Some(Probe::There(object)) => (object, true),
            Some(Probe::Gone(object)) => (object, false),
            None => return Err(uncertain(piece, step)),
        };
        let query = probe::query(object).ok_or_else(|| uncertain(piece, step))?;
        let doing = "looking whether a statement was executed";
        let rows = self
            .send(query)
            .await
            .map_err(|failure| failure.into_error(doing, place))?;
        if rows.is_empty() == expected {
            return Ok(Outcome::Done(false));
        }
        let journal = self.journal(place);
        let mut script = Script::default();
        script.begin();
        script.ours(doing, journal.record(piece, &step.done(Dialect::Mysql)));
        script.commit();
        let outcome = self.execute(place, &[], script).await?;
        self.rest = None;
        Ok(outcome.map(|_| true))
    }

    async fn step(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<Outcome<()>, Error> {
        let place = &self.here(place);
        let mut script = self.rest.take().unwrap_or_default();
        if script.is_empty() {
            let journal = self.journal(place);
            let running = format!("state = '{}', error = NULL", piece.running().name());
            journal.keep_lease(&mut script);
            if step.outside {
                // From here on it may have been executed without a record.
                script.ours("recording a statement", journal.record(piece, &running));
            }
            let done = format!("{running}, {}", step.done(Dialect::Mysql));
            let done = journal.done(piece, &done);
            add_step(&mut script, (0, piece), step, &[done]);
        }
        let pieces = std::slice::from_ref(piece);
        Ok(self.execute(place, pieces, script).await?.map(drop))
    }

    async fn finish(&mut self, place: &Place, piece: &Piece) -> Result<Outcome<Duration>, Error> {
        let place = &self.here(place);
        let pieces = std::slice::from_ref(piece);
        let mut script = self.rest.take().unwrap_or_default();
        if script.is_empty() {
            let journal = self.journal(place);
            if piece.direction == Direction::Up {
                script.begin();
                script.ours(
                    "recording a migration",
                    journal.record(piece, &complete(piece)),
                );
                script.commit();
            }
            journal.restore_session(&mut script);
            journal.add_end(&mut script, pieces);
        }
        let finished = self.complete(place, pieces, script).await?;
        Ok(finished.map(|durations| durations.first().copied().unwrap_or_default()))
    }

    async fn restore(&mut self, place: &Place) -> Result<(), Error> {
        self.let_go().await;
        let sent = self.send(self.settings.restore.join(";\n")).await;
        sent.map(drop)
            .map_err(|failure| failure.into_error("restoring the session's settings", place))
    }

    async fn holder(&mut self, place: &Place) -> String {
        let place = &self.here(place);
        let name = lock_name(place);
        let lock = format!(
            "SELECT CAST(CONCAT('connection ', IS_USED_LOCK({name}), COALESCE((SELECT CONCAT(' (', USER, '@', HOST, ', at it for ', \
             TIME, ' s)') FROM information_schema.PROCESSLIST WHERE ID = IS_USED_LOCK({name})), '')) AS BINARY)"
        );
        let lease = format!(
            "SELECT CAST(CONCAT('run ', owner, ' (connection ', connection_id, '), heard of at ', heartbeat) AS BINARY) \
             FROM {} WHERE set_name = {}",
            place.tables.lease(),
            place.set_literal()
        );
        for sql in [lock, lease] {
            let rows = self.send(sql).await.unwrap_or_default();
            if let Some(holder) = first_cell(&rows) {
                return format!("held by {holder}");
            }
        }
        "nobody holds our lock now".to_owned()
    }

    async fn release(mut self) -> Result<(), Error> {
        self.let_go().await;
        let doing = "closing the connection";
        if self.is_changed && !self.lent.is_callers() {
            return self.lent.close().await.map_err(Error::database(doing));
        }
        if self.is_prepared {
            let restored = self.send(self.settings.restore.join(";\n")).await;
            restored.map_err(|failure| Error::database(doing)(failure.error))?;
        }
        self.lent.release().await.map_err(Error::database(doing))
    }
}

/// Every value comes as text, in UTF-8 if it is ours.
pub(crate) fn texts(row: &MySqlRow) -> Cells {
    let cell = |index| {
        let bytes: Option<Vec<u8>> = row.try_get_unchecked(index).ok()?;
        bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    (0..row.len()).map(cell).collect()
}

fn first_cell(rows: &[MySqlRow]) -> Option<String> {
    texts(rows.first()?).into_iter().next().flatten()
}

fn duration(row: &MySqlRow) -> Duration {
    let milliseconds = texts(row).pop().flatten();
    milliseconds
        .and_then(|text| text.parse().ok())
        .map(Duration::from_millis)
        .unwrap_or_default()
}
