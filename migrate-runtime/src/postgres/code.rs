//! Rust steps.

use std::time::Duration;

use sqlx::postgres::PgConnection;

use super::check::{anonymous_block, raise_unless};
use super::message::{closing, statements};
use super::{Postgres, duration, failure};
use crate::Error;
use crate::code::{self, Code};
use crate::database::{Outcome, Piece};
use crate::error::Kind;
use crate::history::{Expected, Place};

/// The code of a step ended its transaction.
const ENDED: &str = "MGR04";

impl Postgres<'_> {
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
        let code = code.call::<PgConnection>(&piece.migration)?;
        self.is_changed = true;
        // Gone if the code ends the transaction.
        let mark = format!("SET LOCAL migrate.step = '{}'", self.owner);
        let opening = format!(
            "{}{}{mark}",
            self.begin(place, expected, ""),
            statements(&self.opening(place, piece))
        );
        let begun = self.attempt(place, "beginning a step", opening).await?;
        if !matches!(begun, Outcome::Done(_)) {
            return Ok(begun.map(|_| Duration::ZERO));
        }
        if let Err(source) = code(self.lent.connection()).await {
            // If this fails too the connection is broken, which the first error says.
            let _ = self.send("ROLLBACK".to_owned()).await;
            let lost = source.downcast_ref().and_then(failure::lost_lock);
            return lost.map_or_else(
                || Err(failed(source).into()),
                |reason| Ok(Outcome::Retry(reason)),
            );
        }
        let mine = format!("current_setting('migrate.step', true) = '{}'", self.owner);
        let check = anonymous_block(&raise_unless(&mine, ENDED));
        // The code may have set what a script may.
        let restore = &self.settings.restore;
        let (closing, _) = closing(place, piece, &self.settings);
        let end = format!("{check};\n{restore}{closing}COMMIT");
        match self.transaction(end).await {
            Ok(rows) => Ok(Outcome::Done(
                rows.iter().find_map(duration).unwrap_or_default(),
            )),
            Err(failure) if failure.sqlstate().as_deref() == Some(ENDED) => {
                Err(failed(code::ENDED.into()).into())
            }
            Err(failure) => Err(failure.into_error("recording a step", place)),
        }
    }
}
