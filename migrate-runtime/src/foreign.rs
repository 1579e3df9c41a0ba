mod shape;
mod tool;

use std::fmt;

use migrate_format::Checksum;

use crate::Dialect;
use crate::sql::identifier;

pub use self::tool::ForeignTool;

use self::shape::SHAPES;

/// The table in which another tool keeps its history, and what it holds: the answer of
/// `Runner::foreign_histories`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignHistory {
    pub(crate) dialect: Dialect,
    pub(crate) tool: ForeignTool,
    pub(crate) schema: String,
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
    pub(crate) contents: Contents,
}

/// The lock that another tool takes while it migrates: `Adoption::lock`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ForeignLock {
    /// An advisory lock of PostgreSQL's, by its key.
    Key(i64),
    /// A lock of MySQL's or MariaDB's, by the name that `GET_LOCK` has.
    Name(String),
}

/// What a table holds, in the columns by which its states are told apart: a line for each row,
/// sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Contents(Vec<String>);

impl Contents {
    pub(crate) fn new(mut lines: Vec<String>) -> Self {
        lines.sort();
        Self(lines)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn text(&self) -> String {
        self.0.join("\n")
    }

    pub(crate) fn digest(&self) -> String {
        Checksum::of(&self.text()).to_string()
    }
}

/// The names of all tables that another tool may have.
pub(crate) fn tables() -> impl Iterator<Item = &'static str> {
    SHAPES.iter().map(|shape| shape.table)
}

impl ForeignHistory {
    /// What a table is, by its name and its columns. What it holds is not known yet.
    pub(crate) fn recognise(
        dialect: Dialect,
        schema: &str,
        table: &str,
        columns: &[&str],
    ) -> Option<Self> {
        let shape = SHAPES
            .iter()
            .find(|shape| shape.is(schema, table, columns))?;
        Some(Self {
            dialect,
            tool: shape.tool,
            schema: schema.to_owned(),
            table: table.to_owned(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            contents: Contents::default(),
        })
    }

    /// Whose it is.
    pub fn tool(&self) -> ForeignTool {
        self.tool
    }

    /// The schema that the table is in; `main` on SQLite. Empty on MySQL, where it is in the
    /// connection's database, whatever that is called.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// The table's name.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// Whether the table has a column, which older versions of the tool may not have made.
    pub fn has_column(&self, column: &str) -> bool {
        self.columns.iter().any(|one| one == column)
    }

    /// The table's name as SQL: quoted, with its schema if it has one.
    pub fn to_sql(&self) -> String {
        let table = identifier(self.dialect, &self.table);
        if self.schema.is_empty() {
            return table;
        }
        format!("{}.{table}", identifier(self.dialect, &self.schema))
    }

    /// The columns of [`Contents`].
    pub(crate) fn telling_columns(&self) -> &'static [&'static str] {
        let shape = SHAPES.iter().find(|shape| shape.tool == self.tool);
        shape.map_or(&[], |shape| shape.columns)
    }

    /// The record by which a later run of the tool is noticed.
    pub(crate) fn record(&self) -> String {
        format!(
            "tool {}\nschema {}\ntable {}\nrows {}\ndigest {}",
            self.tool,
            self.schema,
            self.table,
            self.contents.len(),
            self.contents.digest()
        )
    }

    /// Reads a record: the table, and the digest that its contents had.
    pub(crate) fn recorded(dialect: Dialect, record: &str) -> Option<(Self, String)> {
        let field = |name: &str| {
            record
                .split('\n')
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        };
        let history = Self {
            dialect,
            tool: ForeignTool::named(field("tool")?)?,
            schema: field("schema")?.to_owned(),
            table: field("table")?.to_owned(),
            columns: Vec::new(),
            contents: Contents::default(),
        };
        Some((history, field("digest")?.to_owned()))
    }
}

/// `_sqlx_migrations`, with the schema where there are several and it is not the usual one.
impl fmt::Display for ForeignHistory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self.schema.as_str(), "" | "main" | "public") {
            f.write_str(&self.table)
        } else {
            write!(f, "{}.{}", self.schema, self.table)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tool(schema: &str, table: &str, columns: &[&str]) -> Option<ForeignTool> {
        ForeignHistory::recognise(Dialect::Postgres, schema, table, columns).map(|one| one.tool)
    }

    #[test]
    fn tables_of_one_name_are_told_apart() {
        let table = "schema_migrations";
        let dirty = ["version", "dirty"];
        assert_eq!(
            tool("public", table, &["version"]),
            Some(ForeignTool::Dbmate)
        );
        assert_eq!(
            tool("public", table, &dirty),
            Some(ForeignTool::GolangMigrate)
        );
        assert_eq!(tool("public", table, &["version", "inserted_at"]), None);
        let supabase = tool(
            "supabase_migrations",
            table,
            &["version", "statements", "name"],
        );
        assert_eq!(supabase, Some(ForeignTool::Supabase));
        assert_eq!(tool("public", "users", &["version"]), None);
    }

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let columns = ["version", "success", "execution_time"];
        let history =
            ForeignHistory::recognise(Dialect::Postgres, "app one", "_sqlx_migrations", &columns);
        let mut history = history.unwrap();
        history.contents = Contents::new(vec!["b".to_owned(), "a".to_owned()]);
        let record = history.record();
        let (read, digest) = ForeignHistory::recorded(Dialect::Postgres, &record).unwrap();
        assert_eq!(
            (read.tool, read.schema.as_str()),
            (ForeignTool::Sqlx, "app one")
        );
        assert_eq!(
            digest,
            Contents::new(vec!["a".to_owned(), "b".to_owned()]).digest()
        );
        assert!(ForeignHistory::recorded(Dialect::Postgres, "tool nothing\n").is_none());
    }
}
