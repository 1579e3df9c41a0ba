//! SQLite.

mod canonical;
mod create_table;

use std::collections::HashMap;

use migrate_format::Dialect;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use self::canonical::Sql;
use self::create_table::{CreateTable, ForeignKey};
use crate::error::{Error, Kind as ErrorKind};
use crate::history::{FOREIGN_HISTORIES, OWN, tables_beside};
use crate::kind::{Kind, Property};
use crate::name::Name;
use crate::schema::{Object, Schema};
use crate::scope::Scope;

/// One statement, so that it sees one moment. First the rows of `sqlite_schema` with what
/// `table_list` adds, then the columns of all tables. A virtual table's follow from its definition, and asking for them
/// fails without its module.
const QUERY: &str = "SELECT s.type, s.name, s.tbl_name, s.sql, l.type, CAST(l.wr AS TEXT), CAST(l.strict AS TEXT), NULL \
    FROM sqlite_schema s LEFT JOIN pragma_table_list(s.name) l ON l.schema = 'main' AND s.type = 'table' \
    UNION ALL \
    SELECT 'column', c.name, m.name, c.type, CAST(c.\"notnull\" AS TEXT), c.dflt_value, CAST(c.pk AS TEXT), CAST(c.hidden AS TEXT) \
    FROM sqlite_schema m JOIN pragma_table_xinfo(m.name, 'main') c \
    WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL %'";

/// Reads the schema of the connection's main database. It only reads.
///
/// What differs in formatting, quoting or capitals alone is the same; names of constraints other than checks do not
/// count, because SQLite does nothing with them.
///
/// # Errors
///
/// The database is locked, or no database.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use migrate_schema::{Scope, sqlite};
/// use sqlx::{Connection, SqliteConnection};
///
/// let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
/// sqlx::raw_sql("CREATE TABLE rooms (id INTEGER PRIMARY KEY)").execute(&mut connection).await?;
/// let schema = sqlite::read(&mut connection, &Scope::new()).await?;
/// assert!(schema.to_text().contains("column rooms.id\n  type INTEGER\n"));
/// # Ok(())
/// # }
/// ```
pub async fn read(connection: &mut SqliteConnection, scope: &Scope) -> Result<Schema, Error> {
    let rows = sqlx::raw_sql(QUERY).fetch_all(connection).await;
    let rows: Vec<Cells> = rows
        .and_then(|rows| rows.iter().map(cells).collect())
        .map_err(|source| ErrorKind::Database {
            dialect: Dialect::Sqlite,
            source,
        })?;
    let mut reader = Reader {
        schema: Schema::new(Dialect::Sqlite, false),
        keys: primary_keys(&rows),
        tables: HashMap::new(),
    };
    "3".clone_into(&mut reader.schema.server);
    // A table comes before its columns.
    for row in rows.iter().filter(|row| counts(row, scope)) {
        reader.object(row);
    }
    Ok(reader.schema)
}

type Cells = [Option<String>; 8];

fn cells(row: &SqliteRow) -> Result<Cells, sqlx::Error> {
    let mut cells = Cells::default();
    for (index, cell) in cells.iter_mut().enumerate() {
        *cell = row.try_get(index)?;
    }
    Ok(cells)
}

fn text(cells: &Cells, index: usize) -> &str {
    cells[index].as_deref().unwrap_or_default()
}

/// Not SQLite's own, nor a history, nor what a virtual table keeps its data in.
fn counts(row: &Cells, scope: &Scope) -> bool {
    let (name, table) = (text(row, 1), text(row, 2));
    let is_history = FOREIGN_HISTORIES.contains(&table)
        || table.starts_with(OWN)
        || scope.history.as_ref().is_some_and(|place| {
            let bare = place
                .rsplit_once('.')
                .map_or(place.as_str(), |(_, bare)| bare);
            tables_beside(bare).iter().any(|beside| beside == table)
        });
    let is_internal = name.starts_with("sqlite_") || table.starts_with("sqlite_");
    !is_history && !is_internal && text(row, 4) != "shadow"
}

/// The columns of each table's primary key, by the table's name in small letters.
fn primary_keys(rows: &[Cells]) -> HashMap<String, Vec<String>> {
    let mut keys: HashMap<String, Vec<(u32, String)>> = HashMap::new();
    for row in rows.iter().filter(|row| text(row, 0) == "column") {
        if let Ok(position @ 1..) = text(row, 6).parse() {
            let key = keys.entry(text(row, 2).to_lowercase()).or_default();
            key.push((position, Sql::name(text(row, 1))));
        }
    }
    let sorted = keys.into_iter().map(|(table, mut key)| {
        key.sort();
        (table, key.into_iter().map(|(_, column)| column).collect())
    });
    sorted.collect()
}

struct Reader {
    schema: Schema,
    keys: HashMap<String, Vec<String>>,
    tables: HashMap<String, CreateTable>,
}

impl Reader {
    fn object(&mut self, row: &Cells) {
        let (name, table, sql) = (text(row, 1), text(row, 2), text(row, 3));
        match text(row, 0) {
            "column" => self.column(row),
            "table" if text(row, 4) == "virtual" => {
                let definition = Sql::of(sql)
                    .after(&["create", "virtual", "table"])
                    .to_string();
                self.add(
                    Kind::VirtualTable,
                    &[name],
                    [(Property::Definition, definition)],
                );
            }
            "table" => self.table(row),
            "view" => {
                let definition = Sql::of(sql).after(&["create", "view"]).to_string();
                self.add(Kind::View, &[name], [(Property::Definition, definition)]);
            }
            "trigger" => {
                let definition = Sql::of(sql).after(&["create", "trigger"]).as_trigger();
                self.add(
                    Kind::Trigger,
                    &[table, name],
                    [(Property::Definition, definition)],
                );
            }
            // One without SQL is there for a constraint.
            "index" if !sql.is_empty() => {
                let definition = Sql::of(sql).as_index();
                self.add(
                    Kind::Index,
                    &[table, name],
                    [(Property::Definition, definition)],
                );
            }
            _ => {}
        }
    }

    fn table(&mut self, row: &Cells) {
        let name = text(row, 1);
        let mut properties = Vec::new();
        if text(row, 5) == "1" {
            properties.push((Property::Rowid, "without rowid".to_owned()));
        }
        if text(row, 6) == "1" {
            properties.push((Property::Typing, "strict".to_owned()));
        }
        self.add(Kind::Table, &[name], properties);
        let table = CreateTable::of(text(row, 3));
        self.constraints(name, &table);
        self.tables.insert(name.to_owned(), table);
    }

    fn constraints(&mut self, table: &str, parsed: &CreateTable) {
        for (kind, keys) in [
            (Kind::PrimaryKey, &parsed.primary_key),
            (Kind::Unique, &parsed.unique),
        ] {
            for key in keys {
                let options = (!key.options.is_empty()).then(|| key.options.join(" "));
                let options = options.map(|options| (Property::Options, options));
                self.add(kind, &[table, &format!("({})", key.columns)], options);
            }
        }
        for check in &parsed.checks {
            match &check.name {
                Some(name) => {
                    let definition = (Property::Definition, check.expression.clone());
                    self.add(Kind::Check, &[table, name], [definition]);
                }
                None => self.add(Kind::Check, &[table, &check.expression], []),
            }
        }
        for key in &parsed.foreign_keys {
            let name = format!("({}) to {}", key.columns, key.table);
            let definition = (Property::Definition, self.references(key));
            self.add(Kind::ForeignKey, &[table, &name], [definition]);
        }
    }

    /// With the columns that are referred to, also where the SQL leaves them out.
    fn references(&self, key: &ForeignKey) -> String {
        let columns = key.referred.clone().or_else(|| {
            let key = self.keys.get(&key.table.to_lowercase())?;
            Some(key.join(", "))
        });
        let columns = columns.map_or_else(String::new, |columns| format!("({columns})"));
        let actions = key.actions.iter().map(|action| format!(" {action}"));
        format!(
            "references {}{columns}{}",
            key.table,
            actions.collect::<String>()
        )
    }

    fn column(&mut self, row: &Cells) {
        let (name, table) = (text(row, 1), text(row, 2));
        // Those of what a virtual table keeps its data in are none of the user's.
        let Some(parsed) = self.tables.get(table) else {
            return;
        };
        let nullability = if text(row, 4) == "1" {
            "not null"
        } else {
            "nullable"
        };
        let mut properties = vec![(Property::Nullability, nullability.to_owned())];
        if !text(row, 3).is_empty() {
            let type_ = Sql::of(text(row, 3)).to_string().to_uppercase();
            properties.push((Property::Type, type_));
        }
        if let Some(default) = &row[5] {
            properties.push((Property::Default, Sql::of(default).to_string()));
        }
        if let Some(parsed) = parsed.columns.get(&Sql::name(name)) {
            if let Some(expression) = &parsed.generated {
                let how = if text(row, 7) == "3" {
                    "stored"
                } else {
                    "virtual"
                };
                properties.push((Property::Generated, format!("{how} {expression}")));
            }
            if let Some(collation) = &parsed.collation {
                properties.push((Property::Collation, collation.to_uppercase()));
            }
            if let Some(conflict) = &parsed.not_null_conflict {
                properties.push((Property::Options, format!("not null {conflict}")));
            }
        }
        self.add(Kind::Column, &[table, name], properties);
    }

    fn add(
        &mut self,
        kind: Kind,
        parts: &[&str],
        properties: impl IntoIterator<Item = (Property, String)>,
    ) {
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        let mut object = Object::new(kind, Name::new(Dialect::Sqlite, kind, parts));
        for (property, value) in properties {
            object.set(property, value);
        }
        self.schema.insert(object);
    }
}
