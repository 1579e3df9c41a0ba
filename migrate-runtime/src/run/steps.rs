//! A migration that is executed statement by statement.

use tracing::{Instrument, debug_span, info_span};

use super::{Next, Run};
use crate::Error;
use crate::database::{Database, Outcome, Piece, steps};
use crate::history::Expected;

impl Run {
    pub(crate) async fn step_by_step<D: Database>(
        &mut self,
        db: &mut D,
        expected: &Expected,
        piece: &Piece,
        resume: bool,
    ) -> Result<Next, Error> {
        let identity = piece.migration.identity();
        loop {
            match db.claim(&self.place, expected, piece, resume).await? {
                Outcome::Done(()) => break,
                Outcome::Busy => return Ok(Next::LookAgain),
                Outcome::Retry(reason) => self.retry(&format!("`{identity}`: {reason}")).await?,
            }
        }
        let span = info_span!("apply", first = identity, count = 1);
        let next = self.steps(db, piece).instrument(span).await?;
        if next == Next::LookAgain {
            // Another run goes on with it: what the steps set ends here.
            db.restore(&self.place).await?;
        }
        Ok(next)
    }

    /// Executes what is left of a claimed migration.
    async fn steps<D: Database>(&mut self, db: &mut D, piece: &Piece) -> Result<Next, Error> {
        let migration = &piece.migration;
        let done = piece.row.statements_done;
        for statement in migration.statements().take(done).filter(|one| one.session) {
            db.repeat(&self.place, migration.statement_sql(&statement))
                .await?;
        }
        for step in steps(migration, done) {
            let in_doubt = piece.interrupted && step.index == done;
            if in_doubt && step.outside && !step.session {
                match db.was_executed(&self.place, piece, &step).await? {
                    Outcome::Done(true) => continue,
                    Outcome::Done(false) => {}
                    Outcome::Busy | Outcome::Retry(_) => return Ok(Next::LookAgain),
                }
            }
            loop {
                let span = debug_span!("statement", number = step.index + 1, sql = step.sql);
                let outcome = db.step(&self.place, piece, &step);
                match outcome.instrument(span).await? {
                    Outcome::Done(()) => break,
                    Outcome::Busy => return Ok(Next::LookAgain),
                    Outcome::Retry(reason) => {
                        let identity = migration.identity();
                        self.retry(&format!("`{identity}`: {reason}")).await?;
                    }
                }
            }
            self.budget.reset();
        }
        loop {
            match db.finish(&self.place, piece).await? {
                Outcome::Done(duration) => {
                    self.applied(piece, duration);
                    return Ok(Next::Finished);
                }
                Outcome::Busy => return Ok(Next::LookAgain),
                Outcome::Retry(reason) => self.retry(&reason).await?,
            }
        }
    }
}
