//! What is sent around the statements of migrations.

use super::check;
use super::message::{Role, Script};
use super::settings::Settings;
use super::tables;
use crate::Dialect;
use crate::chain::lock_key;
use crate::database::{Direction, Piece, Step, steps};
use crate::history::{COLUMNS, Expected, NO_LIMIT, Place, Row, RowState};
use crate::sql::literal;

/// The time as the history holds it: UTC, to the millisecond.
pub(super) const NOW: &str = "UTC_TIMESTAMP(3)";

/// The time since a script was begun, in milliseconds.
const TOOK: &str = "TIMESTAMPDIFF(MICROSECOND, started_at, UTC_TIMESTAMP(3)) DIV 1000";

/// What the fence of the history may refuse.
pub(super) const RECORDING_BEGIN: &str = "recording the beginning of a migration";

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

    pub(super) fn give_up_lease(&self, script: &mut Script) {
        let delete = format!("DELETE FROM {}", check::lease_of(self.place, self.owner));
        script.ours("giving up the lease", delete);
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

    /// A statement of a migration and its record. What stands before it, the beginning of the migration
    /// or the record of another statement, has failed unless this run has the lease.
    pub(super) fn add_step(
        &self,
        script: &mut Script,
        (number, piece): (usize, &Piece),
        step: &Step,
        record: &str,
    ) {
        let record = self.record(piece, record);
        let theirs = Role::Theirs {
            piece: number,
            step: step.index,
        };
        if step.outside {
            script.add(theirs, step.sql);
            // Behind what may have locked tables or switched off `autocommit`, a transaction of its own.
            let apart = piece.migration.changes_session();
            if apart {
                script.begin();
            }
            script.ours("recording a statement", record);
            if apart {
                script.commit();
            }
        } else {
            script.begin();
            script.add(theirs, step.sql);
            script.ours("recording a statement", record);
            script.commit();
        }
    }

    /// A whole migration; with its last statement it is complete.
    pub(super) fn add_piece(&self, script: &mut Script, number: usize, piece: &Piece) {
        self.keep_lease(script);
        script.ours(RECORDING_BEGIN, self.record_begin(piece));
        let complete = complete(piece);
        let mut left = steps(&piece.migration, 0).peekable();
        if left.peek().is_none() {
            script.ours("recording a migration", self.record(piece, &complete));
        }
        while let Some(step) = left.next() {
            let record = match left.peek() {
                Some(_) => step.done(Dialect::Mysql),
                None => complete.clone(),
            };
            self.add_step(script, (number, piece), &step, &record);
        }
        if piece.migration.changes_session() {
            self.restore_session(script);
        }
    }

    /// The end of a script: what was reverted loses its row; the lease and the lock are given up. The
    /// durations are the last rows.
    pub(super) fn add_end(&self, script: &mut Script, pieces: &[Piece]) {
        let is_down = |piece: &&Piece| piece.direction == Direction::Down;
        let took = match pieces.iter().find(is_down) {
            Some(_) => TOOK,
            None => "duration_ms",
        };
        let positions: Vec<String> = pieces
            .iter()
            .map(|piece| piece.row.position.to_string())
            .collect();
        script.begin();
        self.check_lease(script);
        script.ours(
            "reading the durations",
            format!(
                "SELECT CAST({took} AS BINARY) FROM {} WHERE set_name = {} AND `position` IN ({}) ORDER BY `position` {NO_LIMIT}",
                self.place.tables.history(),
                self.place.set_literal(),
                positions.join(", ")
            ),
        );
        for piece in pieces.iter().filter(is_down) {
            let doing = "recording that a migration was reverted";
            script.ours(doing, self.place.delete_sql(piece.row.position));
            script.ours(doing, self.place.event_sql(&piece.undone()));
        }
        self.give_up_lease(script);
        script.commit();
        script.ours("releasing the lock", release_lock(self.place));
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

/// The server's locks have one name space for all databases.
pub(super) fn lock_name(place: &Place) -> String {
    let key = lock_key(&place.tables.history(), &place.set);
    literal(Dialect::Mysql, &format!("migrate_{key:016x}"))
}

pub(super) fn release_lock(place: &Place) -> String {
    format!("DO RELEASE_LOCK({})", lock_name(place))
}
