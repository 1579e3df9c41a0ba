use std::fmt;

use crate::Dialect;
use crate::sql::identifier;

/// The version of the layout of our own tables.
pub(crate) const LAYOUT: u32 = 1;

/// The names of our tables, quoted and with their schema, whatever a migration sets as search path.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    dialect: Dialect,
    pub(super) schema: String,
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
