//! MySQL, 8.0.16 and later, and `MariaDB`, 10.6 and later.

mod definition;
mod rows;

use std::collections::HashMap;

use migrate_format::Dialect;
use sqlx::MySqlConnection;

use self::definition::{event, foreign_key, index, partitions, routine, sequence};
use self::rows::{Cells, Rows, quoted, unix};
use crate::error::{Error, Kind as ErrorKind};
use crate::kind::{Kind, Property};
use crate::schema::Schema;
use crate::scope::Scope;

/// Reads the schema of the connection's database. Changes nothing.
///
/// It sends one message of simple queries, and a second one if there are sequences. The server
/// shows only objects on which the user has privileges, and the definition of a view or routine
/// only with the privilege for it. Names do not contain the name of the database, so that two
/// databases can be compared.
///
/// # Errors
///
/// The connection has no database, the server refused a query, or the connection broke.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use migrate_schema::{Scope, mysql};
/// use sqlx::{Connection, MySqlConnection};
///
/// let mut connection = MySqlConnection::connect("mysql://localhost/bookings").await?;
/// let schema = mysql::read(&mut connection, &Scope::new()).await?;
/// println!("{} {}", schema.server(), schema.fingerprint());
/// # Ok(())
/// # }
/// ```
pub async fn read(connection: &mut MySqlConnection, scope: &Scope) -> Result<Schema, Error> {
    let rows = rows::fetch(connection).await;
    let rows = rows.map_err(|source| ErrorKind::Database {
        dialect: Dialect::Mysql,
        source,
    })?;
    let server = rows.of("server").next();
    let database = server.and_then(|server| server.get("db"));
    let database = database.ok_or(ErrorKind::NoDatabase)?;
    let version = server
        .map(|server| server.text("version"))
        .unwrap_or_default();
    let mut reader = Reader {
        schema: Schema::new(Dialect::Mysql, false),
        scope,
        qualifier: format!("{}.", quoted(database)),
        is_mariadb: version.contains("MariaDB"),
    };
    reader.schema.server = release(version);
    reader.read(&rows);
    Ok(reader.schema)
}

/// Product and release: `8.4.1` is `mysql 8.4`, `10.11.6-MariaDB-1` is `mariadb 10.11`.
fn release(version: &str) -> String {
    let product = if version.contains("MariaDB") {
        "mariadb"
    } else {
        "mysql"
    };
    let numbers: Vec<&str> = version.split(['.', '-']).take(2).collect();
    format!("{product} {}", numbers.join("."))
}

struct Reader<'a> {
    schema: Schema,
    scope: &'a Scope,
    /// The name of the database, as it qualifies names in views.
    qualifier: String,
    is_mariadb: bool,
}

type Properties = Vec<(Property, String)>;

impl Reader<'_> {
    fn read(&mut self, rows: &Rows) {
        let collations = self.tables(rows);
        for row in rows.of("column") {
            if let Some(collation) = collations.get(row.text("table_name")) {
                self.column(row, collation);
            }
        }
        self.indexes(rows, &collations);
        self.foreign_keys(rows);
        self.checks(rows);
        for row in rows.of("view") {
            let definition = row.text("view_definition").replace(&self.qualifier, "");
            let options = format!(
                "security {}, check {}",
                row.text("security_type"),
                row.text("check_option")
            );
            let properties = vec![
                (Property::Definition, definition),
                (Property::Options, options.to_lowercase()),
            ];
            self.add(Kind::View, &[row.text("table_name")], properties);
        }
        self.routines(rows);
        for row in rows.of("trigger") {
            let applies_to = format!(
                "{} {}, {}",
                row.text("action_timing"),
                row.text("event_manipulation"),
                row.text("action_order")
            );
            let properties = vec![
                (Property::AppliesTo, applies_to.to_lowercase()),
                (Property::Definition, unix(row.text("action_statement"))),
            ];
            let parts = [row.text("event_object_table"), row.text("trigger_name")];
            self.add(Kind::Trigger, &parts, properties);
        }
        for row in rows.of("event") {
            let mut properties = vec![
                (Property::Definition, event(row)),
                (Property::State, row.text("status").to_lowercase()),
            ];
            properties.extend(filled([(Property::Comment, row.text("event_comment"))]));
            self.add(Kind::Event, &[row.text("event_name")], properties);
        }
    }

    /// The collation of each table.
    fn tables(&mut self, rows: &Rows) -> HashMap<String, String> {
        let mut collations = HashMap::new();
        let partitions = partitions(rows.of("partition"));
        let sequences = rows.by("sequence", ["table_name"]);
        for row in rows.of("table") {
            let name = row.text("table_name");
            match row.text("table_type") {
                "VIEW" | "SYSTEM VIEW" => continue,
                "SEQUENCE" => {
                    let definition = sequences.get(&[name]).and_then(|rows| rows.first());
                    let definition = definition.map(|row| (Property::Definition, sequence(row)));
                    self.add(Kind::Sequence, &[name], definition.into_iter().collect());
                    continue;
                }
                _ => {}
            }
            let collation = row.text("table_collation");
            collations.insert(name.to_owned(), collation.to_owned());
            let partitions = partitions.get(name).map_or("", String::as_str);
            let properties = filled([
                (Property::Engine, row.text("engine")),
                (Property::Collation, collation),
                (Property::Options, row.text("create_options")),
                (Property::Comment, row.text("table_comment")),
                (Property::PartitionKey, partitions),
            ]);
            self.add(Kind::Table, &[name], properties.collect());
        }
        collations
    }

    fn column(&mut self, row: &Cells, of_table: &str) {
        let nullability = match row.text("is_nullable") {
            "NO" => "not null",
            _ => "nullable",
        };
        let mut properties = vec![
            (Property::Type, row.text("column_type").to_owned()),
            (Property::Nullability, nullability.to_owned()),
        ];
        // MariaDB prints defaults as SQL, and `NULL` if there is none.
        let default = row.get("column_default");
        if let Some(default) = default.filter(|default| !(self.is_mariadb && *default == "NULL")) {
            properties.push((Property::Default, default.to_owned()));
        }
        let collation = Some(row.text("collation_name")).filter(|collation| *collation != of_table);
        properties.extend(filled([
            (Property::Extra, row.text("extra").to_lowercase().as_str()),
            (Property::Generated, row.text("generation_expression")),
            (Property::Collation, collation.unwrap_or_default()),
            (Property::Comment, row.text("column_comment")),
        ]));
        let parts = [row.text("table_name"), row.text("column_name")];
        self.add(Kind::Column, &parts, properties);
    }

    fn indexes(&mut self, rows: &Rows, tables: &HashMap<String, String>) {
        for ([table, name], columns) in rows.by("index", ["table_name", "index_name"]) {
            let kind = match name {
                "PRIMARY" => Kind::PrimaryKey,
                _ => Kind::Index,
            };
            if !tables.contains_key(table) {
                continue;
            }
            let mut properties = vec![(Property::Definition, index(&columns))];
            let comment = columns[0].text("index_comment");
            properties.extend(filled([(Property::Comment, comment)]));
            self.add(kind, &[table, name], properties);
        }
    }

    fn foreign_keys(&mut self, rows: &Rows) {
        let key = ["table_name", "constraint_name"];
        let rules = rows.by("reference", key);
        for (key, columns) in rows.by("key-column", key) {
            let rules = rules.get(&key).and_then(|rows| rows.first().copied());
            let definition = foreign_key(&columns, rules).replace(&self.qualifier, "");
            self.add(
                Kind::ForeignKey,
                &key,
                vec![(Property::Definition, definition)],
            );
        }
    }

    /// MySQL stores the table of a check constraint apart from its clause.
    fn checks(&mut self, rows: &Rows) {
        let constraints = rows.by("constraint", ["constraint_name"]);
        for row in rows.of("check") {
            let name = row.text("constraint_name");
            let constraint = constraints.get(&[name]).and_then(|rows| rows.first());
            let table = row.get("table_name");
            let table = table
                .or_else(|| constraint?.get("table_name"))
                .unwrap_or_default();
            let is_enforced = constraint.is_none_or(|row| row.text("enforced") != "NO");
            let state = if is_enforced { "enabled" } else { "disabled" };
            let properties = vec![
                (Property::Definition, row.text("check_clause").to_owned()),
                (Property::State, state.to_owned()),
            ];
            self.add(Kind::Check, &[table, name], properties);
        }
    }

    fn routines(&mut self, rows: &Rows) {
        let parameters = rows.by("parameter", ["specific_name", "routine_type"]);
        for row in rows.of("routine") {
            let (name, type_) = (row.text("routine_name"), row.text("routine_type"));
            let kind = match type_ {
                "PROCEDURE" => Kind::Procedure,
                _ => Kind::Function,
            };
            let parameters = parameters
                .get(&[name, type_])
                .map_or(&[][..], Vec::as_slice);
            let mut properties = vec![(Property::Definition, routine(row, parameters))];
            properties.extend(filled([(Property::Comment, row.text("routine_comment"))]));
            self.add(kind, &[name], properties);
        }
    }

    /// Adds an object, unless it belongs to a history.
    fn add(&mut self, kind: Kind, parts: &[&str], properties: Properties) {
        if !parts
            .first()
            .is_some_and(|table| self.scope.is_history(table))
        {
            self.schema.add(kind, parts, properties);
        }
    }
}

/// The values that are not empty, because the server prints missing values as empty.
fn filled<const N: usize>(
    values: [(Property, &str); N],
) -> impl Iterator<Item = (Property, String)> {
    let filled = values.into_iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(property, value)| (property, value.to_owned()))
}
