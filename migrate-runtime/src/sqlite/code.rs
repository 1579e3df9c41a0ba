//! Rust steps.

use std::time::{Duration, Instant};

use sqlx::sqlite::SqliteConnection;

use super::Sqlite;
use super::apply::{insert_applied, now};
use crate::Error;
use crate::code::{self, Code};
use crate::database::{Outcome, Piece};
use crate::error::Kind;
use crate::history::{Expected, Place};

impl Sqlite<'_> {
    /// Runs code in one transaction with its record.
    pub(super) async fn run_code(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        code: &Code,
    ) -> Result<Outcome<Duration>, Error> {
        let identity = piece.migration.identity();
        let failed = |source| Kind::Step {
            identity: identity.clone(),
            source,
        };
        let code = code.call::<SqliteConnection>(&piece.migration)?;
        let begun = self.begin_expecting(place, expected).await?;
        if begun != Outcome::Done(()) {
            return Ok(begun.map(|()| Duration::ZERO));
        }
        let started = Instant::now();
        let record = insert_applied(place, &piece.row, &now());
        if let Err(source) = code(self.lent.connection()).await {
            self.rollback().await;
            return Err(failed(source).into());
        }
        // Inside a transaction this fails, and changes nothing.
        if self.execute("BEGIN".to_owned()).await.is_ok() {
            self.rollback().await;
            return Err(failed(code::ENDED.into()).into());
        }
        if let Err(failure) = self.execute(record).await {
            self.rollback().await;
            return Err(failure.into_error("recording a step", place));
        }
        let committed = self.commit_record(place).await?;
        Ok(committed.map(|()| started.elapsed()))
    }
}
