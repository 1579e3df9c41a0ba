//! What is read in the same way on every engine.

use crate::Error;
use crate::engine::{Channel, Engine};
use crate::error::Kind;
use crate::history::{Cells, Place, Row, RowState};
use crate::link::first_cell;
use crate::outcome::{Attempt, Outcome};

const READING: &str = "reading the history";

/// What [`Database::find`](crate::database::Database::find) does, in words.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) const PROBING: &str = "looking whether a statement was executed";

/// What [`Database::restore`](crate::database::Database::restore) does, in words.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) const RESTORING: &str = "restoring the session's settings";

/// The newest row of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) chain: String,
    pub(crate) state: RowState,
}

/// What a look for an object found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Found {
    Nothing,
    /// It exists, and is complete.
    Complete,
    /// An index whose building failed, qualified and quoted.
    #[cfg(feature = "postgres")]
    Invalid(String),
}

impl Newest {
    /// Whether a history that ends so is the embedded one, completely.
    pub(crate) fn is(&self, head: &str) -> bool {
        self.state.is_done() && self.chain == head
    }
}

/// The newest row of the set: one round trip. `None` without the table, `Some(None)` without a row.
pub(crate) async fn newest<C: Channel>(
    db: &mut C,
    place: &Place,
) -> Attempt<Option<Option<Newest>>> {
    let rows = match db.send(place.newest_sql()).await {
        Ok(rows) => rows,
        Err(failure) if C::Engine::has_no_history(&failure.error, place) => {
            return Ok(Outcome::Done(None));
        }
        Err(failure) => return failure.outcome(READING, place),
    };
    let Some(row) = rows.into_iter().next() else {
        return Ok(Outcome::Done(Some(None)));
    };
    let Ok([Some(chain), Some(state)]) = <[_; 2]>::try_from(row) else {
        return Err(Kind::Foreign("the newest row".to_owned()).into());
    };
    let state =
        RowState::parse(&state).ok_or_else(|| Kind::Foreign(format!("the state `{state}`")))?;
    Ok(Outcome::Done(Some(Some(Newest { chain, state }))))
}

/// All rows of the set. Called only after [`newest`] found one.
pub(crate) async fn rows<C: Channel>(db: &mut C, place: &Place) -> Attempt<Vec<Row>> {
    let sql = format!("{};\n{}", place.layout_sql(), place.rows_sql());
    match db.send(sql).await {
        Ok(rows) => place.history(rows).map(Outcome::Done),
        Err(failure) => failure.outcome(READING, place),
    }
}

/// The rows of a query of ours.
pub(crate) async fn read<C: Channel>(
    db: &mut C,
    place: &Place,
    doing: &'static str,
    sql: String,
) -> Result<Vec<Cells>, Error> {
    let sent = db.send(sql).await;
    sent.map_err(|failure| failure.into_error(doing, place))
}

/// Who holds up this run, in words: the first answer that one of the queries gives.
pub(crate) async fn holder<C: Channel>(db: &mut C, queries: Vec<String>) -> String {
    for sql in queries {
        let rows = db.send(sql).await.unwrap_or_default();
        if let Some(holder) = first_cell(&rows) {
            return format!("held by {holder}");
        }
    }
    C::Engine::NO_HOLDER.to_owned()
}
