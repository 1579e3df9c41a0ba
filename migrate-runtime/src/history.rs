use std::fmt;

use crate::chain::{Chain, hex, unhex};
use crate::error::Kind;
use crate::foreign::{ForeignHistory, ForeignLock};
use crate::sql::{concat, identifier, literal, optional};
use crate::{Dialect, Error, Migration};

/// The version of the layout of our own tables.
pub(crate) const LAYOUT: u32 = 1;

/// What the history says of a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowState {
    Applied,
    Running,
    Failed,
    /// Its down file stopped half way, or is at work.
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

/// Goes before the limit that a MySQL session may have set for every SELECT.
pub(crate) const NO_LIMIT: &str = "LIMIT 18446744073709551615";

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

/// What the newest row must still be when a transaction begins, so that two runs do not do the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expected {
    newest: String,
    /// Another tool's history, which is locked and must be as it was read.
    pub(crate) foreign: Option<ForeignHistory>,
    /// The lock of that tool.
    pub(crate) foreign_lock: Option<ForeignLock>,
}

impl Expected {
    pub(crate) fn after(newest: Option<&Row>) -> Self {
        Self {
            newest: match newest {
                None => String::new(),
                Some(row) if row.state.is_done() => row.chain.to_hex(),
                Some(row) => format!("{} {}", row.chain.to_hex(), row.statements_done),
            },
            foreign: None,
            foreign_lock: None,
        }
    }

    /// And another tool's history is locked, and unchanged.
    pub(crate) fn beside(self, history: &ForeignHistory, lock: Option<ForeignLock>) -> Self {
        Self {
            foreign: Some(history.clone()),
            foreign_lock: lock,
            ..self
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.newest
    }
}

/// A row as every database can give it.
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
        let sum = |cell: Option<String>, column| -> Result<[u8; 32], Error> {
            cell.and_then(|hex| unhex(&hex))
                .ok_or_else(|| foreign(column))
        };
        Ok(Self {
            position: number(next(), "position")?,
            version: number(next(), "version")?,
            name: next().ok_or_else(|| foreign("name"))?,
            checksum: sum(next(), "checksum")?,
            chain: Chain::of(sum(next(), "chain")?),
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

    /// The row that a migration has when it is complete, but for the times.
    pub(crate) fn of(migration: &Migration, position: i64, chain: Chain) -> Self {
        Self {
            position,
            version: migration.version(),
            name: migration.name().to_owned(),
            checksum: *migration.checksum(),
            chain,
            state: RowState::Applied,
            draft: migration.is_draft(),
            breaking: migration.is_breaking(),
            statements: Some(migration.statements().count()),
            statements_done: 0,
            done_sql: None,
            verified: None,
            started_at: None,
            finished_at: None,
            duration_ms: None,
            error: None,
            applied_by: Some(program()),
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
            text(&self.chain.to_hex()),
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

/// The program, as the history names it.
fn program() -> String {
    std::env::current_exe()
        .ok()
        .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "unknown program".to_owned())
}

/// What somebody did to the history other than applying: it stays on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// `undo`, `resume`, `mark-applied`, `mark-absent`, `rename`, `adopt` or `baseline`.
    pub(crate) kind: &'static str,
    /// The identity of the migration.
    pub(crate) migration: String,
    /// What was there before, in words.
    pub(crate) detail: String,
}

/// The names of our tables, quoted and with their schema, whatever a migration sets as search path.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    dialect: Dialect,
    schema: String,
    prefix: String,
    history: String,
    #[cfg(feature = "drift")]
    configured: Option<String>,
}

impl Tables {
    /// `place` is `table` or `schema.table`, as the lock's header has it.
    pub(crate) fn new(dialect: Dialect, place: Option<&str>) -> Self {
        let (default_schema, default_table, prefix) = match dialect {
            Dialect::Postgres => ("_migrate", "history", ""),
            Dialect::Sqlite => ("main", "_migrate_history", "_migrate_"),
            // The connection's database, whose name is not known yet.
            Dialect::Mysql => ("", "_migrate_history", "_migrate_"),
        };
        let (schema, table) = match place.map(|place| (place.split_once('.'), place)) {
            None => (default_schema, default_table),
            Some((Some((schema, table)), _)) => (schema, table),
            Some((None, table)) if dialect == Dialect::Postgres => ("public", table),
            Some((None, table)) => (default_schema, table),
        };
        let prefix = match place {
            None => prefix.to_owned(),
            Some(_) => format!("{table}_"),
        };
        Self {
            dialect,
            schema: schema.to_owned(),
            prefix,
            history: table.to_owned(),
            #[cfg(feature = "drift")]
            configured: place.map(str::to_owned),
        }
    }

    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn schema(&self) -> String {
        identifier(self.dialect, &self.schema)
    }

    pub(crate) fn history(&self) -> String {
        self.qualified(&self.history)
    }

    /// The version of the layout: one row.
    pub(crate) fn layout(&self) -> String {
        self.qualified(&format!("{}layout", self.prefix))
    }

    /// What people did to the history: one row each.
    pub(crate) fn event(&self) -> String {
        self.qualified(&self.bare_event())
    }

    /// The schema after the last migration: one row per set.
    pub(crate) fn snapshot(&self) -> String {
        self.qualified(&format!("{}snapshot", self.prefix))
    }

    /// Where the lock's header puts the history, if it does.
    #[cfg(feature = "drift")]
    pub(crate) fn configured(&self) -> Option<String> {
        self.configured.clone()
    }

    /// Who runs a non-transactional migration: one row per set.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn lease(&self) -> String {
        self.qualified(&format!("{}lease", self.prefix))
    }

    /// Whether an error of the database is about the history.
    #[cfg(feature = "postgres")]
    pub(crate) fn is_history(&self, schema: Option<&str>, table: Option<&str>) -> bool {
        schema == Some(&self.schema) && table == Some(&self.history)
    }

    /// The history's bare name, for messages of the database that do not quote it.
    pub(crate) fn bare_history(&self) -> &str {
        &self.history
    }

    pub(crate) fn bare_schema(&self) -> &str {
        &self.schema
    }

    pub(crate) fn bare_event(&self) -> String {
        format!("{}event", self.prefix)
    }

    /// The bare names of all our tables.
    pub(crate) fn names(&self) -> Vec<String> {
        let others = ["event", "layout", "lease", "snapshot"];
        let others = others.map(|table| format!("{}{table}", self.prefix));
        std::iter::once(self.history.clone())
            .chain(others)
            .collect()
    }

    fn qualified(&self, table: &str) -> String {
        let table = identifier(self.dialect, table);
        if self.schema.is_empty() {
            table
        } else {
            format!("{}.{table}", identifier(self.dialect, &self.schema))
        }
    }
}

impl fmt::Display for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.schema.is_empty() {
            write!(f, "{}.", self.schema)?;
        }
        f.write_str(&self.history)
    }
}

/// What every database's engine needs to name a history.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) dialect: Dialect,
    pub(crate) set: String,
    pub(crate) tables: Tables,
    /// Of a tenant: the schema that unqualified names in its migrations mean.
    pub(crate) schema: Option<String>,
    /// Whether the server has advisory locks.
    #[cfg(feature = "postgres")]
    pub(crate) advisory_locks: bool,
}

impl Place {
    pub(crate) fn new(dialect: Dialect, set: &str, history: Option<&str>) -> Self {
        Self {
            dialect,
            set: set.to_owned(),
            tables: Tables::new(dialect, history),
            schema: None,
            #[cfg(feature = "postgres")]
            advisory_locks: true,
        }
    }

    /// The history of a tenant's schema.
    #[cfg(feature = "postgres")]
    pub(crate) fn in_schema(mut self, schema: &str) -> Self {
        self.set = format!("{}/{schema}", self.set);
        self.schema = Some(schema.to_owned());
        self
    }

    /// The same place, its tables in a database whose name is known by now.
    #[cfg(feature = "mysql")]
    pub(crate) fn in_database(&self, database: &str) -> Self {
        let mut place = self.clone();
        if place.tables.schema.is_empty() {
            database.clone_into(&mut place.tables.schema);
        }
        place
    }

    /// To MySQL `position` may be the name of a function.
    fn position(&self) -> &'static str {
        match self.dialect {
            Dialect::Mysql => "`position`",
            Dialect::Postgres | Dialect::Sqlite => "position",
        }
    }

    /// The columns of an INSERT, behind the set's name.
    pub(crate) fn columns(&self) -> String {
        COLUMNS
            .map(|column| match column {
                "position" => self.position(),
                other => other,
            })
            .join(", ")
    }

    /// The query for what was recorded of another tool's history, the newest record first.
    pub(crate) fn adopted_sql(&self) -> String {
        format!(
            "SELECT detail FROM {} WHERE set_name = {} AND kind = 'adopt' ORDER BY at DESC LIMIT 1",
            self.tables.event(),
            self.set_literal()
        )
    }

    pub(crate) fn set_literal(&self) -> String {
        literal(self.dialect, &self.set)
    }

    /// The one query of a boot with nothing to do.
    pub(crate) fn newest_sql(&self) -> String {
        format!(
            "SELECT chain, state FROM {} WHERE set_name = {} ORDER BY {} DESC LIMIT 1",
            self.tables.history(),
            self.set_literal(),
            self.position()
        )
    }

    /// What the newest row is, in one text to compare with [`Expected`]. Empty without a row.
    pub(crate) fn expected_sql(&self) -> String {
        let done = concat(self.dialect, &["' '", "statements_done"]);
        let end = format!(
            "CASE WHEN state IN ('running', 'failed', 'reverting') THEN {done} ELSE '' END"
        );
        format!(
            "SELECT coalesce((SELECT {} FROM {} WHERE set_name = {} ORDER BY {} DESC LIMIT 1), '')",
            concat(self.dialect, &["chain", &end]),
            self.tables.history(),
            self.set_literal(),
            self.position()
        )
    }

    /// All rows of the set, every cell as text.
    pub(crate) fn rows_sql(&self) -> String {
        // Qualified, because `position` alone would be the text of the first cell.
        let cells = COLUMNS
            .map(|column| self.cell(&format!("h.{column}")))
            .join(", ");
        format!(
            "SELECT {cells} FROM {} AS h WHERE h.set_name = {} ORDER BY h.position {}",
            self.tables.history(),
            self.set_literal(),
            match self.dialect {
                Dialect::Mysql => NO_LIMIT,
                Dialect::Postgres | Dialect::Sqlite => "",
            }
        )
    }

    pub(crate) fn layout_sql(&self) -> String {
        format!(
            "SELECT {} FROM {}",
            self.cell("version"),
            self.tables.layout()
        )
    }

    /// A column as text.
    fn cell(&self, column: &str) -> String {
        match self.dialect {
            // UTF-8, whatever the connection's character set is.
            Dialect::Mysql => format!("CAST({column} AS BINARY)"),
            Dialect::Postgres | Dialect::Sqlite => format!("CAST({column} AS TEXT)"),
        }
    }

    pub(crate) fn insert_sql(&self, rows: &[Row]) -> String {
        let values: Vec<String> = rows
            .iter()
            .map(|row| {
                format!(
                    "({}, {})",
                    self.set_literal(),
                    row.values(self.dialect).join(", ")
                )
            })
            .collect();
        format!(
            "INSERT INTO {} (set_name, {}) VALUES {}",
            self.tables.history(),
            self.columns(),
            values.join(", ")
        )
    }

    pub(crate) fn delete_sql(&self, position: i64) -> String {
        format!(
            "{} AND {} = {position}",
            self.delete_all_sql(),
            self.position()
        )
    }

    /// The statement that records what somebody did.
    pub(crate) fn event_sql(&self, event: &Event) -> String {
        let values = [event.kind, &event.migration, &event.detail, &program()]
            .map(|value| literal(self.dialect, value))
            .join(", ");
        format!(
            "INSERT INTO {} (set_name, kind, migration, detail, made_by) VALUES ({}, {values})",
            self.tables.event(),
            self.set_literal()
        )
    }

    /// The statements that replace all rows of the set and record why.
    pub(crate) fn rewrite_sql(&self, rows: &[Row], events: &[Event]) -> Vec<String> {
        let insert = (!rows.is_empty()).then(|| self.insert_sql(rows));
        let events = events.iter().map(|event| self.event_sql(event));
        std::iter::once(self.delete_all_sql())
            .chain(insert)
            .chain(events)
            .collect()
    }

    fn delete_all_sql(&self) -> String {
        format!(
            "DELETE FROM {} WHERE set_name = {}",
            self.tables.history(),
            self.set_literal()
        )
    }

    /// The statements that replace the stored schema.
    #[cfg(feature = "drift")]
    pub(crate) fn store_snapshot_sql(&self, fingerprint: &str, model: &str) -> String {
        let begin = match self.dialect {
            Dialect::Postgres => "BEGIN READ WRITE",
            Dialect::Sqlite => "BEGIN IMMEDIATE",
            Dialect::Mysql => "START TRANSACTION READ WRITE",
        };
        let model = match self.dialect {
            // Whatever a backslash means to the session.
            Dialect::Mysql => format!("convert(X'{}' USING utf8mb4)", hex(model.as_bytes())),
            _ => literal(self.dialect, model),
        };
        let (table, set) = (self.tables.snapshot(), self.set_literal());
        let head = format!(
            "(SELECT chain FROM {} WHERE set_name = {set} ORDER BY {} DESC LIMIT 1)",
            self.tables.history(),
            self.position()
        );
        let fingerprint = literal(self.dialect, fingerprint);
        format!(
            "{begin};\nDELETE FROM {table} WHERE set_name = {set};\n\
             INSERT INTO {table} (set_name, head, fingerprint, model) \
             VALUES ({set}, coalesce({head}, ''), {fingerprint}, {model});\nCOMMIT"
        )
    }

    /// `UPDATE … SET <assignments>` on the row at a position.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn update_sql(&self, position: i64, assignments: &str) -> String {
        format!(
            "UPDATE {} SET {assignments} WHERE set_name = {} AND {} = {position}",
            self.tables.history(),
            self.set_literal(),
            self.position()
        )
    }

    /// What [`layout_sql`](Self::layout_sql) and [`rows_sql`](Self::rows_sql) gave: one cell is the layout's version.
    pub(crate) fn history(&self, rows: impl IntoIterator<Item = Cells>) -> Result<Vec<Row>, Error> {
        let mut history = Vec::new();
        for cells in rows {
            match cells.as_slice() {
                [Some(version)] => self.check_layout(version)?,
                _ => history.push(Row::parse(cells)?),
            }
        }
        Ok(history)
    }

    fn check_layout(&self, version: &str) -> Result<(), Error> {
        match version.parse::<u32>() {
            Ok(version) if version <= LAYOUT => Ok(()),
            _ => Err(Kind::Foreign(format!("layout {version} of {}", self.tables)).into()),
        }
    }
}
