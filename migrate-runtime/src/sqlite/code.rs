//! Rust steps.

use std::time::Duration;

use super::Sqlite;
use super::apply::{insert_applied, now_after};
use crate::Error;
use crate::code;
use crate::engine::Channel;
use crate::history::Place;
use crate::outcome::Outcome;
use crate::piece::Piece;

impl Sqlite<'_> {
    /// Ends the transaction that the code of a step ran in, with its record.
    pub(super) async fn end_step(
        &mut self,
        place: &Place,
        piece: &Piece,
        took: Duration,
    ) -> Result<Outcome<Duration>, Error> {
        // Inside a transaction this fails, and changes nothing.
        if self.send("BEGIN".to_owned()).await.is_ok() {
            self.rollback().await;
            return Err(code::ended(&piece.migration));
        }
        let record = insert_applied(place, &piece.row, &now_after(took));
        if let Err(failure) = self.send(record).await {
            self.rollback().await;
            return Err(failure.into_error("recording a step", place));
        }
        let committed = self.commit_record(place).await?;
        Ok(committed.map(|()| took))
    }
}
