//! Reads the tables of other tools, with every cell as text.

use std::str::FromStr;

use migrate_directory::Dialect;
use migrate_runtime::command::ForeignHistory;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{
    AssertSqlSafe, ColumnIndex, ConnectOptions, Connection, Database, Decode, Executor, MySql,
    Postgres, Row, Sqlite, Type,
};

use crate::database::{connect_postgres, connect_sqlite, dialect_of};
use crate::failure::Failure;

/// A column to read, and its conversion to text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    /// Unchanged.
    Text(&'static str),
    /// Bytes, in hexadecimal.
    Bytes(&'static str),
    /// An array, as JSON.
    Json(&'static str),
    /// A time. On SQLite it may be text or a number of milliseconds since 1970.
    Time(&'static str),
    /// A number of milliseconds since 1970.
    Milliseconds(&'static str),
    /// A number of seconds since 1970.
    Seconds(&'static str),
}

/// The cells of a row, in the order of the columns. A column that the table does not have is
/// `None`.
#[derive(Debug)]
pub(super) struct Cells(Vec<Option<String>>);

impl Cells {
    /// The first cells.
    pub(super) fn take<const N: usize>(self) -> [Option<String>; N] {
        let mut cells = self.0.into_iter();
        std::array::from_fn(|_| cells.next().flatten())
    }
}

/// The rows of a table, and the database.
pub(super) struct Table {
    pub(super) dialect: Dialect,
    pub(super) database: String,
    pub(super) rows: Vec<Cells>,
}

pub(super) async fn table(
    url: &str,
    history: &ForeignHistory,
    columns: &[Column],
    order: &str,
) -> Result<Table, Failure> {
    let dialect = dialect_of(url).ok_or_else(|| {
        Failure::usage("the scheme of the database URL is not known")
            .help("use `postgres://…`, `mysql://…` or `sqlite:…`")
    })?;
    let cells: Vec<String> = columns
        .iter()
        .map(|column| match dialect {
            _ if !history.has_column(column.name()) => "NULL".to_owned(),
            Dialect::Postgres => column.on_postgres(),
            Dialect::Sqlite => column.on_sqlite(),
            Dialect::Mysql => column.on_mysql(),
        })
        .collect();
    let sql = format!(
        "SELECT {} FROM {} AS t ORDER BY t.{order}",
        cells.join(", "),
        history.to_sql()
    );
    let (database, rows) = match dialect {
        Dialect::Postgres => postgres(url, sql).await?,
        Dialect::Sqlite => {
            let connection = connect_sqlite(url).await?;
            (String::new(), fetch::<Sqlite>(connection, sql).await?)
        }
        Dialect::Mysql => mysql(url, sql).await?,
    };
    Ok(Table {
        dialect,
        database,
        rows,
    })
}

async fn postgres(url: &str, sql: String) -> Result<(String, Vec<Cells>), Failure> {
    let mut connection = connect_postgres(url).await?;
    let name = sqlx::raw_sql("SELECT current_database()::text");
    let name = name.fetch_one(&mut connection).await?;
    let rows = fetch::<Postgres>(connection, sql).await?;
    Ok((name.try_get(0)?, rows))
}

async fn mysql(url: &str, sql: String) -> Result<(String, Vec<Cells>), Failure> {
    // Times in UTC, as in the history of migrate.
    let options = MySqlConnectOptions::from_str(url)?.timezone("+00:00".to_owned());
    let mut connection = options.disable_statement_logging().connect().await?;
    let name = sqlx::raw_sql("SELECT DATABASE()");
    let name = name.fetch_one(&mut connection).await?;
    let rows = fetch::<MySql>(connection, sql).await?;
    Ok((name.try_get(0)?, rows))
}

/// All rows of a query. Closes the connection afterwards.
async fn fetch<DB: Database>(
    mut connection: DB::Connection,
    sql: String,
) -> Result<Vec<Cells>, sqlx::Error>
where
    for<'c> &'c mut DB::Connection: Executor<'c, Database = DB>,
    usize: ColumnIndex<DB::Row>,
    Option<String>: for<'r> Decode<'r, DB> + Type<DB>,
{
    let rows = sqlx::raw_sql(AssertSqlSafe(sql));
    let rows = rows.fetch_all(&mut connection).await?;
    connection.close().await?;
    let cells = |row: &DB::Row| -> Result<Vec<Option<String>>, sqlx::Error> {
        (0..row.len()).map(|at| row.try_get(at)).collect()
    };
    rows.iter().map(|row| cells(row).map(Cells)).collect()
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

    fn on_mysql(self) -> String {
        // `FROM_UNIXTIME` depends on the session's time zone and ends in 2038.
        const EPOCH: &str = "TIMESTAMP'1970-01-01 00:00:00'";
        let name = self.name();
        match self {
            Self::Text(_) | Self::Json(_) => format!("CAST(t.{name} AS CHAR)"),
            Self::Bytes(_) => format!("LOWER(HEX(t.{name}))"),
            // refinery stores text in RFC 3339 format, in UTC.
            Self::Time(_) => {
                format!("REPLACE(TRIM(TRAILING 'Z' FROM CAST(t.{name} AS CHAR)), 'T', ' ')")
            }
            Self::Milliseconds(_) => {
                format!("CAST(TIMESTAMPADD(MICROSECOND, t.{name} * 1000, {EPOCH}) AS CHAR)")
            }
            Self::Seconds(_) => format!("CAST(TIMESTAMPADD(SECOND, t.{name}, {EPOCH}) AS CHAR)"),
        }
    }
}
