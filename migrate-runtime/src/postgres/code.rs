//! Rust steps.

use std::time::Duration;

use super::Postgres;
use super::check::{anonymous_block, raise_unless};
use super::engine::sqlstate;
use super::message::{closing, durations, statements};
use crate::Error;
use crate::code;
use crate::history::{Expected, Place};
use crate::outcome::Outcome;
use crate::piece::Piece;

/// The code of a step ended its transaction.
const ENDED: &str = "MGR04";

impl Postgres<'_> {
    pub(super) async fn begin_step(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
    ) -> Result<Outcome<()>, Error> {
        self.is_changed = true;
        // Gone if the code ends the transaction.
        let mark = format!("SET LOCAL migrate.step = '{}'", self.owner);
        let opening = format!(
            "{}{}{mark}",
            self.begin(place, expected, ""),
            statements(&self.opening(place, piece))
        );
        let begun = self.attempt(place, "beginning a step", opening).await?;
        Ok(begun.map(drop))
    }

    pub(super) async fn end_step(
        &mut self,
        place: &Place,
        piece: &Piece,
    ) -> Result<Outcome<Duration>, Error> {
        let mine = format!("current_setting('migrate.step', true) = '{}'", self.owner);
        let check = anonymous_block(&raise_unless(&mine, ENDED));
        // The code may have set what a script may.
        let restore = &self.settings.restore;
        let (closing, _) = closing(place, piece, &self.settings);
        let end = format!("{check};\n{restore}{closing}COMMIT");
        match self.transaction(end).await {
            Ok(rows) => Ok(Outcome::Done(durations(&rows).next().unwrap_or_default())),
            Err(failure) if sqlstate(&failure.error) == Some(ENDED) => {
                Err(code::ended(&piece.migration))
            }
            Err(failure) => Err(failure.into_error("recording a step", place)),
        }
    }
}
