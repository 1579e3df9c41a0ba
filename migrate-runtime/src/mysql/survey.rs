//! The SQL that looks for what a database holds besides our history.

use crate::Dialect;
use crate::engine::Catalogue;
use crate::history::Place;
use crate::sql::{identifier, literal};

impl Catalogue for sqlx::MySql {
    /// In the connection's database, whose name need not be known.
    fn objects_sql(_place: &Place, histories: &str, ours: &str) -> String {
        format!(
            "SELECT '', CAST(t.table_name AS BINARY), CASE WHEN t.table_name IN ({histories}) THEN \
             (SELECT CAST(GROUP_CONCAT(c.column_name SEPARATOR ' ') AS BINARY) FROM information_schema.columns AS c \
             WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name) ELSE '' END, 'true' \
             FROM information_schema.tables AS t WHERE t.table_schema = DATABASE() AND t.table_name NOT IN ({ours}) \
             AND LEFT(t.table_name, 9) <> '_migrate_' \
             ORDER BY t.table_name IN ({histories}) DESC, t.table_name LIMIT 100"
        )
    }

    /// Without a schema the table is in the connection's database.
    fn readable_sql(schema: &str, table: &str) -> String {
        format!(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM information_schema.tables \
             WHERE table_schema = COALESCE(NULLIF({}, ''), DATABASE()) AND table_name = {}) THEN 'true' ELSE 'false' END",
            literal(Dialect::Mysql, schema),
            literal(Dialect::Mysql, table)
        )
    }

    /// Whatever the sessions' modes and the table's character set are.
    fn line_sql(columns: &[&str]) -> String {
        let cells = columns.iter().map(|column| {
            let column = identifier(Dialect::Mysql, column);
            format!("COALESCE(HEX(CONVERT(t.{column} USING utf8mb4)), 'NULL')")
        });
        let cells: Vec<_> = cells.collect();
        format!("CAST(CONCAT_WS(' ', {}) AS BINARY)", cells.join(", "))
    }
}
