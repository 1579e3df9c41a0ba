use sqlx::AssertSqlSafe;
use sqlx::mysql::MySqlConnection;

use crate::engine::Engine;
use crate::sql::identifier;
use crate::{Dialect, Error};

pub(super) async fn execute(connection: &mut MySqlConnection, sql: String) -> Result<(), Error> {
    query(connection, sql).await.map(drop)
}

/// The rows of a query, all values as text.
pub(super) async fn query(
    connection: &mut MySqlConnection,
    sql: String,
) -> Result<Vec<Vec<Option<String>>>, Error> {
    let rows = sqlx::raw_sql(AssertSqlSafe(sql))
        .fetch_all(connection)
        .await;
    let rows = rows.map_err(Error::database("making a test database"))?;
    Ok(rows.iter().map(sqlx::MySql::cells).collect())
}

/// The first column.
pub(super) fn column(rows: Vec<Vec<Option<String>>>) -> Vec<String> {
    let cells = rows.into_iter();
    cells
        .filter_map(|row| row.into_iter().next().flatten())
        .collect()
}

pub(super) fn quoted(name: &str) -> String {
    identifier(Dialect::Mysql, name)
}
