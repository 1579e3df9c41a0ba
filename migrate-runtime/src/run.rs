mod apply;
mod code;
#[cfg(feature = "drift")]
pub(crate) mod drift;
#[cfg(feature = "command")]
pub(crate) mod record;
#[cfg(feature = "command")]
mod repair;
mod steps;
mod undo;

use std::time::Duration;

use migrate_format::Notes;
use tracing::{Instrument, info_span};

use crate::budget::Budget;
use crate::carried::Carried;
use crate::database::Database;
use crate::error::Kind;
use crate::goal::Goal;
use crate::history::{Expected, Place, Row, RowState};
use crate::judge::{Judgement, judge};
use crate::look::{self, Newest};
use crate::outcome::Outcome;
use crate::piece::{Direction, Piece};
use crate::settings::Settings;
use crate::survey;
use crate::{Applied, Error, ErrorKind, Migration, Report};

const OTHER_RUN: &str = "another program is migrating";

/// One run: look, judge, apply.
pub(crate) struct Run {
    place: Place,
    carried: Carried,
    /// Decoded once the look has found something to do.
    migrations: Vec<Migration>,
    notes: Notes,
    goal: Goal,
    settings: Settings,
    budget: Budget,
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

/// Whether the history ends with the last embedded migration.
fn is_at(newest: Option<&Newest>, head: &str) -> bool {
    newest.is_some_and(|newest| newest.is(head))
}

/// Nothing is run unless a history is accepted.
pub(crate) fn accepted(judgement: Judgement) -> Result<Judgement, Error> {
    if judgement.problems.is_empty() {
        return Ok(judgement);
    }
    let problems = judgement.problems;
    Err(Kind::History { problems }.into())
}

impl Run {
    pub(crate) fn new(carried: Carried, place: Place, goal: Goal, settings: Settings) -> Self {
        Self {
            place,
            carried,
            migrations: Vec::new(),
            notes: Notes::default(),
            goal,
            budget: Budget::new(settings.max_wait),
            settings,
            join: None,
            report: Report {
                embedded: carried.migrations().len(),
                ..Report::default()
            },
        }
    }

    pub(crate) async fn drive<D: Database>(mut self, db: &mut D) -> Result<Report, Error> {
        #[cfg(feature = "drift")]
        self.check_drift(db).await?;
        let span = info_span!("migrate", set = self.place.set);
        async {
            match self.goal.clone() {
                Goal::Up(to) => self.bring_up_to_date(db, to).await,
                Goal::Down(to) => self.undo(db, to).await,
                #[cfg(feature = "command")]
                Goal::Repair(repair) => self.repair(db, &repair).await,
                #[cfg(feature = "command")]
                Goal::Record(record) => self.record(db, &record).await,
            }
        }
        .instrument(span)
        .await?;
        self.report.waited = self.budget.waited();
        #[cfg(feature = "drift")]
        self.store_schema(db).await;
        Ok(self.report)
    }

    /// The history as it is, and the embedded migrations decoded.
    async fn look<D: Database>(&mut self, db: &mut D) -> Result<Vec<Row>, Error> {
        self.decode();
        let newest = self.newest(db).await?;
        self.rows(db, newest.is_some()).await
    }

    fn decode(&mut self) {
        self.migrations = self.carried.migrations().collect();
        self.notes = self.carried.notes();
    }

    async fn bring_up_to_date<D: Database>(
        &mut self,
        db: &mut D,
        to: Option<i64>,
    ) -> Result<(), Error> {
        if let Some(version) = to
            && !self
                .carried
                .migrations()
                .any(|one| one.version() == version)
        {
            return Err(Kind::NoSuchVersion { version }.into());
        }
        let head = self.carried.head();
        let mut newest = self.newest(db).await?;
        loop {
            if is_at(newest.as_ref(), &head) {
                tracing::debug!(head, "nothing to do");
                self.report.left = 0;
                return Ok(());
            }
            if self.migrations.is_empty() {
                self.decode();
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
            self.settings.steps.check(self.place.dialect, pending)?;
            if self.settle(db, rows, judgement).await? == Next::Finished {
                tracing::info!(head, report = %self.report, "migrated");
                return Ok(());
            }
            self.wait_for_turn(db, &head, &mut newest).await?;
        }
    }

    /// Waits until nothing is left to do, or nobody else is writing: each attempt sends everything
    /// that is pending.
    async fn wait_for_turn<D: Database>(
        &mut self,
        db: &mut D,
        head: &str,
        newest: &mut Option<Newest>,
    ) -> Result<(), Error> {
        loop {
            self.wait_for_other(db).await?;
            // To look into a history that does not exist is an error in the server's log.
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

    async fn newest<D: Database>(&mut self, db: &mut D) -> Result<Option<Newest>, Error> {
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
            match look::rows(db, &self.place).await? {
                Outcome::Done(rows) => return Ok(rows),
                Outcome::Busy => self.wait_for_other(db).await?,
                Outcome::Retry(reason) => self.retry(&reason).await?,
            }
        }
    }

    /// Does what a judgement found to be left.
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
    async fn prepare<D: Database>(&mut self, db: &mut D, no_rows: bool) -> Result<Next, Error> {
        if self.join.is_none() {
            match db.prepare(&self.place).await? {
                Outcome::Done(is_unused) => self.join = Some(is_unused && no_rows),
                Outcome::Busy | Outcome::Retry(_) => return Ok(Next::LookAgain),
            }
        }
        Ok(Next::Finished)
    }

    /// Refuses a database that holds tables without a history.
    async fn refuse_unknown<D: Database>(&mut self, db: &mut D) -> Result<(), Error> {
        match survey::refusal(db, &self.place).await? {
            Some(refusal) => Err(refusal.into()),
            None => Ok(()),
        }
    }

    /// Warns once if the tool whose history was adopted is still in use.
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
                tracing::info!(
                    event = "applied",
                    migration = applied.identity,
                    milliseconds,
                    "applied"
                );
                self.report.applied.push(applied);
            }
            Direction::Down => {
                tracing::info!(
                    event = "reverted",
                    migration = applied.identity,
                    milliseconds,
                    "reverted"
                );
                self.report.reverted.push(applied);
            }
        }
        self.budget.reset();
    }

    /// A lock was not free in time.
    async fn retry(&mut self, reason: &str) -> Result<(), Error> {
        self.report.retries += 1;
        tracing::warn!(
            event = "retry",
            reason,
            "a lock was not free in time, trying again"
        );
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

    async fn wait_for_other<D: Database>(&mut self, db: &mut D) -> Result<(), Error> {
        tracing::debug!(event = "waiting", reason = OTHER_RUN, "waiting");
        if self.budget.pause().await {
            return Ok(());
        }
        let holders = db.holders(&self.place);
        let holder = look::holder(db, holders).await;
        Err(Kind::Busy {
            waited: self.budget.waited(),
            reason: format!("{OTHER_RUN}; {holder}"),
            help: "wait for it or end it, then start again",
        }
        .into())
    }
}

/// A chain that could not be rewritten is no reason not to start, if nothing else is left to do.
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
