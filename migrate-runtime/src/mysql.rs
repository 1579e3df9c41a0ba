mod adopt;
mod check;
mod engine;
mod journal;
mod lock;
mod message;
mod probe;
mod session;
mod settings;
mod survey;
mod tables;

use std::time::Duration;

use migrate_format::Object;
use sqlx::mysql::MySqlConnection;

use self::engine::is_inside_transaction;
use self::journal::{Journal, NOW, RECORDING_BEGIN, add_step, complete};
use self::message::Script;
use self::settings::Settings;
use crate::code::failed;
use crate::database::Database;
use crate::engine::Channel;
use crate::error::Kind;
use crate::history::{Cells, Event, Expected, Place, Row};
use crate::link::{self, Link};
use crate::look::{self, Found, Newest};
use crate::outcome::{Attempt, Outcome};
use crate::piece::{Direction, Piece, Step};
use crate::{Dialect, Error, Migration};

type Failure = crate::engine::Failure<sqlx::MySql>;

/// A connection to MySQL or MariaDB, where most statements commit by themselves: every migration is
/// executed statement by statement, each with a record. Meanwhile the run holds a lock of its
/// session (`GET_LOCK`), which the server keeps while a statement of a client that died is still
/// running, and a row in the table of leases, which is checked before each statement.
pub(crate) struct Mysql<'t> {
    link: Link<'t, sqlx::MySql>,
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
    /// What is left to do after a lock was not free in time.
    rest: Option<Script>,
}

impl<'t> Mysql<'t> {
    pub(crate) fn new(link: Link<'t, sqlx::MySql>) -> Self {
        Self {
            link,
            settings: Settings::default(),
            is_prepared: false,
            has_tables: false,
            is_changed: false,
            owner: link::owner(),
            held: None,
            foreign_lock: None,
            rest: None,
        }
    }

    /// Executes `statements` in one transaction, once the lease is taken.
    async fn rewrite_locked(
        &mut self,
        place: &Place,
        expected: &Expected,
        statements: Vec<String>,
    ) -> Attempt<()> {
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

impl Channel for Mysql<'_> {
    type Engine = sqlx::MySql;

    fn connection(&mut self) -> &mut MySqlConnection {
        self.link.connection()
    }

    async fn send(&mut self, sql: String) -> Result<Vec<Cells>, Failure> {
        self.link.send(sql).await
    }
}

impl Database for Mysql<'_> {
    async fn newest(&mut self, place: &Place) -> Attempt<Option<Newest>> {
        let newest = look::newest(self, place).await?;
        self.has_tables |= matches!(newest, Outcome::Done(Some(_)));
        Ok(newest.map(Option::flatten))
    }

    async fn prepare(&mut self, _place: &Place) -> Attempt<bool> {
        // Without `autocommit` the look has begun a transaction of ours.
        let end = if self.link.is_callers() {
            ""
        } else {
            "ROLLBACK;\n"
        };
        // Refused inside a transaction of the caller's, without effect on ours.
        let sql = format!("{end}SET TRANSACTION READ WRITE;\n{}", settings::query());
        let rows = match self.send(sql).await {
            Ok(rows) => rows,
            Err(failure) if is_inside_transaction(&failure.error) => {
                return Err(Kind::OpenTransaction.into());
            }
            Err(failure) => {
                return Err(Error::database("reading the session's settings")(
                    failure.error,
                ));
            }
        };
        self.settings = Settings::read(rows);
        self.is_prepared = true;
        Ok(Outcome::Done(self.settings.is_empty))
    }

    async fn apply(
        &mut self,
        place: &Place,
        expected: &Expected,
        pieces: &[Piece],
    ) -> Attempt<Vec<Duration>> {
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

    async fn begin_code(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
    ) -> Attempt<()> {
        let place = &self.here(place);
        let locked = self.lock(place).await?;
        if locked != Outcome::Done(()) {
            return Ok(locked);
        }
        self.is_changed = true;
        let journal = self.journal(place);
        let mut script = Script::default();
        journal.begin_session(&mut script, piece);
        journal.take_lease(&mut script, self.has_tables, expected);
        script.begin();
        // Whatever ends the transaction ends it, too.
        script.ours("beginning a step", "SAVEPOINT migrate");
        let begun = self.execute(place, &[], script).await?;
        self.rest = None;
        Ok(begun.map(drop))
    }

    async fn end_code(
        &mut self,
        place: &Place,
        piece: &Piece,
        took: Duration,
    ) -> Attempt<Duration> {
        let place = &self.here(place);
        let released = self.send("RELEASE SAVEPOINT migrate".to_owned()).await;
        if released.is_err() {
            let why = "it ended the transaction that it ran in; leave COMMIT and ROLLBACK to the runner, \
                       and statements that commit by themselves to migrations";
            return Err(failed(&piece.migration, why.into()));
        }
        let journal = self.journal(place);
        let begun = format!(
            "started_at = {NOW} - INTERVAL {} MICROSECOND",
            took.as_micros()
        );
        let record = [
            journal.record_begin(piece),
            journal.record(piece, &begun),
            journal.record(piece, &complete(piece)),
        ]
        .join(";\n");
        if let Err(failure) = self.send(record).await {
            let _ = self.send("ROLLBACK".to_owned()).await;
            return Err(failure.into_error("recording a step", place));
        }
        let journal = self.journal(place);
        let mut script = Script::default();
        script.commit();
        journal.restore_session(&mut script);
        journal.add_end(&mut script, std::slice::from_ref(piece));
        let applied = self.complete_one(place, piece, script).await?;
        self.rest = None;
        Ok(applied)
    }

    async fn rewrite(
        &mut self,
        place: &Place,
        expected: &Expected,
        rows: &[Row],
        events: &[Event],
    ) -> Attempt<()> {
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
    ) -> Attempt<()> {
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

    async fn find(&mut self, place: &Place, object: &Object) -> Result<Option<Found>, Error> {
        let Some(query) = probe::query(object) else {
            return Ok(None);
        };
        let rows = look::read(self, place, look::PROBING, query).await?;
        Ok(Some(if rows.is_empty() {
            Found::Nothing
        } else {
            Found::Complete
        }))
    }

    async fn record_step(&mut self, place: &Place, piece: &Piece, step: &Step) -> Attempt<()> {
        let place = &self.here(place);
        let journal = self.journal(place);
        let mut script = Script::default();
        script.begin();
        let record = journal.record(piece, &step.done(Dialect::Mysql));
        script.ours("recording a statement", record);
        script.commit();
        let outcome = self.execute(place, &[], script).await?;
        self.rest = None;
        Ok(outcome.map(drop))
    }

    async fn step(&mut self, place: &Place, piece: &Piece, step: &Step) -> Attempt<()> {
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

    async fn finish(&mut self, place: &Place, piece: &Piece) -> Attempt<Duration> {
        let place = &self.here(place);
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
            journal.add_end(&mut script, std::slice::from_ref(piece));
        }
        self.complete_one(place, piece, script).await
    }

    async fn restore(&mut self, place: &Place) -> Result<(), Error> {
        self.let_go().await;
        let restore = self.settings.restore.join(";\n");
        look::read(self, place, look::RESTORING, restore)
            .await
            .map(drop)
    }

    fn holders(&self, place: &Place) -> Vec<String> {
        lock::holders(&self.here(place)).into()
    }

    async fn release(mut self) -> Result<(), Error> {
        self.let_go().await;
        if self.is_changed && !self.link.is_callers() {
            return self.link.close().await;
        }
        if self.is_prepared {
            let restored = self.send(self.settings.restore.join(";\n")).await;
            restored.map_err(|failure| Error::database("closing the connection")(failure.error))?;
        }
        self.link.release().await
    }

    /// Others need not wait for a connection that stays open, and a caller's own gets its settings
    /// back. What is not possible any more happens when the connection ends.
    async fn abandon(mut self) {
        self.let_go().await;
        if self.is_prepared {
            let restored = self.send(self.settings.restore.join(";\n")).await;
            if let Err(failure) = restored {
                tracing::debug!(error = %failure.message(), "the session's settings could not be restored");
            }
        }
    }
}
