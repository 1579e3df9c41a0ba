use super::event::{Event, program};
use super::row::{COLUMNS, Cells, Row};
use super::tables::{LAYOUT, Tables};
use crate::error::Kind;
use crate::sql::{as_text, concat, literal, no_limit, position};
use crate::{Dialect, Error};

/// What every database's engine needs to name a history.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) dialect: Dialect,
    pub(crate) set: String,
    pub(crate) tables: Tables,
    /// Of a tenant: the schema that unqualified names in its migrations mean.
    #[cfg(feature = "postgres")]
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
            #[cfg(feature = "postgres")]
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

    fn position(&self) -> &'static str {
        position(self.dialect)
    }

    /// The columns of an INSERT, after the set's name.
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
            .map(|column| as_text(self.dialect, &format!("h.{column}")))
            .join(", ");
        format!(
            "SELECT {cells} FROM {} AS h WHERE h.set_name = {} ORDER BY h.position {}",
            self.tables.history(),
            self.set_literal(),
            no_limit(self.dialect)
        )
    }

    pub(crate) fn layout_sql(&self) -> String {
        format!(
            "SELECT {} FROM {}",
            as_text(self.dialect, "version"),
            self.tables.layout()
        )
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
        let (table, set) = (self.tables.snapshot(), self.set_literal());
        let head = format!(
            "(SELECT chain FROM {} WHERE set_name = {set} ORDER BY {} DESC LIMIT 1)",
            self.tables.history(),
            self.position()
        );
        let fingerprint = literal(self.dialect, fingerprint);
        let model = literal(self.dialect, model);
        format!(
            "DELETE FROM {table} WHERE set_name = {set};\n\
             INSERT INTO {table} (set_name, head, fingerprint, model) \
             VALUES ({set}, coalesce({head}, ''), {fingerprint}, {model})"
        )
    }

    /// The lease table and the condition for a run's row in it, as they follow `FROM`.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn lease_of(&self, owner: &str) -> String {
        format!(
            "{} WHERE set_name = {} AND owner = {}",
            self.tables.lease(),
            self.set_literal(),
            literal(self.dialect, owner)
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

    /// What [`layout_sql`](Self::layout_sql) and [`rows_sql`](Self::rows_sql) gave: one cell is the
    /// layout's version.
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
