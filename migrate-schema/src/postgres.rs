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
/// One message with one simple query that reads all catalogues as of one moment, so it works through a pooler in
/// transaction mode and on a standby, for any role, whatever its settings. Inside a transaction of the
/// caller's it sees what that did. While another session changes the schema, part of that may be seen.
///
/// # Errors
///
/// The server refused a query, or the connection broke. An open transaction of the caller's is then aborted.
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

/// What decides how the server writes a definition: names qualified, constants in one format. And how it plans the
/// query, which is large and whose joins are in order: a quarter of the time.
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

/// The settings come back at once, in case the message is part of a transaction of the caller's; else the end of
/// the message brings them back.
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

/// The server's version, an object, or a setting.
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
