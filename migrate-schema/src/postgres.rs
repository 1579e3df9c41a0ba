//! PostgreSQL, 13 and later.

mod catalogue;
mod outside;
mod select;

use migrate_format::Dialect;
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use self::select::unmarked;
use crate::error::{Error, Kind as ErrorKind};
use crate::expression::settled;
use crate::kind::{Kind, Property};
use crate::name::Name;
use crate::schema::{Object, Schema};
use crate::scope::Scope;

/// Reads the schema of the connection's database.
///
/// It sends one simple query in one message, which sees all catalogues at the same moment. So it
/// works for any role and settings, through a pooler in transaction mode, and on a standby. Inside
/// a transaction of the caller it sees the changes of that transaction. If another session changes
/// the schema at the same time, some of its changes may be visible.
///
/// # Errors
///
/// The server refused a query, or the connection broke. This aborts an open transaction of the
/// caller.
///
/// ```no_run
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use migrate_schema::{Scope, postgres};
/// use sqlx::{Connection, PgConnection};
///
/// let mut connection = PgConnection::connect("postgres://localhost/bookings").await?;
/// let schema = postgres::read(&mut connection, &Scope::new()).await?;
/// println!("{}", schema.fingerprint());
/// # Ok(())
/// # }
/// ```
pub async fn read(connection: &mut PgConnection, scope: &Scope) -> Result<Schema, Error> {
    let rows = sqlx::raw_sql(AssertSqlSafe(message(scope))).fetch_all(connection);
    let rows = rows.await.map_err(failed)?;
    let mut schema = Schema::new(Dialect::Postgres, scope.grants);
    for row in &rows {
        decode(row, &mut schema).map_err(failed)?;
    }
    Ok(schema)
}

/// Settings that decide how the server prints definitions: with qualified names and constants in
/// one format. The settings of the planner cut the time of the query to a quarter, because the
/// query is large and its joins are already in a good order.
const SETTINGS: [(&str, &str); 10] = [
    ("search_path", ""),
    ("standard_conforming_strings", "on"),
    ("quote_all_identifiers", "off"),
    ("DateStyle", "ISO, YMD"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("jit", "off"),
    ("join_collapse_limit", "1"),
];

/// Restores the settings explicitly, because the message may be part of a transaction of the
/// caller. Otherwise they end with the message.
fn message(scope: &Scope) -> String {
    let each =
        |value: fn(&str, &str) -> String| SETTINGS.map(|(name, to)| value(name, to)).join(", ");
    let keep = |name: &str, _: &str| {
        format!("set_config('migrate.{name}', current_setting('{name}'), true)")
    };
    let set = |name: &str, to: &str| format!("set_config('{name}', '{to}', true)");
    let restore = |name: &str, _: &str| {
        format!("set_config('{name}', current_setting('migrate.{name}'), true)")
    };
    let (keep, set, restore) = (each(keep), each(set), each(restore));
    let objects = catalogue::query(scope);
    format!(
        "SELECT {keep};\nSELECT {set};\n\
         SELECT 'server', ARRAY[current_setting('server_version_num')], ARRAY[]::text[]\n\
         UNION ALL {objects};\nSELECT {restore}"
    )
}

/// Reads a row: the version of the server, an object, or a setting.
fn decode(row: &PgRow, schema: &mut Schema) -> Result<(), sqlx::Error> {
    if row.len() == SETTINGS.len() {
        return Ok(());
    }
    let word: String = row.try_get(0)?;
    let parts: Vec<String> = row.try_get(1)?;
    let parts: Vec<String> = parts.iter().map(|part| unmarked(part).to_owned()).collect();
    let Some(kind) = Kind::parse(&word) else {
        let number: u32 = parts.concat().parse().unwrap_or_default();
        schema.server = (number / 10_000).to_string();
        return Ok(());
    };
    let mut object = Object::new(kind, Name::new(Dialect::Postgres, kind, parts));
    let properties: Vec<Option<String>> = row.try_get(2)?;
    let mut properties = properties.into_iter();
    while let (Some(word), Some(value)) = (properties.next(), properties.next()) {
        let property = word.as_deref().and_then(Property::parse);
        if let (Some(property), Some(value)) = (property, value) {
            object.set(property, canonical(property, unmarked(&value)));
        }
    }
    schema.insert(object);
    Ok(())
}

fn canonical(property: Property, value: &str) -> String {
    match property {
        Property::Definition => settled(value.trim_end_matches(';')),
        Property::Default | Property::Generated | Property::Using | Property::WithCheck => {
            settled(value)
        }
        _ => value.to_owned(),
    }
}

fn failed(source: sqlx::Error) -> Error {
    ErrorKind::Database {
        dialect: Dialect::Postgres,
        source,
    }
    .into()
}
