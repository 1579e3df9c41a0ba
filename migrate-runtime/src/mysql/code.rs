//! Rust steps.

use std::time::{Duration, Instant};

use sqlx::mysql::MySqlConnection;

use super::Mysql;
use super::failure;
use super::journal::{NOW, complete};
use super::message::Script;
use crate::Error;
use crate::code::Code;
use crate::database::{Outcome, Piece};
use crate::error::Kind;
use crate::history::{Expected, Place};

impl Mysql<'_> {
    /// Runs code in one transaction with its record.
    pub(super) async fn run_code(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        code: &Code,
    ) -> Result<Outcome<Duration>, Error> {
        let identity = piece.migration.identity();
        let code = code.call::<MySqlConnection>(&piece.migration)?;
        let locked = self.lock(place).await?;
        if locked != Outcome::Done(()) {
            return Ok(locked.map(|()| Duration::ZERO));
        }
        self.is_changed = true;
        let journal = self.journal(place);
        let mut script = Script::default();
        journal.begin_session(&mut script, piece);
        journal.take_lease(&mut script, self.has_tables, expected);
        script.begin();
        // Whatever ends the transaction ends it, too.
        script.ours("beginning a step", "SAVEPOINT migrate");
        let begun = self.execute(place, &[], script).await?;
        self.rest = None;
        if !matches!(begun, Outcome::Done(_)) {
            return Ok(begun.map(|_| Duration::ZERO));
        }
        let started = Instant::now();
        if let Err(source) = code(self.lent.connection()).await {
            // If this fails too the connection is broken, which the first error says.
            let _ = self.send("ROLLBACK".to_owned()).await;
            let lost = source.downcast_ref().and_then(failure::lost_lock);
            return match lost {
                Some(reason) => Ok(Outcome::Retry(reason)),
                None => Err(Kind::Step { identity, source }.into()),
            };
        }
        if self
            .send("RELEASE SAVEPOINT migrate".to_owned())
            .await
            .is_err()
        {
            let source = "it ended the transaction that it ran in; leave COMMIT and ROLLBACK to the runner, and statements that commit by themselves to migrations".into();
            return Err(Kind::Step { identity, source }.into());
        }
        let journal = self.journal(place);
        let begun = format!(
            "started_at = {NOW} - INTERVAL {} MICROSECOND",
            started.elapsed().as_micros()
        );
        let record = [
            journal.record_begin(piece),
            journal.record(piece, &begun),
            journal.record(piece, &complete(piece)),
        ]
        .join(";\n");
        if let Err(failure) = self.send(record).await {
            let _ = self.send("ROLLBACK".to_owned()).await;
            return Err(failure.into_error("recording a step", place));
        }
        let journal = self.journal(place);
        let mut script = Script::default();
        script.commit();
        journal.restore_session(&mut script);
        journal.add_end(&mut script, std::slice::from_ref(piece));
        let pieces = std::slice::from_ref(piece);
        let applied = self.complete(place, pieces, script).await?;
        self.rest = None;
        Ok(applied.map(|durations| durations.first().copied().unwrap_or_default()))
    }
}
