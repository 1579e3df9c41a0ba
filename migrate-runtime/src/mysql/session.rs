//! How scripts are sent, and what their failures mean.

use std::time::Duration;

use super::engine::{is_duplicate_key, is_refused, sql_error};
use super::journal::RECORDING_BEGIN;
use super::lock::{self, LOCK_WAIT};
use super::message::{Role, Script};
use super::{Failure, Mysql};
use crate::engine::{Channel, Engine};
use crate::error::stopped_at;
use crate::history::{Cells, Place};
use crate::link::first_cell;
use crate::outcome::{Attempt, Outcome};
use crate::piece::Piece;
use crate::sql::literal;
use crate::{Dialect, Error};

impl Mysql<'_> {
    pub(super) async fn lock(&mut self, place: &Place) -> Attempt<()> {
        if self.held.is_some() {
            return Ok(Outcome::Done(()));
        }
        let locked = self.get_lock(place, &lock::name(place)).await?;
        if locked == Outcome::Done(()) {
            self.held = Some(place.clone());
        }
        Ok(locked)
    }

    /// Takes a lock of the session's, by its name as SQL.
    pub(super) async fn get_lock(&mut self, place: &Place, name: &str) -> Attempt<()> {
        let get = format!("SELECT GET_LOCK({name}, {LOCK_WAIT})");
        let rows = match self.send(get).await {
            Ok(rows) => rows,
            Err(failure) => return failure.outcome("taking the lock", place),
        };
        Ok(match first_cell(&rows) {
            Some("1") => Outcome::Done(()),
            Some(_) => Outcome::Busy,
            None => Outcome::Retry("the server could not give a lock".to_owned()),
        })
    }

    /// Releases the lease and the locks.
    pub(super) async fn let_go(&mut self) {
        let Some(place) = self.held.take() else {
            return;
        };
        let journal = self.journal(&place);
        let mut script = Script::default();
        // Whatever may be open.
        script.ours("", "ROLLBACK");
        script.begin();
        journal.release_lease(&mut script);
        script.commit();
        script.ours("", lock::release(&lock::name(&place)));
        if let Some(name) = self.foreign_lock.take() {
            script.ours("", lock::release(&name));
        }
        if let Some(all) = script.message()
            && let Err(failure) = self.send(script.text(all)).await
        {
            tracing::debug!(error = %failure.message(), "the lock could not be released");
        }
    }

    /// Sends what is left of a script. The rows of the last message that gave some.
    pub(super) async fn execute(
        &mut self,
        place: &Place,
        pieces: &[Piece],
        mut script: Script,
    ) -> Attempt<Vec<Cells>> {
        let mut rows = Vec::new();
        while let Some(message) = script.message() {
            match self.send(script.text(message.clone())).await {
                Ok(more) if more.is_empty() => {}
                Ok(more) => rows = more,
                Err(failure) => {
                    let failed = script.failed(&message, failure.done);
                    if !failure.is_broken() && script.is_in_transaction(&failed) {
                        // If this fails too, the connection is broken, which the first error says.
                        let _ = self.send("ROLLBACK".to_owned()).await;
                    }
                    if let Some(reason) = sqlx::MySql::lost_lock(&failure.error) {
                        script.go_back(&failed);
                        self.rest = Some(script);
                        return Ok(Outcome::Retry(reason));
                    }
                    let role = script.role(&failed);
                    return self
                        .refused(place, pieces, (role, failed.statement), failure)
                        .await;
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
        (role, statement): (Role, usize),
        failure: Failure,
    ) -> Attempt<T> {
        match role {
            Role::Check | Role::Ours(_) if is_refused(&failure.error) => {
                self.let_go().await;
                Ok(Outcome::Busy)
            }
            Role::Check => Err(failure.into_error("reading the history", place)),
            // Unique (set_name, position) is the last fence.
            Role::Ours(RECORDING_BEGIN) if is_duplicate_key(&failure.error) => {
                self.let_go().await;
                Ok(Outcome::Busy)
            }
            Role::Ours(doing) => Err(failure.into_error(doing, place)),
            Role::Theirs { piece, step } => {
                let piece = pieces.get(piece);
                let step = piece.and_then(|piece| step_at(piece, step, statement));
                match (piece, step) {
                    (Some(piece), Some(step)) => {
                        Err(self.step_failed(place, piece, &step, failure).await)
                    }
                    _ => Err(failure.into_error("applying a migration", place)),
                }
            }
        }
    }

    /// Records that a step failed, so that the next run resumes there.
    async fn step_failed(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &StepText,
        failure: Failure,
    ) -> Error {
        if !failure.is_broken() {
            let message = literal(Dialect::Mysql, &failure.message());
            let journal = self.journal(place);
            let mut script = Script::default();
            script.begin();
            let failed = format!("state = '{}', error = {message}", piece.failed().name());
            script.ours("", journal.record(piece, &failed));
            script.commit();
            if let Some(all) = script.message()
                && let Err(failure) = self.send(script.text(all)).await
            {
                tracing::warn!(error = %failure.message(), "the failure could not be recorded");
            }
        }
        let state = stopped_at(step.index, piece.migration.statements().count());
        sql_error(failure, &piece.migration, (step.offset, step.sql), state)
    }

    /// The end of a script for one migration.
    pub(super) async fn complete_one(
        &mut self,
        place: &Place,
        piece: &Piece,
        script: Script,
    ) -> Attempt<Duration> {
        let pieces = std::slice::from_ref(piece);
        let completed = self.complete(place, pieces, script).await?;
        Ok(completed.map(|durations| durations.first().copied().unwrap_or_default()))
    }

    pub(super) async fn complete(
        &mut self,
        place: &Place,
        pieces: &[Piece],
        script: Script,
    ) -> Attempt<Vec<Duration>> {
        let outcome = self.execute(place, pieces, script).await?;
        if matches!(outcome, Outcome::Done(_)) {
            self.held = None;
        }
        Ok(outcome.map(|rows| {
            let last = rows.len().saturating_sub(pieces.len());
            rows.into_iter().skip(last).map(duration).collect()
        }))
    }
}

fn duration(mut row: Cells) -> Duration {
    let milliseconds = row.pop().flatten();
    milliseconds
        .and_then(|text| text.parse().ok())
        .map(Duration::from_millis)
        .unwrap_or_default()
}

/// A statement that failed, and the step that it is in.
struct StepText {
    index: usize,
    offset: usize,
    sql: &'static str,
}

fn step_at(piece: &Piece, index: usize, statement: usize) -> Option<StepText> {
    let step = piece.migration.statements().nth(index)?;
    let starts = piece.starts(index);
    let start = starts.get(statement).copied().unwrap_or_default();
    let sql = piece.migration.statement_sql(&step);
    let end = starts.get(statement + 1).copied().unwrap_or(sql.len());
    Some(StepText {
        index,
        offset: step.range.start + start,
        sql: sql.get(start..end)?,
    })
}
