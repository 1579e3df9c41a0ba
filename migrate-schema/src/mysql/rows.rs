//! The queries, and rows whose columns have names.

use std::collections::BTreeMap;

use sqlx::mysql::{MySqlDatabaseError, MySqlRow};
use sqlx::{AssertSqlSafe, Column, MySqlConnection, Row};

/// The queries of one message. Where MySQL and MariaDB have different columns, they select all.
const QUERIES: &str = "\
SELECT 'server' AS query, VERSION() AS version, DATABASE() AS db;
SELECT 'table' AS query, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT \
    FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE();
SELECT 'partition' AS query, TABLE_NAME, PARTITION_NAME, SUBPARTITION_NAME, PARTITION_METHOD, SUBPARTITION_METHOD, \
    PARTITION_EXPRESSION, SUBPARTITION_EXPRESSION, PARTITION_DESCRIPTION FROM information_schema.PARTITIONS \
    WHERE TABLE_SCHEMA = DATABASE() AND PARTITION_NAME IS NOT NULL \
    ORDER BY TABLE_NAME, PARTITION_ORDINAL_POSITION, SUBPARTITION_ORDINAL_POSITION;
SELECT 'column' AS query, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, \
    GENERATION_EXPRESSION, COLLATION_NAME, COLUMN_COMMENT FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE();
SELECT 'index' AS query, s.* FROM information_schema.STATISTICS s WHERE s.TABLE_SCHEMA = DATABASE() \
    ORDER BY s.TABLE_NAME, s.INDEX_NAME, s.SEQ_IN_INDEX;
SELECT 'key-column' AS query, CONSTRAINT_NAME, TABLE_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, \
    REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE \
    WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL \
    ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION;
SELECT 'reference' AS query, CONSTRAINT_NAME, TABLE_NAME, UPDATE_RULE, DELETE_RULE \
    FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE();
SELECT 'check' AS query, c.* FROM information_schema.CHECK_CONSTRAINTS c WHERE c.CONSTRAINT_SCHEMA = DATABASE();
SELECT 'constraint' AS query, t.* FROM information_schema.TABLE_CONSTRAINTS t \
    WHERE t.TABLE_SCHEMA = DATABASE() AND t.CONSTRAINT_TYPE = 'CHECK';
SELECT 'view' AS query, TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE \
    FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE();
SELECT 'routine' AS query, ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_DEFINITION, DTD_IDENTIFIER, IS_DETERMINISTIC, SQL_DATA_ACCESS, \
    SECURITY_TYPE, ROUTINE_COMMENT FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE();
SELECT 'parameter' AS query, SPECIFIC_NAME, ROUTINE_TYPE, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER \
    FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA = DATABASE() AND ORDINAL_POSITION > 0 \
    ORDER BY SPECIFIC_NAME, ROUTINE_TYPE, ORDINAL_POSITION;
SELECT 'trigger' AS query, TRIGGER_NAME, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, ACTION_TIMING, ACTION_STATEMENT, ACTION_ORDER \
    FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE();
SELECT 'event' AS query, EVENT_NAME, EVENT_DEFINITION, EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STATUS, ON_COMPLETION, \
    EVENT_COMMENT FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";

/// The rows of all queries.
pub(super) struct Rows {
    rows: BTreeMap<String, Vec<Cells>>,
}

/// A row. The names of its columns are in lower case.
pub(super) struct Cells {
    cells: Vec<(String, Option<String>)>,
}

pub(super) async fn fetch(connection: &mut MySqlConnection) -> Result<Rows, sqlx::Error> {
    let mut rows = Rows {
        rows: BTreeMap::new(),
    };
    rows.add(sqlx::raw_sql(QUERIES).fetch_all(&mut *connection).await?)?;
    if let Some(query) = sequences(&rows) {
        let sequences = sqlx::raw_sql(AssertSqlSafe(query));
        match sequences.fetch_all(connection).await {
            Ok(found) => rows.add(found)?,
            Err(error) if is_denied(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(rows)
}

/// The query for the options of sequences, which no catalogue of MariaDB 10 contains.
fn sequences(rows: &Rows) -> Option<String> {
    let tables = rows.of("table");
    let sequences = tables.filter(|row| row.text("table_type") == "SEQUENCE");
    let queries = sequences.map(|row| {
        let name = row.text("table_name");
        let bytes = name.bytes().map(|byte| format!("{byte:02x}"));
        let bytes = bytes.collect::<Vec<_>>().concat();
        format!(
            "SELECT 'sequence' AS query, CONVERT(X'{bytes}' USING utf8mb4) AS table_name, start_value, minimum_value, \
             maximum_value, increment, cache_size, cycle_option FROM {}",
            quoted(name)
        )
    });
    let queries: Vec<String> = queries.collect();
    (!queries.is_empty()).then(|| queries.join(" UNION ALL "))
}

/// A user may have the right to use a sequence, but not to see its options.
fn is_denied(error: &sqlx::Error) -> bool {
    const SELECT_DENIED: u16 = 1142;
    let error = error.as_database_error();
    let error = error.and_then(|error| error.try_downcast_ref::<MySqlDatabaseError>());
    error.is_some_and(|error| error.number() == SELECT_DENIED)
}

impl Rows {
    fn add(&mut self, rows: Vec<MySqlRow>) -> Result<(), sqlx::Error> {
        for row in rows {
            let cells = Cells::of(&row)?;
            let of_query = self.rows.entry(cells.text("query").to_owned());
            of_query.or_default().push(cells);
        }
        Ok(())
    }

    /// The rows of a query.
    pub(super) fn of(&self, query: &str) -> impl Iterator<Item = &Cells> {
        self.rows.get(query).into_iter().flatten()
    }

    /// The rows of a query, grouped by some columns. Each group keeps its order.
    pub(super) fn by<const N: usize>(
        &self,
        query: &str,
        columns: [&str; N],
    ) -> BTreeMap<[&str; N], Vec<&Cells>> {
        let mut groups: BTreeMap<[&str; N], Vec<&Cells>> = BTreeMap::new();
        for row in self.of(query) {
            let key = columns.map(|column| row.text(column));
            groups.entry(key).or_default().push(row);
        }
        groups
    }
}

impl Cells {
    fn of(row: &MySqlRow) -> Result<Self, sqlx::Error> {
        let columns = row.columns().iter().enumerate();
        let cells = columns.map(|(index, column)| {
            let name = column.name().to_lowercase();
            // Unchecked, because the text protocol returns numbers and times as text.
            Ok((name, row.try_get_unchecked(index)?))
        });
        Ok(Self {
            cells: cells.collect::<Result<_, sqlx::Error>>()?,
        })
    }

    /// `None` if the value is null, or if this server does not have the column.
    pub(super) fn get(&self, column: &str) -> Option<&str> {
        let cell = self.cells.iter().find(|(name, _)| name == column)?;
        cell.1.as_deref()
    }

    pub(super) fn text(&self, column: &str) -> &str {
        self.get(column).unwrap_or_default()
    }
}

/// A name with quotes, as the server prints it.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A text with Unix line endings.
pub(super) fn unix(body: &str) -> String {
    body.replace("\r\n", "\n")
}
