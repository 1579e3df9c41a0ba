use migrate_format::{Block, Probe};

use crate::done::{Done, Recorded};
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use crate::history::Place;
use crate::history::{COLUMNS, Event, Row, RowState};
use crate::{Dialect, Migration};

/// A script to execute, with the row that it gets, or that a down file removes.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) migration: Migration,
    pub(crate) row: Row,
    pub(crate) direction: Direction,
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        expect(dead_code, reason = "SQLite has no limits")
    )]
    pub(crate) limits: Limits,
    /// A program ended in the middle of it, perhaps between a statement and its record.
    pub(crate) interrupted: bool,
    /// How to find out whether the first statement that is not recorded was executed.
    pub(crate) probe: Option<Probe>,
    /// The steps that are transactions of several statements.
    #[cfg_attr(
        not(feature = "mysql"),
        expect(dead_code, reason = "only MySQL counts results inside a step")
    )]
    pub(crate) blocks: Vec<Block>,
}

/// Whether a script applies a migration or reverts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

/// Where the rows of the pieces are in their history, as SQL between parentheses.
#[cfg(any(feature = "sqlite", feature = "mysql"))]
pub(crate) fn positions(pieces: &[Piece]) -> String {
    let positions = pieces.iter().map(|piece| piece.row.position.to_string());
    positions.collect::<Vec<_>>().join(", ")
}

impl Piece {
    /// The state of the row while the script is executed statement by statement.
    pub(crate) fn running(&self) -> RowState {
        match self.direction {
            Direction::Up => RowState::Running,
            Direction::Down => RowState::Reverting,
        }
    }

    /// The state of the row after a statement failed.
    pub(crate) fn failed(&self) -> RowState {
        match self.direction {
            Direction::Up => RowState::Failed,
            Direction::Down => RowState::Reverting,
        }
    }

    /// The statements that record that the script is begun, or with `resume` resumed. `now` is the
    /// time as SQL.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn claim_sql(&self, place: &Place, resume: bool, now: &str) -> String {
        let position = self.row.position;
        if resume || self.direction == Direction::Down {
            return place.update_sql(position, &self.claimed(place.dialect, resume, now));
        }
        let begun = Row {
            state: RowState::Running,
            ..self.row.clone()
        };
        let started = format!("started_at = {now}");
        format!(
            "{};\n{}",
            place.insert_sql(&[begun]),
            place.update_sql(position, &started)
        )
    }

    /// The assignments that claim a row which exists.
    pub(crate) fn claimed(&self, dialect: Dialect, resume: bool, now: &str) -> String {
        let mut row = self.row.clone();
        row.state = self.running();
        row.error = None;
        row.statements = Some(self.migration.statements().count());
        let columns: &[&str] = match (self.direction, resume) {
            (Direction::Up, _) => &["state", "error", "checksum", "chain", "draft", "statements"],
            (Direction::Down, true) => &["state", "error", "statements"],
            (Direction::Down, false) => &[
                "state",
                "error",
                "statements",
                "statements_done",
                "done_sql",
            ],
        };
        let mut assignments: Vec<String> = COLUMNS
            .iter()
            .zip(row.values(dialect))
            .filter(|(column, _)| columns.contains(column))
            .map(|(column, value)| format!("{column} = {value}"))
            .collect();
        if self.direction == Direction::Down && !resume {
            assignments.push(format!("started_at = {now}"));
        }
        assignments.join(", ")
    }

    /// Where the statements of a step begin in it, in bytes.
    #[cfg(feature = "mysql")]
    pub(crate) fn starts(&self, step: usize) -> &[usize] {
        let block = self.blocks.iter().find(|block| block.number == step);
        block.map_or(&[0], |block| &block.starts)
    }

    /// The record that a migration was reverted.
    pub(crate) fn undone(&self) -> Event {
        let finished = self.row.finished_at.as_deref().unwrap_or("unknown");
        Event {
            kind: "undo",
            migration: self.row.identity(),
            detail: format!("it was applied at {finished}"),
        }
    }
}

/// How long statements may wait and run, in milliseconds; 0 is no limit. `None` is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) lock: Option<u32>,
    pub(crate) statement: Option<u32>,
    pub(crate) default_lock: u32,
}

impl Limits {
    /// The limit for statements inside a transaction.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn lock_in_transaction(self) -> u32 {
        self.lock.unwrap_or(self.default_lock)
    }
}

/// One statement of a non-transactional migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its number, from 0.
    pub(crate) index: usize,
    pub(crate) sql: &'static str,
    /// Where it begins in the migration's text, in bytes.
    pub(crate) offset: usize,
    /// It cannot share a transaction with its record.
    pub(crate) outside: bool,
    /// It only sets something for its session, and may be executed again.
    pub(crate) session: bool,
    pub(crate) recorded: Recorded,
}

/// The statements of a migration after the first `done`.
pub(crate) fn steps(migration: &Migration, done: usize) -> impl Iterator<Item = Step> {
    let migration = *migration;
    let mut all = Done::after(&migration, done);
    let left = migration.statements().enumerate().skip(done);
    left.map(move |(index, statement)| {
        let sql = migration.statement_sql(&statement);
        Step {
            index,
            sql,
            offset: statement.range.start,
            outside: statement.outside,
            session: statement.session,
            recorded: all.push(sql),
        }
    })
}

impl Step {
    /// The assignments that record it as done.
    pub(crate) fn done(&self, dialect: Dialect) -> String {
        let done = self.index + 1;
        let recorded = self.recorded.assignment(dialect, self.sql);
        format!("statements_done = {done}, {recorded}")
    }
}
