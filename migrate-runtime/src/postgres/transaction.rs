//! How transactions begin, and what their failures mean.

use super::check::{MOVED, anonymous_block, raise_unless};
use super::engine::{is_already_there, sqlstate};
use super::message::{search_path, set_limits};
use super::tables::{bootstrap, tenant};
use super::{Failure, Postgres, adopt, lease, lock};
use crate::engine::Channel;
use crate::history::{Cells, Expected, Place};
use crate::link::first_cell;
use crate::outcome::{Attempt, Outcome};
use crate::piece::Piece;
use crate::sql::literal;
use crate::{Dialect, Error};

impl Postgres<'_> {
    /// As [`send`](Self::send), inside a transaction that is rolled back after a failure.
    pub(super) async fn transaction(&mut self, sql: String) -> Result<Vec<Cells>, Failure> {
        let sent = self.send(sql).await;
        if let Err(failure) = &sent
            && sqlstate(&failure.error).is_some()
        {
            // If this fails too, the connection is broken, which the first error says.
            let _ = self.send("ROLLBACK".to_owned()).await;
        }
        sent
    }

    /// As [`transaction`](Self::transaction), where losing a race or a lock is no error.
    pub(super) async fn attempt(
        &mut self,
        place: &Place,
        doing: &'static str,
        sql: String,
    ) -> Attempt<Vec<Cells>> {
        match self.transaction(sql).await {
            Ok(rows) => Ok(Outcome::Done(rows)),
            Err(failure) => failure.outcome(doing, place),
        }
    }

    /// The first statements of a transaction that nobody else may be in: our lock, `extra`
    /// (more of the check's body), and the history as expected.
    pub(super) fn begin(&self, place: &Place, expected: &Expected, extra: &str) -> String {
        let foreign = adopt::hold_still(expected);
        let expected = literal(Dialect::Postgres, expected.as_str());
        let as_expected = format!("({}) = {expected}", place.expected_sql());
        // A row can be locked only where its table is.
        let (first, second) = if place.advisory_locks {
            (lock::take(place), bootstrap(place))
        } else {
            (bootstrap(place), lock::take(place))
        };
        let body = first
            + &second
            + &tenant(place)
            + extra
            + &foreign
            // Last, so that it sees what the run did from which the lease was taken.
            + &raise_unless(&as_expected, MOVED);
        format!("{}{};\n", self.begin_plain(), anonymous_block(&body))
    }

    /// The same for a transaction of the run that holds the lease: its row is the lock. `first` is
    /// what makes the session's role one that may write the lease.
    pub(super) fn begin_leased(&self, place: &Place, first: &str) -> String {
        let keep = anonymous_block(&lease::keep(place, &self.owner));
        format!("{}{first}{keep};\n", self.begin_plain())
    }

    pub(super) fn begin_plain(&self) -> String {
        format!(
            "/* migrate {} */ BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;\n",
            self.owner
        )
    }

    /// What comes before a script in its transaction. Every statement gives one result.
    pub(super) fn opening(&self, place: &Place, piece: &Piece) -> Vec<String> {
        let mut opening = set_limits(piece.limits, &self.settings);
        if let Some(path) = search_path(place) {
            let path = literal(Dialect::Postgres, &path);
            opening.push(format!("SELECT set_config('search_path', {path}, true)"));
        }
        opening
    }

    /// Without advisory locks the tables are made in a transaction of their own, in which whoever
    /// comes second may fail.
    pub(super) async fn create_tables(&mut self, place: &Place) -> Result<(), Error> {
        let create = format!(
            "{}{};\nCOMMIT",
            self.begin_plain(),
            anonymous_block(&bootstrap(place))
        );
        match self.transaction(create.clone()).await {
            Ok(_) => return Ok(()),
            Err(failure) if is_already_there(&failure.error) => {}
            Err(failure) => return Err(failure.into_error("creating the history", place)),
        }
        let again = self.transaction(create).await;
        again
            .map(drop)
            .map_err(|failure| failure.into_error("creating the history", place))
    }

    /// What a failure of a script comes to, with the name of who holds the lock.
    pub(super) async fn blocked<T>(&mut self, outcome: Outcome<()>, script: &str) -> Outcome<T> {
        let Outcome::Retry(reason) = outcome else {
            return Outcome::Busy;
        };
        let rows = self.send(lock::blocker(script)).await.unwrap_or_default();
        Outcome::Retry(match first_cell(&rows) {
            Some(blocker) => format!("{reason}; {blocker}"),
            None => reason,
        })
    }
}
