//! The statements of a migration that cannot run in one transaction.

use super::{Sqlite, first_cell};
use crate::database::{Outcome, Piece, Step};
use crate::error::stopped_at;
use crate::history::Place;
use crate::lent::Failure;
use crate::sql::literal;
use crate::{Dialect, Error};

impl Sqlite<'_> {
    /// Records a statement that has been executed, unless another run has done so.
    pub(super) async fn record_step(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<(), Failure<sqlx::Sqlite>> {
        let done = step.done(Dialect::Sqlite);
        let state = piece.running().name();
        let assignments = format!("state = '{state}', error = NULL, {done}");
        let update = place.update_sql(piece.row.position, &assignments);
        self.execute(format!("{update} AND statements_done = {}", step.index))
            .await
            .map(drop)
    }

    async fn statements_done(
        &mut self,
        place: &Place,
        piece: &Piece,
    ) -> Result<Option<usize>, Failure<sqlx::Sqlite>> {
        let sql = format!(
            "SELECT CAST(statements_done AS TEXT) FROM {} WHERE set_name = {} AND position = {} AND state <> 'applied'",
            place.tables.history(),
            place.set_literal(),
            piece.row.position
        );
        let rows = self.execute(sql).await?;
        Ok(first_cell(&rows).and_then(|text| text.parse().ok()))
    }

    /// Executes a statement in one transaction with its record.
    pub(super) async fn step_inside(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> Result<Outcome<()>, Error> {
        let begun = self.begin(place).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun);
        }
        let next = match self.statements_done(place, piece).await {
            Ok(Some(done)) if done > step.index => {
                self.rollback().await;
                return Ok(Outcome::Done(()));
            }
            Ok(Some(_)) => self.execute(step.sql.to_owned()).await.map(drop),
            // Another run finished the migration.
            Ok(None) => {
                self.rollback().await;
                return Ok(Outcome::Busy);
            }
            Err(failure) => Err(failure),
        };
        let recorded = match next {
            Ok(()) => self.record_step(place, piece, step).await,
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
        failure: Failure<sqlx::Sqlite>,
    ) -> Result<Outcome<()>, Error> {
        if failure.is_busy() {
            return Ok(Outcome::Retry(failure.message()));
        }
        let message = literal(Dialect::Sqlite, &failure.message());
        let update = place.update_sql(
            piece.row.position,
            &format!("state = '{}', error = {message}", piece.failed().name()),
        );
        let recorded = self
            .execute(format!("{update} AND statements_done = {}", step.index))
            .await;
        if let Err(failure) = recorded {
            tracing::warn!(
                error = failure.message(),
                "the failure could not be recorded"
            );
        }
        let state = stopped_at(step.index, piece.migration.statements().count());
        if let Err(error) = self.set_foreign_keys(place, self.foreign_keys).await {
            tracing::warn!(%error, "foreign keys could not be switched back");
        }
        let failure = Failure {
            done: step.index,
            ..failure
        };
        Err(failure.into_sql_error(&piece.migration, state))
    }
}
