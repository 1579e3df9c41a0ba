//! Tables of other tools, every cell as text.

use std::str::FromStr;

use migrate_runtime::ForeignHistory;
use sqlx::postgres::{PgConnectOptions, PgRow};
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row as _};

use crate::database::dialect_of;
use crate::failure::Failure;

/// What is read of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    /// As it is.
    Text(&'static str),
    /// Bytes, in hexadecimal.
    Bytes(&'static str),
    /// An array, as JSON.
    Json(&'static str),
    /// A time; on SQLite a text, or a number of milliseconds since 1970.
    Time(&'static str),
    /// A time as a number of these since 1970.
    Milliseconds(&'static str),
    Seconds(&'static str),
}

/// The cells of a row, in the order of the columns. A column that the table does not have is empty.
#[derive(Debug)]
pub(super) struct Cells(Vec<Option<String>>);

impl Cells {
    /// The first cells.
    pub(super) fn take<const N: usize>(self) -> [Option<String>; N] {
        let mut cells = self.0.into_iter();
        std::array::from_fn(|_| cells.next().flatten())
    }
}

/// A table, and the database that it is in.
pub(super) struct Table {
    pub(super) database: String,
    pub(super) rows: Vec<Cells>,
}

pub(super) async fn table(
    url: &str,
    history: &ForeignHistory,
    columns: &[Column],
    order: &str,
) -> Result<Table, Failure> {
    let is_postgres = dialect_of(url) == Some(migrate_core::Dialect::Postgres);
    let cells: Vec<String> = columns
        .iter()
        .map(|column| {
            if !history.has_column(column.name()) {
                "NULL".to_owned()
            } else if is_postgres {
                column.on_postgres()
            } else {
                column.on_sqlite()
            }
        })
        .collect();
    let sql = format!(
        "SELECT {} FROM {} AS t ORDER BY t.{order}",
        cells.join(", "),
        history.to_sql()
    );
    if is_postgres {
        postgres(url, sql).await
    } else {
        sqlite(url, sql).await
    }
}

async fn postgres(url: &str, sql: String) -> Result<Table, Failure> {
    // PgBouncer refuses the start-up parameter that the driver would send.
    let options = PgConnectOptions::from_str(url)?.extra_float_digits(None);
    let mut connection = options.disable_statement_logging().connect().await?;
    let name = sqlx::raw_sql("SELECT current_database()::text");
    let name = name.fetch_one(&mut connection).await?;
    let rows = sqlx::raw_sql(AssertSqlSafe(sql));
    let rows = rows.fetch_all(&mut connection).await?;
    let cells = |row: &PgRow| (0..row.len()).map(|at| row.try_get(at)).collect();
    let rows: Result<Vec<_>, sqlx::Error> = rows.iter().map(cells).collect();
    connection.close().await?;
    Ok(Table {
        database: name.try_get(0)?,
        rows: rows?.into_iter().map(Cells).collect(),
    })
}

async fn sqlite(url: &str, sql: String) -> Result<Table, Failure> {
    let options = SqliteConnectOptions::from_str(url)?.read_only(true);
    let mut connection = options.disable_statement_logging().connect().await?;
    let rows = sqlx::raw_sql(AssertSqlSafe(sql));
    let rows = rows.fetch_all(&mut connection).await?;
    let cells = |row: &SqliteRow| (0..row.len()).map(|at| row.try_get(at)).collect();
    let rows: Result<Vec<_>, sqlx::Error> = rows.iter().map(cells).collect();
    connection.close().await?;
    Ok(Table {
        database: String::new(),
        rows: rows?.into_iter().map(Cells).collect(),
    })
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Text(name)
            | Self::Bytes(name)
            | Self::Json(name)
            | Self::Time(name)
            | Self::Milliseconds(name)
            | Self::Seconds(name) => name,
        }
    }

    fn on_postgres(self) -> String {
        let name = self.name();
        match self {
            Self::Text(_) | Self::Time(_) => format!("CAST(t.{name} AS text)"),
            Self::Bytes(_) => format!("encode(t.{name}, 'hex')"),
            Self::Json(_) => format!("CAST(to_json(t.{name}) AS text)"),
            Self::Milliseconds(_) => format!("CAST(to_timestamp(t.{name} / 1000.0) AS text)"),
            Self::Seconds(_) => format!("CAST(to_timestamp(t.{name}) AS text)"),
        }
    }

    fn on_sqlite(self) -> String {
        const FORMAT: &str = "'%Y-%m-%d %H:%M:%fZ'";
        let name = self.name();
        match self {
            Self::Text(_) | Self::Json(_) => format!("CAST(t.{name} AS TEXT)"),
            Self::Bytes(_) => format!("lower(hex(t.{name}))"),
            Self::Time(_) => format!(
                "CASE typeof(t.{name}) WHEN 'integer' THEN strftime({FORMAT}, t.{name} / 1000.0, 'unixepoch') \
                 ELSE strftime({FORMAT}, t.{name}) END"
            ),
            Self::Milliseconds(_) => {
                format!("strftime({FORMAT}, t.{name} / 1000.0, 'unixepoch')")
            }
            Self::Seconds(_) => format!("strftime({FORMAT}, t.{name}, 'unixepoch')"),
        }
    }
}
