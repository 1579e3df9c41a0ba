use std::future::Future;
use std::time::Duration;

use migrate_format::{Block, Probe};

use crate::code::Code;
use crate::done::{Done, Recorded};
use crate::error::Kind;
use crate::history::{COLUMNS, Cells, Event, Expected, Place, Row, RowState};
use crate::{Dialect, Error, Migration};

/// What the runner needs of a database. One implementation per kind; nothing else speaks SQL.
pub(crate) trait Database: Send {
    /// At most so many migrations are joined in one transaction.
    const JOINED: usize;

    /// Whether of joined migrations all are applied or none. Otherwise the history says how far they
    /// came.
    const ATOMIC: bool = true;

    /// Whether a migration may be joined with others.
    fn may_be_joined(migration: &Migration) -> bool {
        migration.may_be_joined()
    }

    /// The newest row of the set: one round trip. `None` without a history.
    fn newest(
        &mut self,
        place: &Place,
    ) -> impl Future<Output = Result<Outcome<Option<Newest>>, Error>> + Send;

    /// All rows of the set. Called only after [`newest`](Self::newest) found one.
    fn rows(
        &mut self,
        place: &Place,
    ) -> impl Future<Output = Result<Outcome<Vec<Row>>, Error>> + Send;

    /// A query of the runner's own whose cells are texts.
    fn read(
        &mut self,
        place: &Place,
        doing: &'static str,
        sql: String,
    ) -> impl Future<Output = Result<Vec<Cells>, Error>> + Send;

    /// Called before the first write, until it is done. True if migrations may be joined, because nobody
    /// uses the database yet.
    fn prepare(
        &mut self,
        place: &Place,
    ) -> impl Future<Output = Result<Outcome<bool>, Error>> + Send;

    /// Applies migrations that may be joined, each with its row, or reverts one that is transactional.
    /// Returns how long each took.
    fn apply(
        &mut self,
        place: &Place,
        expected: &Expected,
        pieces: &[Piece],
    ) -> impl Future<Output = Result<Outcome<Vec<Duration>>, Error>> + Send;

    /// Runs the code of a Rust step in one transaction with its row.
    fn apply_code(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        code: &Code,
    ) -> impl Future<Output = Result<Outcome<Duration>, Error>> + Send;

    /// Replaces all rows of the set, and records why.
    fn rewrite(
        &mut self,
        place: &Place,
        expected: &Expected,
        rows: &[Row],
        events: &[Event],
    ) -> impl Future<Output = Result<Outcome<()>, Error>> + Send;

    /// Makes this run the one that executes a non-transactional migration. With `resume` its row
    /// exists already.
    fn claim(
        &mut self,
        place: &Place,
        expected: &Expected,
        piece: &Piece,
        resume: bool,
    ) -> impl Future<Output = Result<Outcome<()>, Error>> + Send;

    /// Executes a statement again that set something for those behind it, in a run that goes on.
    fn repeat(
        &mut self,
        place: &Place,
        sql: &str,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Whether a statement that cannot share a transaction with its record was executed by a program
    /// that ended before it recorded it; if so it is recorded now. Without an answer of the engine
    /// it is executed again.
    fn was_executed(
        &mut self,
        _place: &Place,
        _piece: &Piece,
        _step: &Step,
    ) -> impl Future<Output = Result<Outcome<bool>, Error>> + Send {
        std::future::ready(Ok(Outcome::Done(false)))
    }

    /// Executes one statement of a claimed migration and records it.
    fn step(
        &mut self,
        place: &Place,
        piece: &Piece,
        step: &Step,
    ) -> impl Future<Output = Result<Outcome<()>, Error>> + Send;

    /// Records that a claimed migration is complete. Returns how long it took since it was begun.
    fn finish(
        &mut self,
        place: &Place,
        piece: &Piece,
    ) -> impl Future<Output = Result<Outcome<Duration>, Error>> + Send;

    /// Puts back what the steps of a claimed migration have set.
    fn restore(&mut self, place: &Place) -> impl Future<Output = Result<(), Error>> + Send;

    /// Whether another run is writing now, and where there was no history has not made one yet: where that can
    /// be found out for less than an attempt costs.
    fn is_held(
        &mut self,
        _place: &Place,
        _has_history: bool,
    ) -> impl Future<Output = Result<bool, Error>> + Send {
        std::future::ready(Ok(false))
    }

    /// Who holds up this run, in words.
    fn holder(&mut self, place: &Place) -> impl Future<Output = String> + Send;

    /// The connection is in order: it may go back to where it came from.
    fn release(self) -> impl Future<Output = Result<(), Error>> + Send;
}

/// The newest row of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Newest {
    pub(crate) chain: String,
    pub(crate) state: RowState,
}

impl Newest {
    /// Whether a history that ends so is the embedded one, completely.
    pub(crate) fn is(&self, head: &str) -> bool {
        self.state.is_done() && self.chain == head
    }
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome<T> {
    Done(T),
    /// Another run is at it, or was faster: look again.
    Busy,
    /// A lock was not to be had in time: try the same again. The reason in words.
    Retry(String),
}

impl<T> Outcome<T> {
    /// The same outcome with another value.
    pub(crate) fn map<U>(self, value: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Done(done) => Outcome::Done(value(done)),
            Self::Busy => Outcome::Busy,
            Self::Retry(reason) => Outcome::Retry(reason),
        }
    }

    /// The value; for looks that do not wait.
    pub(crate) fn or_fail(self) -> Result<T, Error> {
        let reason = match self {
            Self::Done(value) => return Ok(value),
            Self::Busy => "another program is migrating".to_owned(),
            Self::Retry(reason) => reason,
        };
        let waited = Duration::ZERO;
        let help = "try again";
        Err(Kind::Busy {
            waited,
            reason,
            help,
        }
        .into())
    }
}

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
    #[cfg_attr(
        not(any(feature = "postgres", feature = "mysql")),
        expect(dead_code, reason = "SQLite repeats what cannot share a transaction")
    )]
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

    /// The assignments that make an existing row one whose script is begun or gone on with.
    /// `now` is the time as SQL.
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
    /// Where it stands in the migration's text, in bytes.
    pub(crate) offset: usize,
    /// It cannot share a transaction with its record.
    pub(crate) outside: bool,
    /// It only sets something for its session, and may be executed again.
    pub(crate) session: bool,
    pub(crate) recorded: Recorded,
}

/// The statements of a migration behind the first `done`.
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
