//! How transactions begin and end.

use super::engine::is_inside_transaction;
use super::tables::bootstrap;
use super::{Failure, Sqlite};
use crate::engine::Channel;
use crate::error::Kind;
use crate::history::{Expected, Place};
use crate::link::first_cell;
use crate::outcome::{Attempt, Outcome};
use crate::survey;

impl Sqlite<'_> {
    pub(super) async fn begin(&mut self, place: &Place) -> Attempt<()> {
        match self.send("BEGIN IMMEDIATE".to_owned()).await {
            Ok(_) => Ok(Outcome::Done(())),
            Err(failure) if is_inside_transaction(&failure.error) => {
                Err(Kind::OpenTransaction.into())
            }
            Err(failure) => failure.outcome("beginning a transaction", place),
        }
    }

    /// Begins a transaction in which the history ends as expected.
    pub(super) async fn begin_expecting(
        &mut self,
        place: &Place,
        expected: &Expected,
    ) -> Attempt<()> {
        let begun = self.begin(place).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun);
        }
        let checked = self.check_chain(place, expected).await;
        if !matches!(checked, Ok(Outcome::Done(()))) {
            self.rollback().await;
        }
        checked
    }

    async fn check_chain(&mut self, place: &Place, expected: &Expected) -> Attempt<()> {
        let sql = format!("{}; {}", bootstrap(place), place.expected_sql());
        let rows = match self.send(sql).await {
            Ok(rows) => rows,
            Err(failure) => return failure.outcome("creating or reading the history", place),
        };
        let is_unchanged = match &expected.foreign {
            None => true,
            // Nobody else writes in this transaction.
            Some(history) => survey::contents(self, place, history).await? == history.contents,
        };
        let newest = first_cell(&rows).unwrap_or_default();
        Ok(if is_unchanged && newest == expected.as_str() {
            Outcome::Done(())
        } else {
            Outcome::Busy
        })
    }

    pub(super) async fn commit(&mut self) -> Result<(), Failure> {
        let committed = self.send("COMMIT".to_owned()).await.map(drop);
        if committed.is_err() {
            self.rollback().await;
        }
        committed
    }

    /// Commits what is ours alone.
    pub(super) async fn commit_record(&mut self, place: &Place) -> Attempt<()> {
        match self.commit().await {
            Ok(()) => Ok(Outcome::Done(())),
            Err(failure) => failure.outcome("committing", place),
        }
    }

    pub(super) async fn rollback(&mut self) {
        // After some failures SQLite has rolled back by itself.
        let _ = self.send("ROLLBACK".to_owned()).await;
    }
}
