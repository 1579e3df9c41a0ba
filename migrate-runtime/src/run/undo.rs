//! Reverting migrations with their down files.

use std::collections::HashMap;

use super::{Next, Run};
use crate::database::Database;
use crate::done;
use crate::error::{Kind, refuse};
use crate::history::{Expected, Row, RowState};
use crate::judge::judge;
use crate::piece::{Direction, Piece};
use crate::{Error, Migration, Problem, ProblemKind};

/// A row to remove, and the script that reverts its migration.
struct Reversal {
    row: Row,
    /// The down file, and its place among them.
    down: Option<(usize, Migration)>,
}

impl Run {
    /// Reverts what is newer than a version, the newest first.
    pub(super) async fn undo<D: Database>(&mut self, db: &mut D, to: i64) -> Result<(), Error> {
        loop {
            let rows = self.look(db).await?;
            let reversals = self.reversals(&rows, to)?;
            if self.revert(db, reversals).await? == Next::Finished {
                return Ok(());
            }
            self.wait_for_other(db).await?;
        }
    }

    /// The rows to remove, the newest first. Finds everything that would prevent a reversal.
    fn reversals(&self, rows: &[Row], to: i64) -> Result<Vec<Reversal>, Error> {
        if to != 0 && !rows.iter().any(|row| row.version == to) {
            return Err(Kind::NoSuchVersion { version: to }.into());
        }
        let last_kept = rows.iter().rposition(|row| row.version <= to);
        let (kept, reverted) = rows.split_at(last_kept.map_or(0, |last| last + 1));
        self.accept_but(rows, kept)?;
        let downs: HashMap<(i64, &str), (usize, Migration)> = self
            .carried
            .downs()
            .enumerate()
            .map(|(index, down)| ((down.version(), down.name()), (index, down)))
            .collect();
        let reversals: Vec<Reversal> = reverted
            .iter()
            .rev()
            .map(|row| Reversal {
                row: row.clone(),
                down: downs.get(&self.key(row)).copied(),
            })
            .collect();
        let missing: Vec<String> = reversals
            .iter()
            .filter(|reversal| reversal.down.is_none())
            .map(|reversal| reversal.row.identity())
            .collect();
        if !missing.is_empty() {
            return Err(Kind::NoDown { missing }.into());
        }
        for reversal in &reversals {
            reversal.check()?;
        }
        Ok(reversals)
    }

    /// Accepts the rows that are kept. Problems of rows that are removed do not matter, nor does
    /// what is pending.
    fn accept_but(&self, rows: &[Row], kept: &[Row]) -> Result<(), Error> {
        let is_kept = |problem: &Problem| {
            problem.kind() != ProblemKind::OutOfOrder
                && kept.iter().any(|row| row.identity() == problem.migration())
        };
        let judgement = judge(&self.migrations, &self.notes, rows);
        let problems: Vec<Problem> = judgement.problems.into_iter().filter(is_kept).collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Kind::History { problems }.into())
        }
    }

    /// The version and name of a row's migration in this program. They differ if it was renamed.
    fn key<'r>(&'r self, row: &'r Row) -> (i64, &'r str) {
        let is_known = self
            .migrations
            .iter()
            .any(|one| (one.version(), one.name()) == row.key());
        let renamed = self
            .migrations
            .iter()
            .find(|one| !is_known && *one.checksum() == row.checksum);
        renamed.map_or(row.key(), |one| (one.version(), one.name()))
    }

    async fn revert<D: Database>(
        &mut self,
        db: &mut D,
        reversals: Vec<Reversal>,
    ) -> Result<Next, Error> {
        let notes = self.carried.down_notes();
        for Reversal { row, down } in reversals {
            let Some((index, down)) = down else {
                continue;
            };
            if self.prepare(db, false).await? == Next::LookAgain {
                return Ok(Next::LookAgain);
            }
            let expected = Expected::after(Some(&row));
            let resume = row.state == RowState::Reverting;
            let row = if resume { row } else { unbegun(row) };
            let done = row.statements_done;
            let piece = Piece {
                migration: down,
                // A failure is recorded with its message.
                interrupted: resume && row.error.is_none(),
                probe: notes.probe(index, done),
                row,
                direction: Direction::Down,
                limits: self.limits(&notes, index),
                blocks: notes.blocks(index),
            };
            let next = if down.is_transactional() {
                self.apply_batch(db, &expected, &[piece]).await?
            } else {
                self.step_by_step(db, &expected, &piece, resume).await?
            };
            if next == Next::LookAgain {
                return Ok(Next::LookAgain);
            }
        }
        Ok(Next::Finished)
    }
}

/// The row before the first statement of its down file.
fn unbegun(row: Row) -> Row {
    Row {
        statements_done: 0,
        done_sql: None,
        ..row
    }
}

impl Reversal {
    /// Refuses a migration that stopped halfway, unless its down file did and is unchanged.
    fn check(&self) -> Result<(), Error> {
        let Reversal { row, down } = self;
        let identity = row.identity();
        match (row.state, down) {
            (RowState::Running | RowState::Failed, _) => refuse(
                &format!("`{identity}` is half applied, nothing was reverted"),
                "complete it with `cargo migrate up`, or see `cargo migrate repair`",
            ),
            (RowState::Reverting, Some((_, down)))
                if row.done_sql.clone().unwrap_or_default()
                    != done::record(down, row.statements_done) =>
            {
                refuse(
                    &format!(
                        "the first {} statements of the down file of `{identity}` are committed, and were edited since",
                        row.statements_done
                    ),
                    "restore them; later statements may be changed",
                )
            }
            _ => Ok(()),
        }
    }
}
