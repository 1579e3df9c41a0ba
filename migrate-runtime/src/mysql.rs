mod check;
mod failure;
mod message;
mod probe;
mod settings;
mod tables;

use std::time::{Duration, Instant};

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlPool, MySqlRow};
use sqlx::pool::PoolConnection;
use sqlx::{ConnectOptions, Row as _};

use self::message::{Role, Script};
use self::settings::Settings;
use crate::chain::lock_key;
use crate::code::Code;
use crate::database::{Database, Direction, Newest, Outcome, Piece, Step, steps};
use crate::error::{Kind, stopped_at};
use crate::history::{COLUMNS, Cells, Event, Expected, NO_LIMIT, Place, Row, RowState};
use crate::lent::{self, Lent};
use crate::probe::{Probe, uncertain};
use crate::sql::literal;
use crate::target::keep_trying;
use crate::{Dialect, Error, Migration};

type Failure = lent::Failure<sqlx::MySql>;

/// How long the server makes us wait for our lock before the run looks again, in seconds.
const LOCK_WAIT: u32 = 1;

/// The time as the history holds it: UTC, to the millisecond.
const NOW: &str = "UTC_TIMESTAMP(3)";

/// The time since a script was begun, in milliseconds.
const TOOK: &str = "TIMESTAMPDIFF(MICROSECOND, started_at, UTC_TIMESTAMP(3)) DIV 1000";

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

    async fn send(&mut self, sql: String) -> Result<Vec<MySqlRow>, Failure> {
        self.lent.send(sql).await
    }

    /// The place with the name of the connection's database, whatever a migration uses.
    fn here(&self, place: &Place) -> Place {
        place.in_database(self.settings.database.as_deref().unwrap_or_default())
    }

    async fn lock(&mut self, place: &Place) -> Result<Outcome<()>, Error> {
        if self.held.is_some() {
            return Ok(Outcome::Done(()));
        }
        let get = format!("SELECT GET_LOCK({}, {LOCK_WAIT})", lock_name(place));
        let rows = match self.send(get).await {
            Ok(rows) => rows,
            Err(failure) if failure.is_lock() => return Ok(Outcome::Retry(failure.message())),
            Err(failure) => return Err(failure.into_error("taking the lock", place)),
        };
        match first_cell(&rows).as_deref() {
            Some("1") => {
                self.held = Some(place.clone());
                Ok(Outcome::Done(()))
            }
            Some(_) => Ok(Outcome::Busy),
            None => Ok(Outcome::Retry(
                "the server could not give a lock".to_owned(),
            )),
        }
    }

    /// Gives up the lease and the lock.
    async fn let_go(&mut self) {
        let Some(place) = self.held.take() else {
            return;
        };
        let mut script = Script::default();
        script.begin();
        self.give_up_lease(&mut script, &place);
        script.commit();
        script.ours("", release_lock(&place));
        if let Some(all) = script.message()
            && let Err(failure) = self.send(script.text(all)).await
        {
            tracing::debug!(error = %failure.message(), "the lock could not be released");
        }
    }

    /// Sends what is left of a script. The rows of the last message that gave some.
    async fn execute(
        &mut self,
        place: &Place,
        pieces: &[Piece],
        mut script: Script,
    ) -> Result<Outcome<Vec<MySqlRow>>, Error> {
        let mut rows = Vec::new();
        while let Some(message) = script.message() {
            match self.send(script.text(message.clone())).await {
                Ok(more) if more.is_empty() => {}
                Ok(more) => rows = more,
                Err(failure) => {
                    let done = failure.done;
                    if failure.is_servers() && script.is_in_transaction(&message, done) {
                        // If this fails too the connection is broken, which the first error says.
                        let _ = self.send("ROLLBACK".to_owned()).await;
                    }
                    let role = script.failed(&message, done).role;
                    if failure.is_lock() {
                        script.go_back(&message, done);
                        self.rest = Some(script);
                        return Ok(Outcome::Retry(failure.message()));
                    }
                    return self.refused(place, pieces, role, failure).await;
                }
            }
            script.sent(&message);
        }
        Ok(Outcome::Done(rows))
    }

    /// What the failure of a statement means.
    async fn refused<T>(
        &mut self,
        place: &Place,
        pieces: &[Piece],
        role: Role,
        failure: Failure,
    ) -> Result<Outcome<T>, Error> {
        match role {
            Role::Check if failure.is_refused() => {
                self.let_go().await;
                Ok(Outcome::Busy)
            }
            Role::Check => Err(failure.into_error("reading the history", place)),
            // Unique (set_name, position) is the last fence.
            Role::Ours(RECORDING_BEGIN) if failure.is_duplicate_key() => {
                self.let_go().await;
                Ok(Outcome::Busy)
            }
            Role::Ours(doing) => Err(failure.into_error(doing, place)),
            Role::Theirs { piece, step } => {
                let piece = pieces.get(piece);
                let step = piece.and_then(|piece| step_at(&piece.migration, step));
                match (piece, step) {
                    (Some(piece), Some(step)) => {
                        Err(self.step_failed(place, piece, &step, failure).await)
                    }
                    _ => Err(failure.into_error("applying a migration", place)),
                }
            }
        }
    }

    /// Records that a step failed, so that the next run goes on from it.
    async fn step_failed(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &StepText,
        failure: Failure,
    ) -> Error {
        if failure.is_servers() {
            let message = literal(Dialect::Mysql, &failure.message());
            let mut script = Script::default();
            script.begin();
            let failed = format!("state = '{}', error = {message}", piece.failed().name());
            script.ours("", self.record(place, piece, &failed));
            script.commit();
            if let Some(all) = script.message()
                && let Err(failure) = self.send(script.text(all)).await
            {
                tracing::warn!(error = %failure.message(), "the failure could not be recorded");
            }
        }
        let state = stopped_at(step.index, piece.migration.statements().count());
        failure.into_sql_error(&piece.migration, step.offset, step.sql, state)
    }

    /// Takes the lease from nobody, or from a holder that is not alive, when the history is as
    /// expected.
    fn take_lease(&self, script: &mut Script, place: &Place, expected: &Expected) {
        let doing = "taking the lease";
        if !self.has_tables {
            for create in tables::create(place) {
                script.ours("creating the history", create);
            }
        }
        script.begin();
        script.check(check::lease_is_free(place, &self.owner));
        script.ours(doing, check::take_lease(place, &self.owner));
        // Last, so that it sees what the run did from which the lease was taken.
        script.check(check::as_expected(place, expected));
        script.commit();
    }

    fn give_up_lease(&self, script: &mut Script, place: &Place) {
        let delete = format!("DELETE FROM {}", check::lease_of(place, &self.owner));
        script.ours("giving up the lease", delete);
    }

    fn begin_session(&self, script: &mut Script, piece: &Piece) {
        for set in self.settings.begin(piece.limits) {
            script.ours("preparing the session", set);
        }
    }

    fn restore_session(&self, script: &mut Script) {
        for set in &self.settings.restore {
            script.ours("restoring the session's settings", set);
        }
    }

    /// An update of a migration's row, and a sign of life, by nobody but the holder of the lease.
    fn record(&self, place: &Place, piece: &Piece, assignments: &str) -> String {
        format!(
            "UPDATE {} AS h JOIN {} AS l ON l.set_name = h.set_name AND l.owner = {} \
             SET {assignments}, l.heartbeat = {NOW} WHERE h.set_name = {} AND h.position = {}",
            place.tables.history(),
            place.tables.lease(),
            literal(Dialect::Mysql, &self.owner),
            place.set_literal(),
            piece.row.position
        )
    }

    /// The row of a migration that begins.
    fn record_begin(&self, place: &Place, piece: &Piece) -> String {
        let row = Row {
            state: RowState::Running,
            ..piece.row.clone()
        };
        let mut values = row.values(Dialect::Mysql);
        for (column, value) in COLUMNS.iter().zip(&mut values) {
            if *column == "started_at" {
                NOW.clone_into(value);
            }
        }
        format!(
            "INSERT INTO {} (set_name, {}) SELECT {}, {} FROM {}",
            place.tables.history(),
            place.columns(),
            place.set_literal(),
            values.join(", "),
            check::lease_of(place, &self.owner)
        )
    }

    /// A statement of a migration and its record; with the last one the migration is complete.
    fn add_step(
        &self,
        script: &mut Script,
        place: &Place,
        (number, piece): (usize, &Piece),
        step: &Step,
        record: &str,
    ) {
        let record = self.record(place, piece, record);
        let theirs = Role::Theirs {
            piece: number,
            step: step.index,
        };
        if step.outside {
            script.check(check::has_lease(place, &self.owner, false));
            script.add(theirs, step.sql);
            // Behind what may have locked tables or switched off `autocommit`, a transaction of its own.
            let apart = piece.migration.changes_session();
            if apart {
                script.begin();
            }
            script.ours("recording a statement", record);
            if apart {
                script.commit();
            }
        } else {
            script.begin();
            script.add(theirs, step.sql);
            script.ours("recording a statement", record);
            script.check(check::has_lease(place, &self.owner, true));
            script.commit();
        }
    }

    /// A whole migration.
    fn add_piece(&self, script: &mut Script, place: &Place, number: usize, piece: &Piece) {
        script.ours(RECORDING_BEGIN, self.record_begin(place, piece));
        let complete = complete(piece);
        let mut left = steps(&piece.migration, 0).peekable();
        if left.peek().is_none() {
            script.ours(
                "recording a migration",
                self.record(place, piece, &complete),
            );
        }
        while let Some(step) = left.next() {
            let record = match left.peek() {
                Some(_) => step.done(Dialect::Mysql),
                None => complete.clone(),
            };
            self.add_step(script, place, (number, piece), &step, &record);
        }
        if piece.migration.changes_session() {
            self.restore_session(script);
        }
    }

    /// The end of a script: what was reverted loses its row; the lease and the lock are given up. The
    /// durations are the last rows.
    fn add_end(&self, script: &mut Script, place: &Place, pieces: &[Piece]) {
        let is_down = |piece: &&Piece| piece.direction == Direction::Down;
        let took = match pieces.iter().find(is_down) {
            Some(_) => TOOK,
            None => "duration_ms",
        };
        let positions: Vec<String> = pieces
            .iter()
            .map(|piece| piece.row.position.to_string())
            .collect();
        script.begin();
        script.check(check::has_lease(place, &self.owner, true));
        script.ours(
            "reading the durations",
            format!(
                "SELECT CAST({took} AS BINARY) FROM {} WHERE set_name = {} AND `position` IN ({}) ORDER BY `position` {NO_LIMIT}",
                place.tables.history(),
                place.set_literal(),
                positions.join(", ")
            ),
        );
        for piece in pieces.iter().filter(is_down) {
            let doing = "recording that a migration was reverted";
            script.ours(doing, place.delete_sql(piece.row.position));
            script.ours(doing, place.event_sql(&piece.undone()));
        }
        self.give_up_lease(script, place);
        script.commit();
        script.ours("releasing the lock", release_lock(place));
    }

    async fn complete(
        &mut self,
        place: &Place,
        pieces: &[Piece],
        script: Script,
    ) -> Result<Outcome<Vec<Duration>>, Error> {
        let outcome = self.execute(place, pieces, script).await?;
        if matches!(outcome, Outcome::Done(_)) {
            self.held = None;
        }
        Ok(outcome.map(|rows| {
            let last = rows.len().saturating_sub(pieces.len());
            rows[last..].iter().map(duration).collect()
        }))
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

const RECORDING_BEGIN: &str = "recording the beginning of a migration";

/// A statement that failed.
struct StepText {
    index: usize,
    offset: usize,
    sql: &'static str,
}

fn step_at(migration: &Migration, index: usize) -> Option<StepText> {
    let statement = migration.statements().nth(index)?;
    Some(StepText {
        index,
        offset: statement.range.start,
        sql: migration.statement_sql(&statement),
    })
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
        let Ok([Some(chain), Some(state)]) = <[_; 2]>::try_from(cells(row)) else {
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
        let mut history = Vec::with_capacity(rows.len());
        for row in &rows {
            let cells = cells(row);
            match cells.as_slice() {
                [Some(version)] => place.check_layout(version)?,
                _ => history.push(Row::parse(cells)?),
            }
        }
        Ok(Outcome::Done(history))
    }

    async fn prepare(&mut self, _place: &Place) -> Result<bool, Error> {
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
        Ok(true)
    }

    async fn apply(
        &mut self,
        place: &Place,
        expected: &Expected,
        pieces: &[Piece],
    ) -> Result<Outcome<Vec<Duration>>, Error> {
        let place = &self.here(place);
        self.check_escapes(pieces)?;
        let locked = self.lock(place).await?;
        if locked != Outcome::Done(()) {
            return Ok(locked.map(|()| Vec::new()));
        }
        let mut script = self.rest.take().unwrap_or_default();
        if script.is_empty() {
            let mut known = pieces.first().map(|piece| piece.limits);
            for piece in pieces.iter().take(1) {
                self.begin_session(&mut script, piece);
            }
            self.take_lease(&mut script, place, expected);
            for (number, piece) in pieces.iter().enumerate() {
                if known != Some(piece.limits) {
                    self.begin_session(&mut script, piece);
                }
                self.add_piece(&mut script, place, number, piece);
                known = (!piece.migration.changes_session()).then_some(piece.limits);
                self.is_changed |= piece.migration.changes_session();
            }
            self.add_end(&mut script, place, pieces);
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
        let identity = piece.migration.identity();
        let Some(code) = code.call::<MySqlConnection>() else {
            let missing = vec![identity];
            return Err(Kind::NoCode { missing }.into());
        };
        let locked = self.lock(place).await?;
        if locked != Outcome::Done(()) {
            return Ok(locked.map(|()| Duration::ZERO));
        }
        self.is_changed = true;
        let mut script = Script::default();
        self.begin_session(&mut script, piece);
        self.take_lease(&mut script, place, expected);
        script.begin();
        // Whatever ends the transaction ends it, too.
        script.ours("beginning a step", "SAVEPOINT migrate");
        let begun = self.execute(place, &[], script).await?;
        self.rest = None;
        if !matches!(begun, Outcome::Done(_)) {
            return Ok(begun.map(|_| Duration::ZERO));
        }
        let started = Instant::now();
        if let Err(source) = code(self.lent.connection()).await {
            // If this fails too the connection is broken, which the first error says.
            let _ = self.send("ROLLBACK".to_owned()).await;
            let lost = source.downcast_ref().and_then(failure::lost_lock);
            return match lost {
                Some(reason) => Ok(Outcome::Retry(reason)),
                None => Err(Kind::Step { identity, source }.into()),
            };
        }
        if self
            .send("RELEASE SAVEPOINT migrate".to_owned())
            .await
            .is_err()
        {
            let source = "it ended the transaction that it ran in; leave COMMIT and ROLLBACK to the runner, and statements that commit by themselves to migrations".into();
            return Err(Kind::Step { identity, source }.into());
        }
        let begun = format!(
            "started_at = {NOW} - INTERVAL {} MICROSECOND",
            started.elapsed().as_micros()
        );
        let record = [
            self.record_begin(place, piece),
            self.record(place, piece, &begun),
            self.record(place, piece, &complete(piece)),
        ]
        .join(";\n");
        if let Err(failure) = self.send(record).await {
            let _ = self.send("ROLLBACK".to_owned()).await;
            return Err(failure.into_error("recording a step", place));
        }
        let mut script = Script::default();
        script.check(check::has_lease(place, &self.owner, true));
        script.commit();
        self.restore_session(&mut script);
        self.add_end(&mut script, place, std::slice::from_ref(piece));
        let pieces = std::slice::from_ref(piece);
        let applied = self.complete(place, pieces, script).await?;
        self.rest = None;
        Ok(applied.map(|durations| durations.first().copied().unwrap_or_default()))
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
        let doing = "rewriting the history's chain";
        let mut script = Script::default();
        self.take_lease(&mut script, place, expected);
        script.begin();
        for statement in place.rewrite_sql(rows, events) {
            script.ours(doing, statement);
        }
        script.check(check::has_lease(place, &self.owner, true));
        script.commit();
        let outcome = self.execute(place, &[], script).await;
        self.rest = None;
        self.let_go().await;
        Ok(outcome?.map(drop))
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
        let mut script = Script::default();
        self.begin_session(&mut script, piece);
        self.take_lease(&mut script, place, expected);
        let record = if resume || piece.direction == Direction::Down {
            let assignments = piece.claimed(Dialect::Mysql, resume, NOW);
            self.record(place, piece, &assignments)
        } else {
            self.record_begin(place, piece)
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
        let mut script = Script::default();
        script.begin();
        script.ours(doing, self.record(place, piece, &step.done(Dialect::Mysql)));
        script.check(check::has_lease(place, &self.owner, true));
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
            let running = format!("state = '{}', error = NULL", piece.running().name());
            if step.outside {
                // From here on it may have been executed without a record.
                script.ours("recording a statement", self.record(place, piece, &running));
            }
            let record = format!("{running}, {}", step.done(Dialect::Mysql));
            self.add_step(&mut script, place, (0, piece), step, &record);
        }
        let pieces = std::slice::from_ref(piece);
        Ok(self.execute(place, pieces, script).await?.map(drop))
    }

    async fn finish(&mut self, place: &Place, piece: &Piece) -> Result<Outcome<Duration>, Error> {
        let place = &self.here(place);
        let pieces = std::slice::from_ref(piece);
        let mut script = self.rest.take().unwrap_or_default();
        if script.is_empty() {
            if piece.direction == Direction::Up {
                script.begin();
                script.ours(
                    "recording a migration",
                    self.record(place, piece, &complete(piece)),
                );
                script.check(check::has_lease(place, &self.owner, true));
                script.commit();
            }
            self.restore_session(&mut script);
            self.add_end(&mut script, place, pieces);
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

/// The assignments that record a migration as applied.
fn complete(piece: &Piece) -> String {
    format!(
        "state = 'applied', error = NULL, statements_done = {}, done_sql = NULL, finished_at = {NOW}, \
         duration_ms = {TOOK}",
        piece.migration.statements().count()
    )
}

/// The server's locks have one name space for all databases.
fn lock_name(place: &Place) -> String {
    let key = lock_key(&place.tables.history(), &place.set);
    literal(Dialect::Mysql, &format!("migrate_{key:016x}"))
}

fn release_lock(place: &Place) -> String {
    format!("DO RELEASE_LOCK({})", lock_name(place))
}

/// Every value comes as text, in UTF-8 if it is ours.
fn cells(row: &MySqlRow) -> Cells {
    let cell = |index| {
        let bytes: Option<Vec<u8>> = row.try_get_unchecked(index).ok()?;
        bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    (0..row.len()).map(cell).collect()
}

fn first_cell(rows: &[MySqlRow]) -> Option<String> {
    cells(rows.first()?).into_iter().next().flatten()
}

fn duration(row: &MySqlRow) -> Duration {
    let milliseconds = cells(row).pop().flatten();
    milliseconds
        .and_then(|text| text.parse().ok())
        .map(Duration::from_millis)
        .unwrap_or_default()
}
