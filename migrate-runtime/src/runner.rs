use std::time::Duration;

use crate::budget::Budget;
use crate::chain::Chain;
use crate::database::{Database, Limits, Newest, Outcome, Piece, Step};
use crate::error::Kind;
use crate::history::{Expected, Place, Row};
use crate::judge::{Judgement, judge};
use crate::migrations::Notes;
use crate::status::{self, Plan, Status};
use crate::target::{Access, Session, Target};
use crate::{Applied, Error, ErrorKind, Migration, Migrations, Report};

/// At most so many migrations, and so many bytes of SQL, are joined in one transaction.
const BATCH_MIGRATIONS: usize = 200;
const BATCH_BYTES: usize = 1 << 20;

/// [`Migrations`] with settings. Made by [`Migrations::runner`].
///
/// ```no_run
/// use std::time::Duration;
///
/// # #[cfg(feature = "postgres")]
/// # async fn f(migrations: migrate_runtime::Migrations, pool: sqlx::PgPool) -> Result<(), migrate_runtime::Error> {
/// migrations
///     .runner()
///     .wait_for_database(Duration::from_secs(30))
///     .lock_timeout(Duration::from_secs(2))
///     .run(&pool)
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Runner {
    migrations: Migrations,
    wait_for_database: Duration,
    max_wait: Duration,
    lock_timeout: Duration,
}

impl Runner {
    pub(crate) fn new(migrations: Migrations) -> Self {
        Self {
            migrations,
            wait_for_database: Duration::ZERO,
            max_wait: Duration::from_mins(10),
            lock_timeout: Duration::from_secs(5),
        }
    }

    /// Keeps trying to connect for as long. Default: one attempt.
    pub fn wait_for_database(mut self, limit: Duration) -> Self {
        self.wait_for_database = limit;
        self
    }

    /// How long a run may last that makes no headway: because another program is migrating, or
    /// because locks are not to be had. Default: ten minutes.
    pub fn max_wait(mut self, limit: Duration) -> Self {
        self.max_wait = limit;
        self
    }

    /// How long a statement of a transactional migration waits for a table's lock before it gives
    /// up and tries again a little later, so that the traffic behind it never waits longer. `0` waits
    /// for ever. Default: five seconds. A file's `lock-timeout(…)` goes first. PostgreSQL only.
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.lock_timeout = limit;
        self
    }

    /// As [`Migrations::run`].
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`].
    pub async fn run<'t>(self, target: impl Target<'t>) -> Result<Report, Error> {
        let session = self.open(target, Access::Write).await?;
        session.run(&self).await
    }

    /// As [`Migrations::status`].
    ///
    /// # Errors
    ///
    /// As [`Migrations::status`].
    pub async fn status<'t>(self, target: impl Target<'t>) -> Result<Status, Error> {
        let session = self.open(target, Access::Read).await?;
        let rows = session.rows(&self.migrations.place(), None).await?;
        let rows = rows.unwrap_or_default();
        let migrations: Vec<Migration> = self.migrations.iter().collect();
        let judgement = judge(&migrations, &self.migrations.notes(), &rows);
        Ok(status::status(&migrations, &rows, judgement))
    }

    /// As [`Migrations::plan`].
    ///
    /// # Errors
    ///
    /// As [`Migrations::plan`].
    pub async fn plan<'t>(self, target: impl Target<'t>) -> Result<Plan, Error> {
        let session = self.open(target, Access::Read).await?;
        let head = self.migrations.head();
        let Some(rows) = session.rows(&self.migrations.place(), Some(&head)).await? else {
            return Ok(Plan::default());
        };
        let migrations: Vec<Migration> = self.migrations.iter().collect();
        let judgement = accepted(judge(&migrations, &self.migrations.notes(), &rows))?;
        Ok(status::plan(&migrations, &rows, &judgement))
    }

    /// As [`Migrations::verify`].
    ///
    /// # Errors
    ///
    /// As [`Migrations::verify`].
    pub async fn verify<'t>(self, target: impl Target<'t>) -> Result<(), Error> {
        let plan = self.plan(target).await?;
        let pending: Vec<String> = plan
            .migrations()
            .iter()
            .map(|one| one.identity().to_owned())
            .collect();
        if pending.is_empty() {
            Ok(())
        } else {
            Err(Kind::Pending { pending }.into())
        }
    }

    async fn open<'t>(
        &self,
        target: impl Target<'t>,
        access: Access,
    ) -> Result<Session<'t>, Error> {
        let source = target.source();
        source.check_dialect(self.migrations.dialect())?;
        source.open(access, self.wait_for_database).await
    }

    /// Look, judge, apply.
    pub(crate) async fn drive<D: Database>(&self, db: &mut D) -> Result<Report, Error> {
        let mut run = Run {
            place: self.migrations.place(),
            migrations: Vec::new(),
            notes: Notes::default(),
            budget: Budget::new(self.max_wait),
            default_lock: u32::try_from(self.lock_timeout.as_millis()).unwrap_or(u32::MAX),
            join: None,
            report: Report {
                embedded: self.migrations.len(),
                ..Report::default()
            },
        };
        let head = self.migrations.head();
        let newest = db.newest(&run.place).await?;
        if newest.as_ref().is_some_and(|newest| is_head(newest, &head)) {
            tracing::debug!(set = run.place.set, head, "nothing to do");
            return Ok(run.report);
        }
        run.migrations = self.migrations.iter().collect();
        run.notes = self.migrations.notes();
        run.bring_up_to_date(db, newest).await?;
        run.report.waited = run.budget.waited();
        tracing::info!(set = run.place.set, head, report = %run.report, "migrated");
        Ok(run.report)
    }
}

pub(crate) fn is_head(newest: &Newest, head: &str) -> bool {
    newest.state.is_done() && newest.chain == head
}

fn accepted(judgement: Judgement) -> Result<Judgement, Error> {
    if judgement.problems.is_empty() {
        Ok(judgement)
    } else {
        let problems = judgement.problems;
        Err(Kind::History { problems }.into())
    }
}

/// One run that found something to do.
struct Run {
    place: Place,
    migrations: Vec<Migration>,
    notes: Notes,
    budget: Budget,
    default_lock: u32,
    /// Whether migrations are joined in one transaction; decided before the first write.
    join: Option<bool>,
    report: Report,
}

/// Whether the history must be looked at again.
#[derive(PartialEq)]
enum Next {
    Finished,
    LookAgain,
}

impl Run {
    async fn bring_up_to_date<D: Database>(
        &mut self,
        db: &mut D,
        mut newest: Option<Newest>,
    ) -> Result<(), Error> {
        loop {
            let rows = match newest {
                Some(_) => db.rows(&self.place).await?,
                None => Vec::new(),
            };
            let judgement = accepted(judge(&self.migrations, &self.notes, &rows))?;
            if self.settle(db, rows, judgement).await? == Next::Finished {
                return Ok(());
            }
            self.pause(db, "another program is migrating").await?;
            newest = db.newest(&self.place).await?;
        }
    }

    /// Does what a judgement says is to be done.
    async fn settle<D: Database>(
        &mut self,
        db: &mut D,
        mut rows: Vec<Row>,
        judgement: Judgement,
    ) -> Result<Next, Error> {
        self.note_ahead(&judgement);
        let Judgement {
            unfinished,
            pending,
            rewritten,
            ..
        } = judgement;
        if let Some(rewritten) = rewritten {
            if self
                .rewrite(db, &rows, &rewritten, pending.is_empty())
                .await?
                == Next::LookAgain
            {
                return Ok(Next::LookAgain);
            }
            rows = rewritten;
        }
        if self.join.is_none() && (unfinished.is_some() || !pending.is_empty()) {
            self.join = Some(db.prepare().await? && rows.is_empty());
        }
        if let Some((index, place)) = unfinished {
            let Some(row) = rows.get(place) else {
                return Ok(Next::LookAgain);
            };
            let expected = Expected::after(Some(row));
            let mut begun = Row::of(&self.migrations[index], row.position, Chain::start());
            begun.statements_done = row.statements_done;
            let before = place.checked_sub(1).and_then(|before| rows.get(before));
            begun.chain = chain_of(before)
                .then(&begun.identity(), self.migrations[index].checksum())
                .to_hex();
            let piece = self.piece(index, begun);
            if self.step_by_step(db, &expected, &piece, true).await? == Next::LookAgain {
                return Ok(Next::LookAgain);
            }
            rows[place] = piece.row;
        }
        self.apply_pending(db, rows.last(), &pending).await
    }

    fn note_ahead(&mut self, judgement: &Judgement) {
        self.report.ahead.clone_from(&judgement.ahead);
        if !judgement.ahead.is_empty() {
            let ahead = judgement.ahead.join(", ");
            if judgement.ahead_is_known {
                tracing::info!(
                    set = self.place.set,
                    ahead,
                    "the database is ahead of this program"
                );
            } else {
                tracing::warn!(
                    set = self.place.set,
                    ahead,
                    "the database is ahead of this program, and it is not known whether that breaks it"
                );
            }
        }
    }

    /// Positions and chain as the embedded migrations have them. A role that cannot write may
    /// start without, if that was all.
    async fn rewrite<D: Database>(
        &mut self,
        db: &mut D,
        rows: &[Row],
        rewritten: &[Row],
        is_all: bool,
    ) -> Result<Next, Error> {
        let expected = Expected::after(rows.last());
        match db.rewrite(&self.place, &expected, rewritten).await {
            Ok(Outcome::Done(())) => {
                tracing::info!(
                    set = self.place.set,
                    rows = rewritten.len(),
                    "rewrote the history's chain"
                );
                Ok(Next::Finished)
            }
            Ok(Outcome::Busy | Outcome::Retry(_)) => Ok(Next::LookAgain),
            Err(error) if is_all && error.kind() == ErrorKind::Permission => {
                tracing::warn!(set = self.place.set, %error, "the history's chain is out of date and could not be rewritten");
                Ok(Next::Finished)
            }
            Err(error) => Err(error),
        }
    }

    async fn apply_pending<D: Database>(
        &mut self,
        db: &mut D,
        last: Option<&Row>,
        pending: &[usize],
    ) -> Result<Next, Error> {
        let mut chain = chain_of(last);
        let mut expected = Expected::after(last);
        let mut position = last.map_or(1, |row| row.position + 1);
        let mut left = pending;
        while let Some(first) = left.first() {
            let count = self.batch(left);
            let (batch, rest) = left.split_at(count);
            let mut pieces = Vec::with_capacity(count);
            let mut batch_chain = chain;
            for index in batch {
                let migration = &self.migrations[*index];
                batch_chain = batch_chain.then(&migration.identity(), migration.checksum());
                let next = position + i64::try_from(pieces.len()).unwrap_or(i64::MAX);
                pieces.push(self.piece(*index, Row::of(migration, next, batch_chain)));
            }
            let next = if self.migrations[*first].is_transactional() {
                self.apply_batch(db, &expected, &pieces).await
            } else {
                self.step_by_step(db, &expected, &pieces[0], false).await
            };
            match next {
                Ok(Next::Finished) => {}
                Ok(Next::LookAgain) => return Ok(Next::LookAgain),
                // One by one the migrations before the mistake stay, and the message is about it alone.
                Err(error) if count > 1 && error.kind() == ErrorKind::Sql => {
                    tracing::debug!(%error, "a joined transaction failed, applying one by one");
                    self.join = Some(false);
                    continue;
                }
                Err(error) => return Err(error),
            }
            left = rest;
            chain = batch_chain;
            expected = Expected::after(pieces.last().map(|piece| &piece.row));
            position = pieces
                .last()
                .map_or(position, |piece| piece.row.position + 1);
        }
        Ok(Next::Finished)
    }

    /// How many of the pending migrations go into one transaction.
    fn batch(&self, pending: &[usize]) -> usize {
        if self.join != Some(true) {
            return 1;
        }
        let mut bytes = 0;
        let mut count = 0;
        for index in pending.iter().take(BATCH_MIGRATIONS) {
            let migration = &self.migrations[*index];
            bytes += migration.sql().len();
            if !migration.may_be_joined() || bytes > BATCH_BYTES {
                break;
            }
            count += 1;
            if migration.ends_transaction() {
                break;
            }
        }
        count.max(1)
    }

    fn piece(&self, index: usize, row: Row) -> Piece {
        Piece {
            migration: self.migrations[index],
            row,
            limits: Limits {
                lock: self.notes.limit(index, "lock-timeout"),
                statement: self.notes.limit(index, "statement-timeout"),
                default_lock: self.default_lock,
            },
        }
    }

    async fn apply_batch<D: Database>(
        &mut self,
        db: &mut D,
        expected: &Expected,
        pieces: &[Piece],
    ) -> Result<Next, Error> {
        loop {
            match db.apply(&self.place, expected, pieces).await? {
                Outcome::Done(durations) => {
                    for (piece, duration) in pieces.iter().zip(durations) {
                        self.applied(piece, duration);
                    }
                    return Ok(Next::Finished);
                }
                Outcome::Busy => return Ok(Next::LookAgain),
                Outcome::Retry(reason) => self.retry(db, &reason).await?,
            }
        }
    }

    async fn step_by_step<D: Database>(
        &mut self,
        db: &mut D,
        expected: &Expected,
        piece: &Piece,
        resume: bool,
    ) -> Result<Next, Error> {
        loop {
            match db.claim(&self.place, expected, piece, resume).await? {
                Outcome::Done(()) => break,
                Outcome::Busy => return Ok(Next::LookAgain),
                Outcome::Retry(reason) => self.retry(db, &reason).await?,
            }
        }
        let migration = &piece.migration;
        for statement in migration.statements().take(piece.row.statements_done) {
            let sql = migration.statement_sql(&statement);
            if sets_session(sql) {
                db.repeat(&self.place, sql).await?;
            }
        }
        let statements = migration.statements().enumerate();
        for (index, statement) in statements.skip(piece.row.statements_done) {
            let step = Step {
                index,
                sql: migration.statement_sql(&statement),
                offset: statement.range.start,
                outside: statement.outside,
                done_sql: migration.done_sql(index + 1),
            };
            tracing::debug!(
                migration = migration.identity(),
                statement = index + 1,
                "executing"
            );
            loop {
                match db.step(&self.place, piece, &step).await? {
                    Outcome::Done(()) => break,
                    Outcome::Busy => return Ok(Next::LookAgain),
                    Outcome::Retry(reason) => self.retry(db, &reason).await?,
                }
            }
            self.budget.reset();
        }
        if let Some(duration) = db.finish(&self.place, piece).await? {
            self.applied(piece, duration);
        }
        Ok(Next::Finished)
    }

    fn applied(&mut self, piece: &Piece, duration: Duration) {
        let identity = piece.migration.identity();
        let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(
            set = self.place.set,
            migration = identity,
            milliseconds,
            "applied"
        );
        self.report.applied.push(Applied { identity, duration });
        self.budget.reset();
    }

    async fn retry<D: Database>(&mut self, db: &mut D, reason: &str) -> Result<(), Error> {
        self.report.retries += 1;
        tracing::warn!(
            set = self.place.set,
            reason,
            "a lock was not to be had, trying again"
        );
        self.pause(db, reason).await
    }

    async fn pause<D: Database>(&mut self, db: &mut D, reason: &str) -> Result<(), Error> {
        tracing::debug!(set = self.place.set, reason, "waiting");
        if self.budget.pause().await {
            return Ok(());
        }
        let holder = db.holder(&self.place).await;
        let waited = self.budget.waited();
        let holder = format!("{reason}; {holder}");
        Err(Kind::Busy { waited, holder }.into())
    }
}

/// Whether a statement holds for the session rather than for the database.
fn sets_session(sql: &str) -> bool {
    let first = sql.split_ascii_whitespace().next().unwrap_or_default();
    ["SET", "RESET", "PRAGMA"]
        .iter()
        .any(|word| first.eq_ignore_ascii_case(word))
}

fn chain_of(row: Option<&Row>) -> Chain {
    row.and_then(|row| Chain::from_hex(&row.chain))
        .unwrap_or_else(Chain::start)
}
