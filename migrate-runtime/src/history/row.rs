use migrate_format::{Chain, Checksum, hex};
#[cfg(feature = "command")]
use migrate_format::{Replaced, parse_identity};

use super::event::program;
use crate::error::Kind;
use crate::sql::{literal, optional};
use crate::{Dialect, Error, Migration};

/// The state of a migration in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowState {
    Applied,
    Running,
    Failed,
    /// Its down file is running, or stopped halfway.
    Reverting,
    Baseline,
    Adopted,
}

impl RowState {
    const ALL: [Self; 6] = [
        Self::Applied,
        Self::Running,
        Self::Failed,
        Self::Reverting,
        Self::Baseline,
        Self::Adopted,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Running => "running",
            Self::Failed => "failed",
            Self::Reverting => "reverting",
            Self::Baseline => "baseline",
            Self::Adopted => "adopted",
        }
    }

    /// Whether the migration needs nothing more.
    pub(crate) fn is_done(self) -> bool {
        !matches!(self, Self::Running | Self::Failed | Self::Reverting)
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A row of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) position: i64,
    pub(crate) version: i64,
    pub(crate) name: String,
    pub(crate) checksum: [u8; 32],
    pub(crate) chain: Chain,
    pub(crate) state: RowState,
    pub(crate) draft: bool,
    pub(crate) breaking: Option<bool>,
    pub(crate) statements: Option<usize>,
    pub(crate) statements_done: usize,
    pub(crate) done_sql: Option<String>,
    pub(crate) verified: Option<String>,
    pub(crate) started_at: Option<String>,
    pub(crate) finished_at: Option<String>,
    pub(crate) duration_ms: Option<i64>,
    pub(crate) error: Option<String>,
    pub(crate) applied_by: Option<String>,
}

/// The columns in the order of [`Row::parse`].
pub(crate) const COLUMNS: [&str; 17] = [
    "position",
    "version",
    "name",
    "checksum",
    "chain",
    "state",
    "draft",
    "breaking",
    "statements",
    "statements_done",
    "done_sql",
    "verified",
    "started_at",
    "finished_at",
    "duration_ms",
    "error",
    "applied_by",
];

/// A row of any database, as text.
pub(crate) type Cells = Vec<Option<String>>;

impl Row {
    pub(crate) fn identity(&self) -> String {
        format!("{}_{}", self.version, self.name)
    }

    /// The order of migrations.
    pub(crate) fn key(&self) -> (i64, &str) {
        (self.version, &self.name)
    }

    pub(crate) fn parse(cells: Cells) -> Result<Self, Error> {
        let mut cells = cells.into_iter();
        let mut next = || cells.next().flatten();
        let foreign = |column: &str| Error::from(Kind::Foreign(format!("column `{column}`")));
        let number = |cell: Option<String>, column| -> Result<i64, Error> {
            cell.and_then(|text| text.parse().ok())
                .ok_or_else(|| foreign(column))
        };
        let flag = |cell: Option<String>| cell.map(|text| text == "true" || text == "1");
        let count = |cell: Option<String>, column| -> Result<Option<usize>, Error> {
            let Some(text) = cell else { return Ok(None) };
            text.parse().map(Some).map_err(|_| foreign(column))
        };
        let sum = |cell: Option<String>, column| -> Result<Checksum, Error> {
            cell.and_then(|hex| Checksum::from_hex(&hex))
                .ok_or_else(|| foreign(column))
        };
        Ok(Self {
            position: number(next(), "position")?,
            version: number(next(), "version")?,
            name: next().ok_or_else(|| foreign("name"))?,
            checksum: *sum(next(), "checksum")?.as_bytes(),
            chain: Chain::from_head(sum(next(), "chain")?),
            state: next()
                .and_then(|state| RowState::parse(&state))
                .ok_or_else(|| foreign("state"))?,
            draft: flag(next()).ok_or_else(|| foreign("draft"))?,
            breaking: flag(next()),
            statements: count(next(), "statements")?,
            // Rows that did not run here have none.
            statements_done: count(next(), "statements_done")?.unwrap_or(0),
            done_sql: next(),
            verified: next(),
            started_at: next(),
            finished_at: next(),
            duration_ms: next().and_then(|text| text.parse().ok()),
            error: next(),
            applied_by: next(),
        })
    }

    /// The row that a migration has when it is complete, except for the times.
    pub(crate) fn of(migration: &Migration, position: i64, chain: Chain) -> Self {
        Self {
            position,
            chain,
            draft: migration.is_draft(),
            breaking: migration.is_breaking(),
            statements: Some(migration.statements().count()),
            applied_by: Some(program()),
            ..Self::named(
                migration.version(),
                migration.name().to_owned(),
                *migration.checksum(),
            )
        }
    }

    /// The row of a migration that is complete, though it did not run here; without times.
    #[cfg(feature = "command")]
    pub(crate) fn complete(migration: &Migration) -> Self {
        let row = Self::of(migration, 0, Chain::start());
        Self {
            statements_done: row.statements.unwrap_or_default(),
            ..row
        }
    }

    /// The row that a consolidated migration had, as far as the baseline that replaced it knows it.
    #[cfg(feature = "command")]
    pub(crate) fn of_replaced(replaced: Replaced) -> Option<Self> {
        let (version, name) = parse_identity(replaced.identity)?;
        let checksum = *replaced.checksum.as_bytes();
        Some(Self::named(version, name.to_owned(), checksum))
    }

    /// The row of an applied migration when no more is known.
    fn named(version: i64, name: String, checksum: [u8; 32]) -> Self {
        Self {
            position: 0,
            version,
            name,
            checksum,
            chain: Chain::start(),
            state: RowState::Applied,
            draft: false,
            breaking: None,
            statements: None,
            statements_done: 0,
            done_sql: None,
            verified: None,
            started_at: None,
            finished_at: None,
            duration_ms: None,
            error: None,
            applied_by: None,
        }
    }

    /// The row's values as SQL, in the order of [`COLUMNS`].
    pub(crate) fn values(&self, dialect: Dialect) -> [String; 17] {
        let text = |value: &str| literal(dialect, value);
        let maybe = |value: &Option<String>| optional(dialect, value.as_deref());
        let flag = |value: bool| {
            let words = if dialect == Dialect::Postgres {
                ["false", "true"]
            } else {
                ["0", "1"]
            };
            words[usize::from(value)].to_owned()
        };
        let null = || "NULL".to_owned();
        [
            self.position.to_string(),
            self.version.to_string(),
            text(&self.name),
            text(&hex(&self.checksum)),
            text(&self.chain.head().to_string()),
            text(self.state.name()),
            flag(self.draft),
            self.breaking.map_or_else(null, flag),
            self.statements.map_or_else(null, |count| count.to_string()),
            self.statements_done.to_string(),
            maybe(&self.done_sql),
            maybe(&self.verified),
            maybe(&self.started_at),
            maybe(&self.finished_at),
            self.duration_ms
                .map_or_else(null, |duration| duration.to_string()),
            maybe(&self.error),
            maybe(&self.applied_by),
        ]
    }
}

/// Sets positions and chain by the order of the rows.
#[cfg(feature = "command")]
pub(crate) fn rechain(rows: &mut [Row]) {
    let mut chain = Chain::start();
    for (position, row) in (1..).zip(rows) {
        chain = chain.then(&row.identity(), &row.checksum);
        row.chain = chain;
        row.position = position;
    }
}
