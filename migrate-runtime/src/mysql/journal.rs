//! What is sent around the statements of migrations.

use super::message::{Role, Script};
use super::settings::Settings;
use super::{check, lock, tables};
use crate::Dialect;
use crate::history::{COLUMNS, Expected, Place, Row, RowState};
use crate::piece::{Direction, Piece, Step, positions, steps};
use crate::sql::NO_LIMIT;

/// The time as the history holds it: UTC, to the millisecond.
pub(super) const NOW: &str = "UTC_TIMESTAMP(3)";

/// The time since a script was begun, in milliseconds.
const TOOK: &str = "TIMESTAMPDIFF(MICROSECOND, started_at, UTC_TIMESTAMP(3)) DIV 1000";

/// What the fence of the history may refuse.
pub(super) const RECORDING_BEGIN: &str = "recording the beginning of a migration";

/// Of so many migrations in one script one gives a sign of life.
const SIGN_OF_LIFE: usize = 50;

/// A statement that records something, and what that is in words.
#[derive(Debug, Clone)]
pub(super) struct Record {
    doing: &'static str,
    sql: String,
}

/// Writes the statements that record what a run does.
pub(super) struct Journal<'j> {
    pub(super) place: &'j Place,
    pub(super) owner: &'j str,
    pub(super) settings: &'j Settings,
}

impl Journal<'_> {
    pub(super) fn check_lease(&self, script: &mut Script) {
        script.check(check::has_lease(self.place, self.owner));
    }

    pub(super) fn keep_lease(&self, script: &mut Script) {
        let keep = check::keep_lease(self.place, self.owner);
        script.ours("keeping the lease", keep);
    }

    /// Takes the lease from nobody, or from a holder that is not alive, when the history is as
    /// expected.
    pub(super) fn take_lease(&self, script: &mut Script, has_tables: bool, expected: &Expected) {
        let doing = "taking the lease";
        if !has_tables {
            for create in tables::create(self.place) {
                script.ours("creating the history", create);
            }
        }
        script.begin();
        script.check(check::lease_is_free(self.place, self.owner));
        script.ours(doing, check::take_lease(self.place, self.owner));
        // Last, so that it sees what the run did from which the lease was taken.
        script.check(check::as_expected(self.place, expected));
        script.commit();
    }

    pub(super) fn release_lease(&self, script: &mut Script) {
        let delete = format!("DELETE FROM {}", self.place.lease_of(self.owner));
        script.ours("releasing the lease", delete);
    }

    pub(super) fn begin_session(&self, script: &mut Script, piece: &Piece) {
        for set in self.settings.begin(piece.limits) {
            script.ours("preparing the session", set);
        }
    }

    pub(super) fn restore_session(&self, script: &mut Script) {
        for set in &self.settings.restore {
            script.ours("restoring the session's settings", set);
        }
    }

    /// An update of a migration's row, by nobody but the holder of the lease.
    pub(super) fn record(&self, piece: &Piece, assignments: &str) -> String {
        format!(
            "UPDATE {} SET {assignments} WHERE set_name = {} AND `position` = {} AND {}",
            self.place.tables.history(),
            self.place.set_literal(),
            piece.row.position,
            check::while_leased(self.place, self.owner)
        )
    }

    /// The row of a migration that begins.
    pub(super) fn record_begin(&self, piece: &Piece) -> String {
        let row = Row {
            state: RowState::Running,
            ..piece.row.clone()
        };
        let mut values = row.values(Dialect::Mysql);
        for (column, value) in COLUMNS.iter().zip(&mut values) {
            if *column == "started_at" {
                NOW.clone_into(value);
            }
        }
        format!(
            "INSERT INTO {} (set_name, {}) SELECT {}, {} FROM DUAL WHERE {}",
            self.place.tables.history(),
            self.place.columns(),
            self.place.set_literal(),
            values.join(", "),
            check::while_leased(self.place, self.owner)
        )
    }

    /// Whole migrations, in a session that is set up for the first. The last record of one and the
    /// first of the next share a transaction: every commit is a wait for the disk.
    pub(super) fn add_pieces(&self, script: &mut Script, pieces: &[Piece]) {
        let mut limits = pieces.first().map(|piece| piece.limits);
        for (number, piece) in pieces.iter().enumerate() {
            if limits != Some(piece.limits) {
                self.begin_session(script, piece);
            }
            if number.is_multiple_of(SIGN_OF_LIFE) {
                self.keep_lease(script);
            }
            if number == 0 {
                let Record { doing, sql } = self.begin(piece);
                script.ours(doing, sql);
            }
            let mut last = vec![self.complete(piece)];
            last.extend(pieces.get(number + 1).map(|next| self.begin(next)));
            self.add_piece(script, (number, piece), &last);
            let changes = piece.migration.changes_session();
            if changes {
                self.restore_session(script);
            }
            limits = (!changes).then_some(piece.limits);
        }
    }

    /// The statements of a migration that has begun, the last one with the `last` records.
    fn add_piece(&self, script: &mut Script, (number, piece): (usize, &Piece), last: &[Record]) {
        let mut left = steps(&piece.migration, 0).peekable();
        if left.peek().is_none() {
            script.begin();
            for Record { doing, sql } in last {
                script.ours(doing, sql.as_str());
            }
            script.commit();
        }
        while let Some(step) = left.next() {
            if left.peek().is_some() {
                let done = self.done(piece, &step.done(Dialect::Mysql));
                add_step(script, (number, piece), &step, &[done]);
            } else {
                add_step(script, (number, piece), &step, last);
            }
        }
    }

    /// The record that a migration begins.
    pub(super) fn begin(&self, piece: &Piece) -> Record {
        Record {
            doing: RECORDING_BEGIN,
            sql: self.record_begin(piece),
        }
    }

    /// The record of a statement.
    pub(super) fn done(&self, piece: &Piece, assignments: &str) -> Record {
        Record {
            doing: "recording a statement",
            sql: self.record(piece, assignments),
        }
    }

    fn complete(&self, piece: &Piece) -> Record {
        Record {
            doing: "recording a migration",
            sql: self.record(piece, &complete(piece)),
        }
    }

    /// The end of a script: a reverted migration loses its row; the lease and the lock are
    /// released. The durations are the last rows.
    pub(super) fn add_end(&self, script: &mut Script, pieces: &[Piece]) {
        let is_down = |piece: &&Piece| piece.direction == Direction::Down;
        let took = match pieces.iter().find(is_down) {
            Some(_) => TOOK,
            None => "duration_ms",
        };
        script.begin();
        self.check_lease(script);
        script.ours(
            "reading the durations",
            format!(
                "SELECT CAST({took} AS BINARY) FROM {} WHERE set_name = {} AND `position` IN ({}) ORDER BY `position` {NO_LIMIT}",
                self.place.tables.history(),
                self.place.set_literal(),
                positions(pieces)
            ),
        );
        for piece in pieces.iter().filter(is_down) {
            let doing = "recording that a migration was reverted";
            script.ours(doing, self.place.delete_sql(piece.row.position));
            script.ours(doing, self.place.event_sql(&piece.undone()));
        }
        self.release_lease(script);
        script.commit();
        script.ours("releasing the lock", lock::release(&lock::name(self.place)));
    }
}

/// A statement of a migration and its records. The statement of ours before it (the beginning of
/// the migration, or the record of another statement) fails unless this run has the lease.
pub(super) fn add_step(
    script: &mut Script,
    (number, piece): (usize, &Piece),
    step: &Step,
    records: &[Record],
) {
    let theirs = Role::Theirs {
        piece: number,
        step: step.index,
    };
    // Behind what may have locked tables or switched off `autocommit`, a transaction of its own.
    let apart = piece.migration.changes_session() || records.len() > 1;
    if !step.outside {
        script.begin();
    }
    script.add_statements(theirs, step.sql, piece.starts(step.index).len());
    if step.outside && apart {
        script.begin();
    }
    for Record { doing, sql } in records {
        script.ours(doing, sql.as_str());
    }
    if !step.outside || apart {
        script.commit();
    }
}

/// The assignments that record a migration as applied.
pub(super) fn complete(piece: &Piece) -> String {
    format!(
        "state = 'applied', error = NULL, statements_done = {}, done_sql = NULL, finished_at = {NOW}, \
         duration_ms = {TOOK}",
        piece.migration.statements().count()
    )
}
