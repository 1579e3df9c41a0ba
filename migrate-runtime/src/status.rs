use std::time::Duration;

use migrate_format::Notes;

use crate::history::{Row, RowState};
use crate::judge::Judgement;
use crate::{Migration, Problem, ProblemKind};

/// What is applied and what is pending: the result of
/// [`Migrations::status`](crate::Migrations::status).
///
/// ```no_run
/// # #[cfg(feature = "sqlite")]
/// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
/// let status = migrations.status("sqlite:bookings.db").await?;
/// for migration in status.migrations() {
///     println!("{} {}", migration.name(), migration.state().name());
/// }
/// assert!(status.is_up_to_date());
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    migrations: Vec<MigrationStatus>,
    problems: Vec<Problem>,
    warnings: Vec<String>,
}

/// One migration and its state in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationStatus {
    version: i64,
    name: String,
    state: State,
    finished_at: Option<String>,
    duration: Option<Duration>,
    statements_done: usize,
    done_sql: Option<String>,
    error: Option<String>,
}

/// The state of a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Not applied yet.
    Pending,
    /// Applied, and unchanged since.
    Applied,
    /// Recorded as part of a baseline, without running.
    Baseline,
    /// Taken over from another tool's history.
    Adopted,
    /// Being applied by a program, or left so by one that died.
    Running,
    /// Stopped halfway; the next run resumes it.
    Failed,
    /// Half reverted by its down file.
    Reverting,
    /// Applied, but edited since.
    Edited,
    /// Applied by a newer program; this one does not have it.
    Ahead,
    /// Applied, but neither this program nor a newer one explains it.
    Unknown,
}

impl State {
    /// The state in one word, lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Applied => "applied",
            Self::Baseline => "baseline",
            Self::Adopted => "adopted",
            Self::Running => "running",
            Self::Failed => "failed",
            Self::Reverting => "reverting",
            Self::Edited => "edited",
            Self::Ahead => "ahead",
            Self::Unknown => "unknown",
        }
    }
}

impl Status {
    /// Every migration, embedded or applied, in the order of their versions.
    pub fn migrations(&self) -> &[MigrationStatus] {
        &self.migrations
    }

    /// The contradictions in the history. With any of them a run is refused.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// What somebody should look at: another tool was used after its history was adopted, or a run
    /// would be refused because the database has tables and no history.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Whether there is nothing to apply and nothing wrong.
    pub fn is_up_to_date(&self) -> bool {
        self.problems.is_empty() && self.pending().next().is_none()
    }

    /// The migrations that a run would apply or complete.
    pub fn pending(&self) -> impl Iterator<Item = &MigrationStatus> {
        let unfinished = [
            State::Pending,
            State::Running,
            State::Failed,
            State::Reverting,
        ];
        self.migrations
            .iter()
            .filter(move |migration| unfinished.contains(&migration.state))
    }

    /// The newest migration that is applied: the schema's version.
    pub fn newest(&self) -> Option<&MigrationStatus> {
        let applied = |one: &&MigrationStatus| one.finished_at.is_some();
        self.migrations.iter().rev().find(applied)
    }
}

impl MigrationStatus {
    /// The version.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its state.
    pub fn state(&self) -> State {
        self.state
    }

    /// When it was finished, as the database writes it.
    pub fn finished_at(&self) -> Option<&str> {
        self.finished_at.as_deref()
    }

    /// How long it took.
    pub fn duration(&self) -> Option<Duration> {
        self.duration
    }

    /// How many statements of a migration that stopped halfway are committed.
    pub fn statements_done(&self) -> usize {
        self.statements_done
    }

    /// The committed statements of a migration that stopped halfway.
    pub fn done_sql(&self) -> Option<&str> {
        self.done_sql.as_deref()
    }

    /// The database's message, if the migration failed.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }
}

/// What a run would do: the result of [`Migrations::plan`](crate::Migrations::plan).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    migrations: Vec<Planned>,
}

/// A migration that a run would apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    version: i64,
    identity: String,
    transactional: bool,
    rust: bool,
    statements: usize,
    statements_done: usize,
    lock_timeout: Option<Duration>,
    statement_timeout: Option<Duration>,
}

impl Plan {
    /// The migrations in order; empty if there is nothing to do.
    pub fn migrations(&self) -> &[Planned] {
        &self.migrations
    }
}

impl Planned {
    /// The version.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// `<version>_<name>`.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    /// Whether it runs in one transaction; otherwise statement by statement.
    pub fn is_transactional(&self) -> bool {
        self.transactional
    }

    /// Whether the service supplies its code.
    pub fn is_rust(&self) -> bool {
        self.rust
    }

    /// The number of its statements.
    pub fn statements(&self) -> usize {
        self.statements
    }

    /// How many of them are committed already, after a failure.
    pub fn statements_done(&self) -> usize {
        self.statements_done
    }

    /// How long a statement waits for a table's lock before the migration is tried again; `None`
    /// is no limit.
    pub fn lock_timeout(&self) -> Option<Duration> {
        self.lock_timeout
    }

    /// How long a statement may run; `None` is no limit.
    pub fn statement_timeout(&self) -> Option<Duration> {
        self.statement_timeout
    }
}

pub(crate) fn status(
    migrations: &[Migration],
    rows: &[Row],
    judgement: Judgement,
    warnings: Vec<String>,
) -> Status {
    let mut all: Vec<MigrationStatus> = rows
        .iter()
        .map(|row| MigrationStatus {
            version: row.version,
            name: row.name.clone(),
            state: state(row, migrations, &judgement),
            finished_at: row.finished_at.clone(),
            duration: row
                .duration_ms
                .and_then(|ms| u64::try_from(ms).ok())
                .map(Duration::from_millis),
            statements_done: row.statements_done,
            done_sql: row.done_sql.clone(),
            error: row.error.clone(),
        })
        .collect();
    let has_row = |migration: &Migration| {
        let key = (migration.version(), migration.name());
        rows.iter().any(|row| row.key() == key)
    };
    let without_row = migrations
        .iter()
        .enumerate()
        .filter(|(_, one)| !has_row(one));
    all.extend(without_row.map(|(index, migration)| {
        let identity = migration.identity();
        let refused = judgement
            .problems
            .iter()
            .any(|problem| problem.migration() == identity);
        let state = if refused || judgement.pending.contains(&index) {
            State::Pending
        } else {
            // Its rows are there under the names that it replaces.
            State::Baseline
        };
        MigrationStatus {
            version: migration.version(),
            name: migration.name().to_owned(),
            state,
            finished_at: None,
            duration: None,
            statements_done: 0,
            done_sql: None,
            error: None,
        }
    }));
    all.sort_by(|left, right| (left.version, &left.name).cmp(&(right.version, &right.name)));
    Status {
        migrations: all,
        problems: judgement.problems,
        warnings,
    }
}

fn state(row: &Row, migrations: &[Migration], judgement: &Judgement) -> State {
    let identity = row.identity();
    let problem = judgement
        .problems
        .iter()
        .find(|problem| problem.migration() == identity);
    let is_embedded = migrations
        .iter()
        .any(|one| (one.version(), one.name()) == row.key());
    match (problem.map(Problem::kind), row.state) {
        (Some(ProblemKind::Edited | ProblemKind::EditedDraft), _) => State::Edited,
        (_, RowState::Running) => State::Running,
        (_, RowState::Failed) => State::Failed,
        (_, RowState::Reverting) => State::Reverting,
        (Some(ProblemKind::Ahead), _) => State::Ahead,
        _ if judgement.ahead.contains(&identity) => State::Ahead,
        (Some(_), _) if !is_embedded => State::Unknown,
        (_, RowState::Applied) => State::Applied,
        (_, RowState::Baseline) => State::Baseline,
        (_, RowState::Adopted) => State::Adopted,
    }
}

pub(crate) fn plan(
    migrations: &[Migration],
    notes: &Notes,
    rows: &[Row],
    judgement: &Judgement,
    default_lock: Option<Duration>,
) -> Plan {
    let duration = |limit: Option<u32>| limit.map(u64::from).map(Duration::from_millis);
    let planned = |index: usize, statements_done: usize| {
        let migration = &migrations[index];
        Planned {
            version: migration.version(),
            identity: migration.identity(),
            transactional: migration.is_transactional(),
            rust: migration.is_rust(),
            statements: migration.statements().count(),
            statements_done,
            lock_timeout: duration(notes.lock_timeout(index))
                .or(default_lock.filter(|_| migration.is_transactional()))
                .filter(|limit| !limit.is_zero()),
            statement_timeout: duration(notes.statement_timeout(index))
                .filter(|limit| !limit.is_zero()),
        }
    };
    let unfinished = judgement.unfinished.iter().map(|(index, place)| {
        planned(
            *index,
            rows.get(*place).map_or(0, |row| row.statements_done),
        )
    });
    let pending = judgement.pending.iter().map(|index| planned(*index, 0));
    Plan {
        migrations: unfinished.chain(pending).collect(),
    }
}
