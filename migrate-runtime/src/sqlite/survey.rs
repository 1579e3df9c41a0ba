//! The SQL that looks for what a database holds besides our history.

use crate::Dialect;
use crate::engine::Catalogue;
use crate::history::Place;
use crate::sql::{identifier, literal};

impl Catalogue for sqlx::Sqlite {
    fn objects_sql(_place: &Place, histories: &str, ours: &str) -> String {
        format!(
            "SELECT 'main', m.name, (SELECT group_concat(name, ' ') FROM pragma_table_info(m.name)), 'true' \
             FROM sqlite_schema m WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
             AND m.name NOT LIKE '\\_migrate\\_%' ESCAPE '\\' AND m.name NOT IN ({ours}) \
             ORDER BY m.name IN ({histories}) DESC, m.name LIMIT 100"
        )
    }

    fn readable_sql(_schema: &str, table: &str) -> String {
        format!(
            "SELECT CASE WHEN EXISTS (SELECT 1 FROM sqlite_schema WHERE name = {}) THEN 'true' ELSE 'false' END",
            literal(Dialect::Sqlite, table)
        )
    }

    fn line_sql(columns: &[&str]) -> String {
        let cells = columns
            .iter()
            .map(|column| format!("quote(t.{})", identifier(Dialect::Sqlite, column)));
        cells.collect::<Vec<_>>().join(" || ' ' || ")
    }
}
