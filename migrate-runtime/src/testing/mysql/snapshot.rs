//! The statements that rebuild a database as its migrations left it: from what is in it now.

use sqlx::mysql::MySqlConnection;

use super::sql::{column, execute, query, quoted};
use crate::sql::literal;
use crate::{Dialect, Error};

/// In a template: the statements of [`read`]. Its presence says that the template is complete.
pub(super) const COPY_TABLE: &str = "_migrate_copy";

const TABLES: &str =
    "TABLES WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND TABLE_SCHEMA";
const SEQUENCES: &str = "TABLES WHERE TABLE_TYPE = 'SEQUENCE' AND TABLE_SCHEMA";
const VIEWS: &str = "VIEWS WHERE TABLE_SCHEMA";

/// Stores the statements in the database, which is the connection's.
pub(super) async fn keep(connection: &mut MySqlConnection, database: &str) -> Result<(), Error> {
    let statements = read(connection, database).await?;
    let draft = format!("{COPY_TABLE}_draft");
    let create = format!(
        "CREATE TABLE {draft} (`position` INT NOT NULL PRIMARY KEY, `sql` LONGTEXT NOT NULL) CHARACTER SET utf8mb4"
    );
    execute(connection, create).await?;
    for (position, sql) in statements.iter().enumerate() {
        let sql = literal(Dialect::Mysql, sql);
        execute(
            connection,
            format!("INSERT INTO {draft} VALUES ({position}, {sql})"),
        )
        .await?;
    }
    execute(connection, format!("RENAME TABLE {draft} TO {COPY_TABLE}")).await
}

/// In an order in which everything is there that something needs.
async fn read(connection: &mut MySqlConnection, database: &str) -> Result<Vec<String>, Error> {
    let tables = names(connection, TABLES).await?;
    let mut objects = settings(connection).await?;
    objects.extend(sequences(connection).await?);
    for table in &tables {
        objects.extend(show(connection, &format!("TABLE {}", quoted(table)), 1).await?);
    }
    let mut programs = routines(connection).await?;
    programs.extend(views(connection).await?);
    programs.extend(triggers(connection).await?);
    programs.extend(events(connection).await?);
    // Default values that name a sequence, for one, name its database.
    let qualifier = format!("{}.", quoted(database));
    let bare = |sql: String| sql.replace(&qualifier, "");
    let mut all: Vec<String> = objects.into_iter().map(bare).collect();
    for table in &tables {
        all.extend(rows(connection, database, table).await?);
    }
    all.extend(programs.into_iter().map(bare));
    Ok(all)
}

async fn settings(connection: &mut MySqlConnection) -> Result<Vec<String>, Error> {
    let sql = "SELECT CONCAT('ALTER DATABASE CHARACTER SET ', DEFAULT_CHARACTER_SET_NAME, ' COLLATE ', DEFAULT_COLLATION_NAME) \
               FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()";
    let mut all = column(query(connection, sql.to_owned()).await?);
    all.push(
        "SET foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'"
            .to_owned(),
    );
    Ok(all)
}

async fn sequences(connection: &mut MySqlConnection) -> Result<Vec<String>, Error> {
    let mut all = Vec::new();
    for name in names(connection, SEQUENCES).await? {
        let name = quoted(&name);
        all.extend(show(connection, &format!("SEQUENCE {name}"), 1).await?);
        let next = format!("SELECT next_not_cached_value FROM {name}");
        for next in column(query(connection, next).await?) {
            all.push(format!("DO SETVAL({name}, {next}, 0)"));
        }
    }
    Ok(all)
}

/// The statement that copies a table's rows, if there are any.
async fn rows(
    connection: &mut MySqlConnection,
    database: &str,
    table: &str,
) -> Result<Option<String>, Error> {
    let name = quoted(table);
    let first = format!("SELECT 1 FROM {name} LIMIT 1");
    if query(connection, first).await?.is_empty() {
        return Ok(None);
    }
    let columns = written_columns(connection, table).await?;
    let database = quoted(database);
    Ok(Some(format!(
        "INSERT INTO {name} ({columns}) SELECT {columns} FROM {database}.{name}"
    )))
}

/// Those whose values are not computed.
async fn written_columns(connection: &mut MySqlConnection, table: &str) -> Result<String, Error> {
    let sql = format!(
        "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {} \
         AND COALESCE(GENERATION_EXPRESSION, '') = '' ORDER BY ORDINAL_POSITION",
        literal(Dialect::Mysql, table)
    );
    let columns = column(query(connection, sql).await?);
    let quoted: Vec<String> = columns.iter().map(|name| quoted(name)).collect();
    Ok(quoted.join(", "))
}

/// Functions, procedures and the packages of MariaDB, each with its SQL mode.
async fn routines(connection: &mut MySqlConnection) -> Result<Vec<String>, Error> {
    let sql = "SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() \
               ORDER BY ROUTINE_TYPE, ROUTINE_NAME";
    let mut all = Vec::new();
    for row in query(connection, sql.to_owned()).await? {
        if let [Some(kind), Some(name)] = row.as_slice() {
            all.extend(show(connection, &format!("{kind} {}", quoted(name)), 2).await?);
        }
    }
    Ok(all)
}

/// Puts views after those that they read: a quoted name of another view is one that they read.
async fn views(connection: &mut MySqlConnection) -> Result<Vec<String>, Error> {
    let mut left = Vec::new();
    for name in names(connection, VIEWS).await? {
        let name = quoted(&name);
        let sql = show(connection, &format!("VIEW {name}"), 1).await?;
        left.push((name, sql));
    }
    let mut all = Vec::new();
    while !left.is_empty() {
        let reads = |(own, sql): &(String, Vec<String>)| {
            let mut others = left.iter().filter(|(name, _)| name != own);
            others.any(|(name, _)| sql.iter().any(|sql| sql.contains(name)))
        };
        // In a circle of names somebody has a column that is called like a view.
        let next = left.iter().position(|view| !reads(view)).unwrap_or(0);
        all.extend(left.remove(next).1);
    }
    Ok(all)
}

/// In the order in which they fire.
async fn triggers(connection: &mut MySqlConnection) -> Result<Vec<String>, Error> {
    let sql = "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY ACTION_ORDER";
    let mut all = Vec::new();
    for name in column(query(connection, sql.to_owned()).await?) {
        all.extend(show(connection, &format!("TRIGGER {}", quoted(&name)), 2).await?);
    }
    Ok(all)
}

async fn events(connection: &mut MySqlConnection) -> Result<Vec<String>, Error> {
    let sql = "SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()";
    let mut all = Vec::new();
    for name in column(query(connection, sql.to_owned()).await?) {
        all.extend(show(connection, &format!("EVENT {}", quoted(&name)), 3).await?);
    }
    Ok(all)
}

async fn names(connection: &mut MySqlConnection, from: &str) -> Result<Vec<String>, Error> {
    let sql = format!(
        "SELECT TABLE_NAME FROM information_schema.{from} = DATABASE() ORDER BY TABLE_NAME"
    );
    Ok(column(query(connection, sql).await?))
}

/// What `SHOW CREATE` says, in the column `at`; one with code has its SQL mode in the column 1.
async fn show(
    connection: &mut MySqlConnection,
    what: &str,
    at: usize,
) -> Result<Vec<String>, Error> {
    let mut rows = query(connection, format!("SHOW CREATE {what}")).await?;
    let Some(row) = rows.first_mut() else {
        return Ok(Vec::new());
    };
    let mut cell = |index| row.get_mut(index).and_then(Option::take);
    let mode = if at == 1 { None } else { cell(1) };
    let mode = mode.map(|mode| format!("SET sql_mode = {}", literal(Dialect::Mysql, &mode)));
    Ok(mode.into_iter().chain(cell(at)).collect())
}
