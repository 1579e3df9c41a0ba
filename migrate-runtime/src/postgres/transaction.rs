//! How transactions begin, and what their failures mean.

use sqlx::postgres::PgRow;

use super::check::{self, anonymous_block, bootstrap, raise_unless, tenant};
use super::message::set_limits;
use super::{Failure, MOVED, Postgres, cells, lease, lock};
use crate::database::{Outcome, Piece};
use crate::history::{Expected, Place};
use crate::sql::{identifier, literal};
use crate::{Dialect, Error};

impl Postgres<'_> {
    /// As [`send`](Self::send), inside a transaction that is rolled back after a failure.
    pub(super) async fn transaction(&mut self, sql: String) -> Result<Vec<PgRow>, Failure> {
        let sent = self.send(sql).await;
        if let Err(failure) = &sent
            && failure.sqlstate().is_some()
        {
            // If this fails too the connection is broken, which the first error says.
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
    ) -> Result<Outcome<Vec<PgRow>>, Error> {
        match self.transaction(sql).await {
            Ok(rows) => Ok(Outcome::Done(rows)),
            Err(failure) => failure
                .outcome(place)
                .ok_or_else(|| failure.into_error(doing, place)),
        }
    }

    /// The first statements of a transaction that nobody else may be in: our lock, `extra`
    /// (more of the check's body), and the history as expected.
    pub(super) fn begin(&self, place: &Place, expected: &Expected, extra: &str) -> String {
        let foreign = check::foreign(expected);
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
            Err(failure) if failure.is_already_there() => {}
            Err(failure) => return Err(failure.into_error("creating the history", place)),
        }
        let again = self.transaction(create).await;
        again
            .map(drop)
            .map_err(|failure| failure.into_error("creating the history", place))
    }

    /// The reason of a retry, and who stands in the way.
    pub(super) async fn blocked<T>(&mut self, outcome: Outcome<T>, script: &str) -> Outcome<T> {
        let Outcome::Retry(reason) = outcome else {
            return outcome;
        };
        let rows = self.send(lock::blocker(script)).await.unwrap_or_default();
        let blocker = rows.first().and_then(|row| cells(row).ok()?.pop()?);
        Outcome::Retry(match blocker {
            Some(blocker) => format!("{reason}; {blocker}"),
            None => reason,
        })
    }
}

/// What unqualified names mean in the migrations of a tenant.
pub(super) fn search_path(place: &Place) -> Option<String> {
    let schema = place.schema.as_deref()?;
    Some(format!("{}, public", identifier(Dialect::Postgres, schema)))
}
