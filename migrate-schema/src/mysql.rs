//! MySQL, 8.0.16 and later, and `MariaDB`, 10.6 and later.

mod definition;
mod rows;

use std::collections::HashMap;

use migrate_format::Dialect;
use sqlx::MySqlConnection;

use self::definition::{event, foreign_key, index, partitions, routine, sequence};
use self::rows::{Cells, Rows};
use crate::error::{Error, Kind as ErrorKind};
use crate::history::{FOREIGN_HISTORIES, OWN, tables_beside};
use crate::kind::{Kind, Property};
use crate::name::Name;
use crate::schema::{Object, Schema};
use crate::scope::Scope;

/// Reads the schema of the connection's database. It only reads.
///
/// One message of simple queries, and another one where there are sequences. The server shows what the user has rights on, and the definition of a view or routine only to
/// those who may see it. Names come without the name of the database, so that two can be compared.
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

/// `8.4.1` as `mysql 8.4`, `10.11.6-MariaDB-1` as `mariadb 10.11`.
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
    /// The name of the database, as views qualify with it.
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
            push(
                &mut properties,
                Property::Comment,
                row.text("event_comment"),
            );
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
            let mut properties = Vec::new();
            push(&mut properties, Property::Engine, row.text("engine"));
            push(&mut properties, Property::Collation, collation);
            push(
                &mut properties,
                Property::Options,
                row.text("create_options"),
            );
            push(
                &mut properties,
                Property::Comment,
                row.text("table_comment"),
            );
            let partitions = partitions.get(name).map_or("", String::as_str);
            push(&mut properties, Property::PartitionKey, partitions);
            self.add(Kind::Table, &[name], properties);
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
        // MariaDB writes the default as SQL, so that none is `NULL`.
        let default = row.get("column_default");
        if let Some(default) = default.filter(|default| !(self.is_mariadb && *default == "NULL")) {
            properties.push((Property::Default, default.to_owned()));
        }
        push(
            &mut properties,
            Property::Extra,
            &row.text("extra").to_lowercase(),
        );
        push(
            &mut properties,
            Property::Generated,
            row.text("generation_expression"),
        );
        let collation = Some(row.text("collation_name")).filter(|collation| *collation != of_table);
        push(
            &mut properties,
            Property::Collation,
            collation.unwrap_or_default(),
        );
        push(
            &mut properties,
            Property::Comment,
            row.text("column_comment"),
        );
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
            push(
                &mut properties,
                Property::Comment,
                columns[0].text("index_comment"),
            );
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

    /// MySQL tells the table elsewhere than the clause.
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
            push(
                &mut properties,
                Property::Comment,
                row.text("routine_comment"),
            );
            self.add(kind, &[name], properties);
        }
    }

    /// But for what belongs to a history.
    fn add(&mut self, kind: Kind, parts: &[&str], properties: Properties) {
        let table = parts.first().copied().unwrap_or_default();
        let is_history = FOREIGN_HISTORIES.contains(&table)
            || table.starts_with(OWN)
            || self.scope.history.as_ref().is_some_and(|place| {
                let bare = place
                    .rsplit_once('.')
                    .map_or(place.as_str(), |(_, bare)| bare);
                tables_beside(bare).iter().any(|beside| beside == table)
            });
        if is_history {
            return;
        }
        let parts = parts.iter().map(|part| (*part).to_owned()).collect();
        let mut object = Object::new(kind, Name::new(Dialect::Mysql, kind, parts));
        for (property, value) in properties {
            object.set(property, value);
        }
        self.schema.insert(object);
    }
}

/// Adds a value unless it is empty, as the server writes what is not there.
fn push(properties: &mut Properties, property: Property, value: &str) {
    if !value.is_empty() {
        properties.push((property, value.to_owned()));
    }
}

/// A name as the server's own texts have it.
fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// With the line ends of Unix.
fn unix(body: &str) -> String {
    body.replace("\r\n", "\n")
}
