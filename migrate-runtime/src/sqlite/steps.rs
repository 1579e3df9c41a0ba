//! The statements of a migration that cannot run in one transaction.

use super::apply::sql_error;
use super::{Failure, Sqlite};
use crate::Dialect;
use crate::engine::{Channel, Engine};
use crate::error::stopped_at;
use crate::history::Place;
use crate::link::first_cell;
use crate::outcome::{Attempt, Outcome};
use crate::piece::{Piece, Step};
use crate::sql::literal;

impl Sqlite<'_> {
    /// Records a statement that has been executed, unless another run has done so.
    pub(super) async fn record_done(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<(), Failure> {
        let done = step.done(Dialect::Sqlite);
        let state = piece.running().name();
        let assignments = format!("state = '{state}', error = NULL, {done}");
        let update = place.update_sql(piece.row.position, &assignments);
        self.send(format!("{update} AND statements_done = {}", step.index))
            .await
            .map(drop)
    }

    async fn statements_done(
        &mut self,
        place: &Place,
        piece: &Piece,
    ) -> Result<Option<usize>, Failure> {
        let sql = format!(
            "SELECT CAST(statements_done AS TEXT) FROM {} WHERE set_name = {} AND position = {} AND state <> 'applied'",
            place.tables.history(),
            place.set_literal(),
            piece.row.position
        );
        let rows = self.send(sql).await?;
        Ok(first_cell(&rows).and_then(|text| text.parse().ok()))
    }

    /// Executes a statement in one transaction with its record.
    pub(super) async fn step_inside(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Attempt<()> {
        let begun = self.begin(place).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun);
        }
        let next = match self.statements_done(place, piece).await {
            Ok(Some(done)) if done > step.index => {
                self.rollback().await;
                return Ok(Outcome::Done(()));
            }
            Ok(Some(_)) => self.send(step.sql.to_owned()).await.map(drop),
            // Another run finished the migration.
            Ok(None) => {
                self.rollback().await;
                return Ok(Outcome::Busy);
            }
            Err(failure) => Err(failure),
        };
        let recorded = match next {
            Ok(()) => self.record_done(place, piece, step).await,
            Err(failure) => Err(failure),
        };
        let committed = match recorded {
            Ok(()) => self.commit().await,
            Err(failure) => Err(failure),
        };
        match committed {
            Ok(()) => Ok(Outcome::Done(())),
            Err(failure) => {
                self.rollback().await;
                self.step_failed(place, piece, step, failure).await
            }
        }
    }

    pub(super) async fn step_failed(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
        failure: Failure,
    ) -> Attempt<()> {
        if let Some(reason) = sqlx::Sqlite::lost_lock(&failure.error) {
            return Ok(Outcome::Retry(reason));
        }
        let message = literal(Dialect::Sqlite, &failure.message());
        let update = place.update_sql(
            piece.row.position,
            &format!("state = '{}', error = {message}", piece.failed().name()),
        );
        let recorded = self
            .send(format!("{update} AND statements_done = {}", step.index))
            .await;
        if let Err(failure) = recorded {
            tracing::warn!(
                error = failure.message(),
                "the failure could not be recorded"
            );
        }
        let state = stopped_at(step.index, piece.migration.statements().count());
        if let Err(error) = self.set_foreign_keys(place, self.foreign_keys).await {
            tracing::warn!(%error, "foreign keys could not be restored");
        }
        Err(sql_error(
            failure.after(step.index),
            &piece.migration,
            state,
        ))
    }
}
