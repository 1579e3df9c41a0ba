//! Applying Rust steps.

use std::time::{Duration, Instant};

use tracing::{Instrument, info_span};

use super::{Next, Run};
use crate::Error;
use crate::code::{Code, failed};
use crate::database::Database;
use crate::engine::Engine;
use crate::error::Kind;
use crate::history::{Expected, Place};
use crate::outcome::{Attempt, Outcome};
use crate::piece::Piece;

impl Run {
    pub(super) async fn apply_code<D: Database>(
        &mut self,
        db: &mut D,
        expected: &Expected,
        piece: &Piece,
    ) -> Result<Next, Error> {
        let identity = piece.migration.identity();
        let Some(code) = self.settings.steps.get(&piece.migration).cloned() else {
            let missing = vec![identity];
            return Err(Kind::NoCode { missing }.into());
        };
        loop {
            let span = info_span!("apply", first = identity, count = 1);
            let outcome = run(db, &self.place, expected, piece, &code);
            match outcome.instrument(span).await? {
                Outcome::Done(duration) => {
                    self.applied(piece, duration);
                    return Ok(Next::Finished);
                }
                Outcome::Busy => return Ok(Next::LookAgain),
                Outcome::Retry(reason) => self.retry(&format!("`{identity}`: {reason}")).await?,
            }
        }
    }
}

/// Runs the code of a step in one transaction with its row.
async fn run<D: Database>(
    db: &mut D,
    place: &Place,
    expected: &Expected,
    piece: &Piece,
    code: &Code,
) -> Attempt<Duration> {
    let migration = &piece.migration;
    let code = code.call::<<D::Engine as sqlx::Database>::Connection>(migration)?;
    let begun = db.begin_code(place, expected, piece).await?;
    if begun != Outcome::Done(()) {
        return Ok(begun.map(|()| Duration::ZERO));
    }
    let started = Instant::now();
    if let Err(source) = code(db.connection()).await {
        // If this fails too, the connection is broken, which the first error says.
        let _ = db.send("ROLLBACK".to_owned()).await;
        let lost = source.downcast_ref().and_then(D::Engine::lost_lock);
        return lost.map_or_else(
            || Err(failed(migration, source)),
            |reason| Ok(Outcome::Retry(reason)),
        );
    }
    db.end_code(place, piece, started.elapsed()).await
}
