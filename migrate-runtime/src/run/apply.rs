//! Applying what is pending, in batches where that is possible.

use migrate_format::{Chain, Notes};
use tracing::{Instrument, info_span};

use super::{Next, Run};
use crate::database::Database;
use crate::engine::Engine;
use crate::history::{Expected, Row, RowState};
use crate::outcome::Outcome;
use crate::piece::{Direction, Limits, Piece};
use crate::{Error, ErrorKind, Migration};

/// At most so many bytes of SQL are joined in one transaction.
const BATCH_BYTES: usize = 1 << 20;

/// Whether each statement has to be a message of its own. An engine that records every statement
/// anyway takes whole migrations.
fn is_stepped<D: Database>(migration: &Migration) -> bool {
    !migration.is_transactional() && !D::Engine::may_be_joined(migration)
}

impl Run {
    pub(super) async fn apply_pending<D: Database>(
        &mut self,
        db: &mut D,
        last: Option<&Row>,
        pending: &[usize],
    ) -> Result<Next, Error> {
        let mut last = last.cloned();
        let mut left = pending;
        while !left.is_empty() {
            let (batch, rest) = left.split_at(self.batch::<D>(left));
            let pieces = self.pieces(batch, last.as_ref());
            let expected = Expected::after(last.as_ref());
            let next = match pieces.as_slice() {
                [piece] if piece.migration.is_rust() => self.apply_code(db, &expected, piece).await,
                [piece] if is_stepped::<D>(&piece.migration) => {
                    self.step_by_step(db, &expected, piece, false).await
                }
                pieces => self.apply_batch(db, &expected, pieces).await,
            };
            match next {
                Ok(Next::Finished) => {}
                Ok(Next::LookAgain) => return Ok(Next::LookAgain),
                // One by one, the migrations before the faulty one stay applied, and the message
                // names it alone.
                Err(error)
                    if D::Engine::ATOMIC && batch.len() > 1 && error.kind() == ErrorKind::Sql =>
                {
                    tracing::debug!(%error, "a joined transaction failed, applying one by one");
                    self.join = Some(false);
                    continue;
                }
                Err(error) => return Err(error),
            }
            left = rest;
            last = pieces.into_iter().last().map(|piece| piece.row);
        }
        Ok(Next::Finished)
    }

    /// How many of the pending migrations go into one transaction.
    fn batch<D: Database>(&self, pending: &[usize]) -> usize {
        if self.join != Some(true) {
            return 1;
        }
        let mut bytes = 0;
        let mut count = 0;
        for index in pending.iter().take(D::Engine::JOINED) {
            let migration = &self.migrations[*index];
            bytes += migration.sql().len();
            if !D::Engine::may_be_joined(migration) || bytes > BATCH_BYTES {
                break;
            }
            count += 1;
            if migration.ends_transaction() {
                break;
            }
        }
        count.max(1)
    }

    /// The migrations of a batch with their rows, which follow `last`.
    fn pieces(&self, batch: &[usize], last: Option<&Row>) -> Vec<Piece> {
        let mut chain = last.map_or_else(Chain::start, |row| row.chain);
        let mut position = last.map_or(0, |row| row.position);
        let mut pieces = Vec::with_capacity(batch.len());
        for index in batch {
            let migration = &self.migrations[*index];
            chain = chain.then(&migration.identity(), migration.checksum());
            position += 1;
            pieces.push(self.piece(*index, Row::of(migration, position, chain)));
        }
        pieces
    }

    /// A migration that stopped halfway, with the row that it gets.
    pub(super) fn unfinished_piece(&self, index: usize, place: usize, rows: &[Row]) -> Piece {
        let before = place.checked_sub(1).and_then(|before| rows.get(before));
        let migration = &self.migrations[index];
        let chain = before.map_or_else(Chain::start, |row| row.chain);
        let chain = chain.then(&migration.identity(), migration.checksum());
        let recorded = &rows[place];
        let row = Row {
            statements_done: recorded.statements_done,
            ..Row::of(migration, recorded.position, chain)
        };
        Piece {
            interrupted: recorded.state == RowState::Running,
            probe: self.notes.probe(index, row.statements_done),
            ..self.piece(index, row)
        }
    }

    fn piece(&self, index: usize, row: Row) -> Piece {
        Piece {
            migration: self.migrations[index],
            row,
            direction: Direction::Up,
            limits: self.limits(&self.notes, index),
            interrupted: false,
            probe: None,
            blocks: self.notes.blocks(index),
        }
    }

    /// The limits that the notes of a script set.
    pub(super) fn limits(&self, notes: &Notes, index: usize) -> Limits {
        Limits {
            lock: notes.lock_timeout(index),
            statement: notes.statement_timeout(index),
            default_lock: self.settings.lock_limit(),
        }
    }

    pub(super) async fn apply_batch<D: Database>(
        &mut self,
        db: &mut D,
        expected: &Expected,
        pieces: &[Piece],
    ) -> Result<Next, Error> {
        let first = pieces.first().map(|piece| piece.migration.identity());
        let first = first.unwrap_or_default();
        loop {
            let span = info_span!("apply", first, count = pieces.len());
            let outcome = db.apply(&self.place, expected, pieces);
            match outcome.instrument(span).await? {
                Outcome::Done(durations) => {
                    for (piece, duration) in pieces.iter().zip(durations) {
                        self.applied(piece, duration);
                    }
                    return Ok(Next::Finished);
                }
                Outcome::Busy => return Ok(Next::LookAgain),
                Outcome::Retry(reason) => self.retry(&format!("`{first}`: {reason}")).await?,
            }
        }
    }
}
