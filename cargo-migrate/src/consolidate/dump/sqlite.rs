use sqlx::Connection;

use crate::database::connect_sqlite;
use crate::failure::Failure;

/// The statements in the order in which they were executed, without the internal tables of virtual
/// tables.
const STATEMENTS: &str = "SELECT s.sql FROM sqlite_schema AS s WHERE s.sql IS NOT NULL \
    AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND s.name NOT LIKE '\\_migrate\\_%' ESCAPE '\\' \
    AND s.tbl_name NOT LIKE '\\_migrate\\_%' ESCAPE '\\' \
    AND s.name NOT IN (SELECT l.name FROM pragma_table_list AS l WHERE l.type = 'shadow') \
    AND s.tbl_name NOT IN (SELECT l.name FROM pragma_table_list AS l WHERE l.type = 'shadow') \
    ORDER BY CASE s.type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, s.rowid";

pub(super) async fn schema_sql(url: &str) -> Result<String, Failure> {
    let mut connection = connect_sqlite(url).await?;
    let statements: Vec<String> = sqlx::query_scalar(STATEMENTS)
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    let statements: Vec<String> = statements
        .iter()
        .map(|statement| format!("{};\n", statement.replace("\r\n", "\n")))
        .collect();
    Ok(statements.join("\n"))
}
