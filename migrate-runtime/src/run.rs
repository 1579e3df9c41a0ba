mod apply;
mod steps;

use std::time::Duration;

use migrate_format::Notes;
use tracing::{Instrument, info_span};

use crate::budget::Budget;
use crate::code::Steps;
use crate::database::{Database, Direction, Newest, Outcome, Piece};
#[cfg(feature = "drift")]
use crate::drift::OnDrift;
use crate::error::Kind;
use crate::history::{Expected, Place, Row, RowState};
use crate::judge::{Judgement, judge};
use crate::record::Record;
use crate::survey;
use crate::{Applied, Error, ErrorKind, Migration, Migrations, Problem, Repair, Report, Runner};

const OTHER_RUN: &str = "another program is migrating";

/// One run: look, judge, apply.
pub(crate) struct Run {
    pub(crate) place: Place,
    pub(crate) embedded: Migrations,
    /// Decoded once the look has found something to do.
    pub(crate) migrations: Vec<Migration>,
    pub(crate) notes: Notes,
    goal: Goal,
    #[cfg(feature = "drift")]
    pub(crate) on_drift: OnDrift,
    steps: Steps,
    pub(crate) budget: Budget,
    default_lock: u32,
    /// Whether migrations are joined in one transaction; decided before the first write.
    join: Option<bool>,
    pub(crate) report: Report,
}

/// What a run is to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Everything is applied, or everything up to a version.
    Up(Option<i64>),
    /// Nothing newer than a version is applied.
    Down(i64),
    /// The history says what is the case.
    Repair(Repair),
    /// What is in the database already is in the history.
    Record(Record),
}

/// Whether the history must be looked at again.
#[derive(PartialEq)]
pub(crate) enum Next {
    Finished,
    LookAgain,
}

/// Whether the history ends with the last embedded migration.
fn is_at(newest: Option<&Newest>, head: &str) -> bool {
    newest.is_some_and(|newest| newest.is(head))
}

/// Nothing is run unless a history is accepted.
pub(crate) fn accepted(judgement: Judgement) -> Result<Judgement, Error> {
    if judgement.problems.is_empty() {
        Ok(judgement)
    } else {
        let problems: Vec<Problem> = judgement.problems;
        Err(Kind::History { problems }.into())
    }
}

impl Run {
    pub(crate) fn new(runner: &Runner, goal: Goal) -> Self {
        let migrations = runner.migrations();
        Self {
            place: runner.place(),
            embedded: *migrations,
            migrations: Vec::new(),
            notes: Notes::default(),
            goal,
            #[cfg(feature = "drift")]
            on_drift: runner.drift_mode(),
            steps: runner.steps().clone(),
            budget: Budget::new(runner.patience()),
            default_lock: runner.lock_limit(),
            join: None,
            report: Report {
                embedded: migrations.len(),
                ..Report::default()
            },
        }
    }

    /// The same for a tenant's schema.
    #[cfg(feature = "postgres")]
    pub(crate) fn in_schema(mut self, schema: &str) -> Self {
        self.place = self.place.in_schema(schema);
        self
    }

    #[cfg(feature = "drift")]
    pub(crate) fn goal(&self) -> &Goal {
        &self.goal
    }

    pub(crate) async fn drive<D: Database>(mut self, db: &mut D) -> Result<Report, Error> {
        let span = info_span!("migrate", set = self.place.set);
        async {
            match self.goal.clone() {
                Goal::Up(to) => self.bring_up_to_date(db, to).await,
                Goal::Down(to) => self.undo(db, to).await,
                Goal::Repair(repair) => self.repair(db, &repair).await,
                Goal::Record(record) => self.record(db, &record).await,
            }
        }
        .instrument(span)
        .await?;
        self.report.waited = self.budget.waited();
        Ok(self.report)
    }

    /// The history as it is, and the embedded migrations decoded.
    pub(crate) async fn look<D: Database>(&mut self, db: &mut D) -> Result<Vec<Row>, Error> {
        self.migrations = self.embedded.iter().collect();
        self.notes = self.embedded.notes();
        let newest = self.newest(db).await?;
        self.rows(db, newest.is_some()).await
    }

    pub(crate) async fn bring_up_to_date<D: Database>(
        &mut self,
        db: &mut D,
        to: Option<i64>,
    ) -> Result<(), Error> {
        if let Some(version) = to
            && !self.embedded.iter().any(|one| one.version() == version)
        {
            return Err(Kind::NoSuchVersion { version }.into());
        }
        let head = self.embedded.head();
        let mut newest = self.newest(db).await?;
        loop {
            if is_at(newest.as_ref(), &head) {
                tracing::debug!(head, "nothing to do");
                self.report.left = 0;
                return Ok(());
            }
            if self.migrations.is_empty() {
                self.migrations = self.embedded.iter().collect();
                self.notes = self.embedded.notes();
            }
            let rows = self.rows(db, newest.is_some()).await?;
            self.warn_of_old_tool(db, &rows).await;
            let mut judgement = accepted(judge(&self.migrations, &self.notes, &rows))?;
            let all = judgement.pending.len();
            judgement
                .pending
                .retain(|index| to.is_none_or(|to| self.migrations[*index].version() <= to));
            self.report.left = all - judgement.pending.len();
            let pending = judgement.pending.iter().map(|at| &self.migrations[*at]);
            self.steps.check(self.place.dialect, pending)?;
            if self.settle(db, rows, judgement).await? == Next::Finished {
                tracing::info!(head, report = %self.report, "migrated");
                return Ok(());
            }
            self.wait_for_turn(db, &head, &mut newest).await?;
        }
    }

    /// Until nothing is left to do, or nobody else goes on with it: everything that is pending is sent with an
    /// attempt.
    async fn wait_for_turn<D: Database>(
        &mut self,
        db: &mut D,
        head: &str,
        newest: &mut Option<Newest>,
    ) -> Result<(), Error> {
        loop {
            self.wait_for_other(db).await?;
            // To look into a history that is not there is an error in the server's log.
            if newest.is_none() && db.is_held(&self.place, false).await? {
                continue;
            }
            let before = std::mem::replace(newest, self.newest(db).await?);
            if is_at(newest.as_ref(), head) {
                return Ok(());
            }
            if before != *newest {
                self.budget.reset();
                continue;
            }
            if !db.is_held(&self.place, true).await? {
                return Ok(());
            }
        }
    }

    pub(crate) async fn newest<D: Database>(
        &mut self,
        db: &mut D,
    ) -> Result<Option<Newest>, Error> {
        loop {
            match db.newest(&self.place).await? {
                Outcome::Done(newest) => return Ok(newest),
                Outcome::Busy => self.wait_for_other(db).await?,
                Outcome::Retry(reason) => self.retry(&reason).await?,
            }
        }
    }

    async fn rows<D: Database>(&mut self, db: &mut D, exist: bool) -> Result<Vec<Row>, Error> {
        if !exist {
            return Ok(Vec::new());
        }
        loop {
            match db.rows(&self.place).await? {
                Outcome::Done(rows) => return Ok(rows),
                Outcome::Busy => self.wait_for_other(db).await?,
                Outcome::Retry(reason) => self.retry(&reason).await?,
            }
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
        let is_needed = unfinished.is_some() || !pending.is_empty();
        if let Some(rewritten) = rewritten {
            let next = self.rewrite(db, &rows, &rewritten).await;
            match next {
                Ok(Next::Finished) => {
                    self.report.recorded = baselines(&rows, &rewritten);
                    rows = rewritten;
                }
                Ok(Next::LookAgain) => return Ok(Next::LookAgain),
                Err(error) if !is_needed && may_start_without(&error) => {
                    tracing::warn!(%error, "the history's chain is out of date and could not be rewritten");
                    return Ok(Next::Finished);
                }
                Err(error) => return Err(error),
            }
        }
        if is_needed {
            let is_first = rows.is_empty();
            if self.prepare(db, is_first).await? == Next::LookAgain {
                return Ok(Next::LookAgain);
            }
            if is_first && self.join == Some(false) {
                self.refuse_unknown(db).await?;
            }
        }
        if let Some((index, place)) = unfinished {
            let expected = Expected::after(rows.get(place));
            let piece = self.unfinished_piece(index, place, &rows);
            if self.step_by_step(db, &expected, &piece, true).await? == Next::LookAgain {
                return Ok(Next::LookAgain);
            }
            rows[place] = piece.row;
        }
        self.apply_pending(db, rows.last(), &pending).await
    }

    /// Before the first write.
    pub(crate) async fn prepare<D: Database>(
        &mut self,
        db: &mut D,
        no_rows: bool,
    ) -> Result<Next, Error> {
        if self.join.is_none() {
            match db.prepare(&self.place).await? {
                Outcome::Done(is_unused) => self.join = Some(is_unused && no_rows),
                Outcome::Busy | Outcome::Retry(_) => return Ok(Next::LookAgain),
            }
        }
        Ok(Next::Finished)
    }

    /// A database that holds what no history explains is left alone.
    async fn refuse_unknown<D: Database>(&mut self, db: &mut D) -> Result<(), Error> {
        match survey::refusal(db, &self.place).await? {
            Some(refusal) => Err(refusal.into()),
            None => Ok(()),
        }
    }

    /// Says once if the tool whose history was adopted is still in use.
    async fn warn_of_old_tool<D: Database>(&mut self, db: &mut D, rows: &[Row]) {
        if rows.is_empty() || !self.report.warnings.is_empty() {
            return;
        }
        self.report.warnings = survey::warnings(db, &self.place, rows).await;
        for warning in &self.report.warnings {
            tracing::warn!("{warning}");
        }
    }

    fn note_ahead(&mut self, judgement: &Judgement) {
        self.report.ahead.clone_from(&judgement.ahead);
        if judgement.ahead.is_empty() {
            return;
        }
        let ahead = judgement.ahead.join(", ");
        if judgement.ahead_is_known {
            tracing::info!(ahead, "the database is ahead of this program");
        } else {
            tracing::warn!(
                ahead,
                "the database is ahead of this program, and it is not known whether that breaks it"
            );
        }
    }

    /// Positions and chain as the embedded migrations have them.
    async fn rewrite<D: Database>(
        &mut self,
        db: &mut D,
        rows: &[Row],
        rewritten: &[Row],
    ) -> Result<Next, Error> {
        if self.prepare(db, false).await? == Next::LookAgain {
            return Ok(Next::LookAgain);
        }
        let expected = Expected::after(rows.last());
        match db.rewrite(&self.place, &expected, rewritten, &[]).await? {
            Outcome::Done(()) => {
                tracing::info!(rows = rewritten.len(), "rewrote the history's chain");
                Ok(Next::Finished)
            }
            Outcome::Busy | Outcome::Retry(_) => Ok(Next::LookAgain),
        }
    }

    fn applied(&mut self, piece: &Piece, duration: Duration) {
        let identity = piece.row.identity();
        let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let applied = Applied { identity, duration };
        match piece.direction {
            Direction::Up => {
                tracing::info!(migration = applied.identity, milliseconds, "applied");
                self.report.applied.push(applied);
            }
            Direction::Down => {
                tracing::info!(migration = applied.identity, milliseconds, "reverted");
                self.report.reverted.push(applied);
            }
        }
        self.budget.reset();
    }

    /// A lock was not to be had.
    async fn retry(&mut self, reason: &str) -> Result<(), Error> {
        self.report.retries += 1;
        tracing::warn!(reason, "a lock was not to be had, trying again");
        if self.budget.pause().await {
            return Ok(());
        }
        Err(Kind::Busy {
            waited: self.budget.waited(),
            reason: reason.to_owned(),
            help: "end the transactions that hold the lock, then start again",
        }
        .into())
    }

    pub(crate) async fn wait_for_other<D: Database>(&mut self, db: &mut D) -> Result<(), Error> {
        tracing::debug!(reason = OTHER_RUN, "waiting");
        if self.budget.pause().await {
            return Ok(());
        }
        let holder = db.holder(&self.place).await;
        Err(Kind::Busy {
            waited: self.budget.waited(),
            reason: format!("{OTHER_RUN}; {holder}"),
            help: "wait for it or end it, then start again",
        }
        .into())
    }
}

/// A chain that could not be rewritten is no reason not to start, if nothing else is to be done.
fn may_start_without(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Permission | ErrorKind::Usage)
}

/// The baselines that were recorded in place of what they replace.
fn baselines(before: &[Row], after: &[Row]) -> Vec<String> {
    let is_new = |row: &&Row| !before.iter().any(|old| old.key() == row.key());
    let new = after.iter().filter(is_new);
    new.filter(|row| row.state == RowState::Baseline)
        .map(Row::identity)
        .collect()
}
