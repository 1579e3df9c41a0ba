//! A migration that is executed statement by statement.

use migrate_format::Probe;
use tracing::{Instrument, debug_span, info_span};

use super::{Next, Run};
use crate::Error;
use crate::database::Database;
use crate::engine::Engine;
use crate::error::Kind;
use crate::frame::Frame;
use crate::history::{Expected, Place};
use crate::look::{self, Found};
use crate::outcome::{Attempt, Outcome};
use crate::piece::{Piece, Step, steps};

impl Run {
    pub(super) async fn step_by_step<D: Database>(
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
            // Another run resumes it: what the steps set ends here.
            db.restore(&self.place).await?;
        }
        Ok(next)
    }

    /// Executes what is left of a claimed migration.
    async fn steps<D: Database>(&mut self, db: &mut D, piece: &Piece) -> Result<Next, Error> {
        let migration = &piece.migration;
        let done = piece.row.statements_done;
        for statement in migration.statements().take(done).filter(|one| one.session) {
            let sql = migration.statement_sql(&statement).to_owned();
            look::read(db, &self.place, "repeating a setting", sql).await?;
        }
        for step in steps(migration, done) {
            let in_doubt = piece.interrupted && step.index == done;
            if in_doubt && step.outside && !step.session && !D::Engine::MAY_REPEAT {
                match was_executed(db, &self.place, piece, &step).await? {
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

/// Whether a statement was executed by a program that ended before it recorded it; if so, it is
/// recorded now.
async fn was_executed<D: Database>(
    db: &mut D,
    place: &Place,
    piece: &Piece,
    step: &Step,
) -> Attempt<bool> {
    let (object, sought) = match &piece.probe {
        Some(Probe::Again) => return Ok(Outcome::Done(false)),
        Some(Probe::There(object)) => (object, Found::Complete),
        Some(Probe::Gone(object)) => (object, Found::Nothing),
        None => return Err(uncertain(piece, step)),
    };
    let found = db.find(place, object).await?;
    if found.ok_or_else(|| uncertain(piece, step))? != sought {
        return Ok(Outcome::Done(false));
    }
    Ok(db.record_step(place, piece, step).await?.map(|()| true))
}

/// It is not known whether a statement was executed.
fn uncertain(piece: &Piece, step: &Step) -> Error {
    let migration = &piece.migration;
    Kind::Uncertain {
        identity: migration.identity(),
        number: step.index + 1,
        total: migration.statements().count(),
        frame: Frame::new(migration.path(), migration.sql(), step.offset),
    }
    .into()
}
