//! Scripts in one transaction with their rows.

use std::time::{Duration, Instant};

use super::record::{insert_applied, now_after};
use super::{Failure, Sqlite};
use crate::engine::{Channel, Engine};
use crate::error::{Kind, NOTHING_APPLIED};
use crate::frame::Frame;
use crate::history::Place;
use crate::outcome::{Attempt, Outcome};
use crate::piece::{Direction, Piece, positions};
use crate::{Error, Migration};

impl Sqlite<'_> {
    /// The scripts and rows of a transaction that has begun, and its end.
    pub(super) async fn apply_pieces(
        &mut self,
        place: &Place,
        pieces: &[Piece],
    ) -> Attempt<Vec<Duration>> {
        let mut durations = Vec::with_capacity(pieces.len());
        let mut left = pieces;
        while !left.is_empty() {
            let (now, later) = left.split_at(together(left));
            let applied = match now {
                [piece] => {
                    let alone = self.apply_alone(place, piece).await?;
                    alone.map(|duration| vec![duration])
                }
                now => self.apply_together(place, now).await?,
            };
            match applied {
                Outcome::Done(more) => durations.extend(more),
                other => return Ok(other),
            }
            left = later;
        }
        match (self.commit().await, pieces.last()) {
            // A deferred constraint: of a joined transaction nobody knows whose.
            (Err(failure), Some(piece)) => sql_outcome(failure, &piece.migration),
            _ => Ok(Outcome::Done(durations)),
        }
    }

    async fn apply_alone(&mut self, place: &Place, piece: &Piece) -> Attempt<Duration> {
        let started = Instant::now();
        let Piece { migration, row, .. } = piece;
        let record = match piece.direction {
            Direction::Up => insert_applied(place, row, &now_after(Duration::ZERO)),
            Direction::Down => delete_reverted(place, piece),
        };
        if migration.foreign_keys_off() {
            if let Err(failure) = self.send(migration.sql().to_owned()).await {
                return sql_outcome(failure, migration);
            }
            self.check_foreign_keys(migration).await?;
            self.send(record)
                .await
                .map_err(|failure| failure.into_error("recording a migration", place))?;
        } else if let Err(failure) = self.send(with_record(migration, &record)).await {
            return sql_outcome(failure, migration);
        }
        Ok(Outcome::Done(started.elapsed()))
    }

    /// Several migrations in one message: each message switches threads twice, which costs as much
    /// as a small migration. All but the first begin when the one before is recorded.
    async fn apply_together(&mut self, place: &Place, pieces: &[Piece]) -> Attempt<Vec<Duration>> {
        let mut sql = String::new();
        let mut begun = now_after(Duration::ZERO);
        for Piece { migration, row, .. } in pieces {
            let record = insert_applied(place, row, &begun);
            sql += &with_record(migration, &record);
            sql += ";\n";
            begun = format!(
                "(SELECT CAST(round(unixepoch(finished_at, 'subsec') * 1000) AS INTEGER) FROM {} \
                 WHERE set_name = {} AND position = {})",
                place.tables.history(),
                place.set_literal(),
                row.position
            );
        }
        if let Err(failure) = self.send(sql).await {
            return outcome_of(pieces, place, failure);
        }
        match self.durations(place, pieces).await {
            Ok(durations) => Ok(Outcome::Done(durations)),
            Err(failure) => failure.outcome("reading the durations", place),
        }
    }

    async fn durations(
        &mut self,
        place: &Place,
        pieces: &[Piece],
    ) -> Result<Vec<Duration>, Failure> {
        let sql = format!(
            "SELECT CAST(duration_ms AS TEXT) FROM {} WHERE set_name = {} AND position IN ({}) ORDER BY position",
            place.tables.history(),
            place.set_literal(),
            positions(pieces)
        );
        let rows = self.send(sql).await?;
        let milliseconds = rows.iter().map(|row| {
            let cell = row.first().and_then(Option::as_deref);
            cell.and_then(|text| text.parse().ok()).unwrap_or_default()
        });
        Ok(milliseconds.map(Duration::from_millis).collect())
    }

    async fn check_foreign_keys(&mut self, migration: &Migration) -> Result<(), Error> {
        let rows = self
            .send("PRAGMA foreign_key_check".to_owned())
            .await
            .map_err(|failure| sql_error(failure, migration, NOTHING_APPLIED.to_owned()))?;
        let Some([table, row, parent, ..]) = rows.first().map(Vec::as_slice) else {
            return Ok(());
        };
        let word = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "?".to_owned());
        let message = format!(
            "{} rows violate a foreign key after it, the first is row {} of `{}`, which refers to `{}`",
            rows.len(),
            word(row),
            word(table),
            word(parent)
        );
        Err(Kind::Sql {
            identity: migration.identity(),
            message,
            frame: Frame::new(migration.path(), migration.sql(), 0),
            state: NOTHING_APPLIED.to_owned(),
            source: None,
        }
        .into())
    }
}

fn delete_reverted(place: &Place, piece: &Piece) -> String {
    let event = place.event_sql(&piece.undone());
    format!("{event};\n{}", place.delete_sql(piece.row.position))
}

/// How many of the pieces go into one message.
fn together(pieces: &[Piece]) -> usize {
    /// SQLite copies what is left of a message for each statement.
    const MESSAGE_BYTES: usize = 16 << 10;
    let mut bytes = 0;
    let fitting = pieces.iter().take_while(|piece| {
        bytes += piece.migration.sql().len();
        piece.direction == Direction::Up
            && !piece.migration.foreign_keys_off()
            && bytes <= MESSAGE_BYTES
    });
    fitting.count().max(1)
}

/// What a failure of a message means, by the number of statements that were done.
fn outcome_of<T>(pieces: &[Piece], place: &Place, failure: Failure) -> Attempt<T> {
    let mut done = failure.done;
    for Piece { migration, .. } in pieces {
        let with_record = migration.statements().count() + 1;
        if done < with_record {
            return sql_outcome(failure.after(done), migration);
        }
        done -= with_record;
    }
    failure.outcome("recording migrations", place)
}

/// A script and its record. The script may end in a comment and without a semicolon.
fn with_record(migration: &Migration, record: &str) -> String {
    format!("{}\n;\n{record}", migration.sql())
}

/// What a failed script means.
fn sql_outcome<T>(failure: Failure, migration: &Migration) -> Attempt<T> {
    match sqlx::Sqlite::lost_lock(&failure.error) {
        Some(reason) => Ok(Outcome::Retry(reason)),
        None => Err(sql_error(failure, migration, NOTHING_APPLIED.to_owned())),
    }
}

/// Of the statement of a migration whose result did not come.
pub(super) fn sql_error(failure: Failure, migration: &Migration, state: String) -> Error {
    let statement = migration.statements().nth(failure.done);
    let offset = statement.map_or(0, |statement| statement.range.start);
    failure.into_sql_error(migration, offset, state)
}
