//! Rust steps.

use std::time::Duration;

use super::Mysql;
use super::journal::{NOW, complete};
use super::message::Script;
use crate::Error;
use crate::code::failed;
use crate::engine::Channel;
use crate::history::{Expected, Place};
use crate::outcome::Outcome;
use crate::piece::Piece;

impl Mysql<'_> {
    pub(super) async fn begin_step(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
    ) -> Result<Outcome<()>, Error> {
        let locked = self.lock(place).await?;
        if locked != Outcome::Done(()) {
            return Ok(locked);
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
        Ok(begun.map(drop))
    }

    pub(super) async fn end_step(
        &mut self,
        place: &Place,
        piece: &Piece,
        took: Duration,
    ) -> Result<Outcome<Duration>, Error> {
        let released = self.send("RELEASE SAVEPOINT migrate".to_owned()).await;
        if released.is_err() {
            let why = "it ended the transaction that it ran in; leave COMMIT and ROLLBACK to the runner, \
                       and statements that commit by themselves to migrations";
            return Err(failed(&piece.migration, why.into()));
        }
        let journal = self.journal(place);
        let begun = format!(
            "started_at = {NOW} - INTERVAL {} MICROSECOND",
            took.as_micros()
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
        let applied = self.complete_one(place, piece, script).await?;
        self.rest = None;
        Ok(applied)
    }
}
