use std::future::{Future, ready};
use std::time::Duration;

use migrate_format::Object;

use crate::Error;
use crate::engine::Channel;
use crate::history::{Event, Expected, Place, Row};
use crate::look::{self, Found, Newest};
use crate::outcome::Attempt;
use crate::piece::{Piece, Step};

/// What a run does with a database, where engines differ.
pub(crate) trait Database: Channel + Sized {
    /// The newest row of the set: one round trip. `None` without a history.
    fn newest(&mut self, place: &Place) -> impl Future<Output = Attempt<Option<Newest>>> + Send {
        async move { Ok(look::newest(self, place).await?.map(Option::flatten)) }
    }

    /// Called before the first write, until it succeeds. True if migrations may be joined, because
    /// nobody uses the database yet.
    fn prepare(&mut self, place: &Place) -> impl Future<Output = Attempt<bool>> + Send;

    /// Applies migrations that may be joined, each with its row, or reverts one that is
    /// transactional. Returns how long each took.
    fn apply(
        &mut self,
        place: &Place,
        expected: &Expected,
        pieces: &[Piece],
    ) -> impl Future<Output = Attempt<Vec<Duration>>> + Send;

    /// Begins the transaction in which the code of a Rust step runs.
    fn begin_code(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
    ) -> impl Future<Output = Attempt<()>> + Send;

    /// Ends that transaction with the migration's row, after the code ran for some time. Fails if
    /// the code ended it.
    fn end_code(
        &mut self,
        place: &Place,
        piece: &Piece,
        took: Duration,
    ) -> impl Future<Output = Attempt<Duration>> + Send;

    /// Replaces all rows of the set, and records why.
    fn rewrite(
        &mut self,
        place: &Place,
        expected: &Expected,
        rows: &[Row],
        events: &[Event],
    ) -> impl Future<Output = Attempt<()>> + Send;

    /// Makes this run the one that executes a non-transactional migration. With `resume` its row
    /// exists already.
    fn claim(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        resume: bool,
    ) -> impl Future<Output = Attempt<()>> + Send;

    /// Looks for an object that a statement makes or drops. `None` if it cannot be looked for.
    fn find(
        &mut self,
        _place: &Place,
        _object: &Object,
    ) -> impl Future<Output = Result<Option<Found>, Error>> + Send {
        ready(Ok(None))
    }

    /// Executes one statement of a claimed migration and records it.
    fn step(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> impl Future<Output = Attempt<()>> + Send;

    /// Records a statement of a claimed migration that was executed.
    fn record_step(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> impl Future<Output = Attempt<()>> + Send;

    /// Records that a claimed migration is complete. Returns how long it took from its beginning.
    fn finish(
        &mut self,
        place: &Place,
        piece: &Piece,
    ) -> impl Future<Output = Attempt<Duration>> + Send;

    /// Releases what the run holds, and restores what the steps of a claimed migration have set.
    fn restore(&mut self, place: &Place) -> impl Future<Output = Result<(), Error>> + Send;

    /// Whether another run is writing now, and has not made a history yet where there was none.
    /// Only where that costs less than an attempt.
    fn is_held(
        &mut self,
        _place: &Place,
        _has_history: bool,
    ) -> impl Future<Output = Result<bool, Error>> + Send {
        ready(Ok(false))
    }

    /// The queries that name who holds up this run, in the order in which they are tried.
    fn holders(&self, _place: &Place) -> Vec<String> {
        Vec::new()
    }

    /// Gives the connection back in good order.
    fn release(self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Gives the connection up after an error.
    fn abandon(self) -> impl Future<Output = ()> + Send {
        ready(())
    }
}
