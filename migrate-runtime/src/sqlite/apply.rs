//! Scripts in one transaction with their rows.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::{NOW, Sqlite};
use crate::database::{Direction, Outcome, Piece};
use crate::error::{Kind, NOTHING_APPLIED};
use crate::frame::Frame;
use crate::history::{COLUMNS, Place, Row};
use crate::{Dialect, Error, Migration};

impl Sqlite<'_> {
    /// The scripts and rows of a transaction that has begun, and its end.
    pub(super) async fn apply_pieces(
        &mut self,
        place: &Place,
        pieces: &[Piece],
    ) -> Result<Outcome<Vec<Duration>>, Error> {
        let mut durations = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let started = Instant::now();
            let Piece { migration, row, .. } = piece;
            let record = match piece.direction {
                Direction::Up => insert_applied(place, row),
                Direction::Down => delete_reverted(place, piece),
            };
            if migration.foreign_keys_off() {
                if let Err(failure) = self.execute(migration.sql().to_owned()).await {
                    return failure.sql_outcome(migration);
                }
                self.check_foreign_keys(migration).await?;
                self.execute(record)
                    .await
                    .map_err(|failure| failure.into_error("recording a migration", place))?;
            } else {
                // The script may end in a comment and without a semicolon.
                let sql = format!("{}\n;\n{record}", migration.sql());
                if let Err(failure) = self.execute(sql).await {
                    return failure.sql_outcome(migration);
                }
            }
            durations.push(started.elapsed());
        }
        match (self.commit().await, pieces.last()) {
            // A deferred constraint: of a joined transaction nobody knows whose.
            (Err(failure), Some(piece)) => failure.sql_outcome(&piece.migration),
            _ => Ok(Outcome::Done(durations)),
        }
    }

    async fn check_foreign_keys(&mut self, migration: &Migration) -> Result<(), Error> {
        let rows = self
            .execute("PRAGMA foreign_key_check".to_owned())
            .await
            .map_err(|failure| failure.into_sql_error(migration, NOTHING_APPLIED.to_owned()))?;
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

/// The row of a migration that begins now.
pub(super) fn insert_applied(place: &Place, row: &Row) -> String {
    let row = Row {
        statements_done: row.statements.unwrap_or_default(),
        ..row.clone()
    };
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let begun = since.unwrap_or_default().as_millis();
    let mut values = row.values(Dialect::Sqlite);
    for (column, value) in COLUMNS.iter().zip(&mut values) {
        match *column {
            "finished_at" => NOW.clone_into(value),
            "started_at" => {
                *value = format!("strftime('%Y-%m-%d %H:%M:%fZ', {begun} / 1000.0, 'unixepoch')");
            }
            "duration_ms" => {
                *value = format!("max(0, CAST(unixepoch('subsec') * 1000 AS INTEGER) - {begun})");
            }
            _ => {}
        }
    }
    format!(
        "INSERT INTO {} (set_name, {}) VALUES ({}, {})",
        place.tables.history(),
        COLUMNS.join(", "),
        place.set_literal(),
        values.join(", ")
    )
}
