mod snapshot;
mod sql;

use std::time::Duration;

use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{ConnectOptions, Connection};

use self::snapshot::COPY_TABLE;
use self::sql::{column, execute, query, quoted};
use super::template::{COPY, TEMPLATE, TEMPLATES, key, remove};
use crate::address::Address;
use crate::connect::{self, options};
use crate::sql::literal;
use crate::{Dialect, Error, Migrations};

/// A message grows to about so many bytes.
const LONGEST: usize = 1 << 20;

/// The schema and the rows that the migrations leave, rebuilt from a template.
pub(super) struct Database {
    name: String,
    server: MySqlConnectOptions,
    /// Holds a lock for as long as the owner lives.
    _owner: MySqlConnection,
}

impl Database {
    pub(super) async fn new(
        migrations: &Migrations,
        server: &str,
    ) -> Result<(String, Self), Error> {
        let (options, mut owner) = open(server).await?;
        let statements = template(migrations, &options, server, &mut owner).await?;
        let (url, database) = Self::create(options, owner).await?;
        let options = database.server.clone().database(&database.name);
        let mut copy = connect(&options, server).await?;
        for message in messages(&statements) {
            execute(&mut copy, message).await?;
        }
        // An error here does not matter any more.
        let _ = copy.close().await;
        Ok((url, database))
    }

    /// One without migrations.
    pub(super) async fn empty(server: &str) -> Result<(String, Self), Error> {
        let (options, owner) = open(server).await?;
        Self::create(options, owner).await
    }

    async fn create(
        options: MySqlConnectOptions,
        mut owner: MySqlConnection,
    ) -> Result<(String, Self), Error> {
        let name = format!("{COPY}{:016x}", fastrand::u64(..));
        lock(&mut owner, &name).await?;
        execute(&mut owner, format!("CREATE DATABASE {}", quoted(&name))).await?;
        let url = options.clone().database(&name).to_url_lossy().to_string();
        let database = Self {
            name,
            server: options,
            _owner: owner,
        };
        Ok((url, database))
    }
}

/// A connection to the server, after the databases of killed tests were removed.
async fn open(server: &str) -> Result<(MySqlConnectOptions, MySqlConnection), Error> {
    let options = options::<sqlx::MySql>(&Address::new(server))?;
    let mut owner = connect(&options, server).await?;
    sweep(&mut owner).await?;
    Ok((options, owner))
}

impl Drop for Database {
    fn drop(&mut self) {
        let options = self.server.clone();
        let sql = drop_sql(&self.name);
        remove(&self.name, async move {
            let mut connection = MySqlConnection::connect_with(&options).await.ok()?;
            execute(&mut connection, sql).await.ok()
        });
    }
}

/// The statements that make a copy of the template. It is made if it is missing or incomplete.
async fn template(
    migrations: &Migrations,
    options: &MySqlConnectOptions,
    server: &str,
    owner: &mut MySqlConnection,
) -> Result<Vec<String>, Error> {
    let name = format!("{TEMPLATE}{}", key(migrations));
    if let Some(statements) = kept(owner, &name).await? {
        return Ok(statements);
    }
    lock(owner, &name).await?;
    if kept(owner, &name).await?.is_none() {
        execute(owner, drop_sql(&name)).await?;
        execute(owner, format!("CREATE DATABASE {}", quoted(&name))).await?;
        let mut connection = connect(&options.clone().database(&name), server).await?;
        migrations.run(&mut connection).await?;
        snapshot::keep(&mut connection, &name).await?;
        let _ = connection.close().await;
    }
    unlock(owner, &name).await?;
    Ok(kept(owner, &name).await?.unwrap_or_default())
}

/// What a complete template holds.
async fn kept(owner: &mut MySqlConnection, template: &str) -> Result<Option<Vec<String>>, Error> {
    let is_complete = format!(
        "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = {} AND TABLE_NAME = '{COPY_TABLE}'",
        literal(Dialect::Mysql, template)
    );
    if query(owner, is_complete).await?.is_empty() {
        return Ok(None);
    }
    let kept = format!(
        "SELECT `sql` FROM {}.{COPY_TABLE} ORDER BY `position`",
        quoted(template)
    );
    Ok(Some(column(query(owner, kept).await?)))
}

/// Removes the databases of killed tests, and the oldest templates.
async fn sweep(owner: &mut MySqlConnection) -> Result<(), Error> {
    let copies = format!(
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '{}%'",
        COPY.replace('_', "\\_")
    );
    for name in column(query(owner, copies).await?) {
        let free = format!("SELECT GET_LOCK({}, 0)", literal(Dialect::Mysql, &name));
        if column(query(owner, free).await?) == ["1"] {
            execute(owner, drop_sql(&name)).await?;
            unlock(owner, &name).await?;
        }
    }
    // Those that are being made have no such table yet.
    let old = format!(
        "SELECT TABLE_SCHEMA FROM information_schema.TABLES WHERE TABLE_NAME = '{COPY_TABLE}' AND TABLE_SCHEMA LIKE '{}%' \
         ORDER BY CREATE_TIME DESC LIMIT 1000 OFFSET {TEMPLATES}",
        TEMPLATE.replace('_', "\\_")
    );
    for name in column(query(owner, old).await?) {
        execute(owner, drop_sql(&name)).await?;
    }
    Ok(())
}

/// Statements in as few messages as possible.
fn messages(statements: &[String]) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    for statement in statements {
        match messages.last_mut() {
            Some(last) if last.len() + statement.len() < LONGEST => {
                *last += ";\n";
                *last += statement;
            }
            _ => messages.push(statement.clone()),
        }
    }
    messages
}

async fn connect(options: &MySqlConnectOptions, url: &str) -> Result<MySqlConnection, Error> {
    connect::connect(options, &Address::new(url), Duration::ZERO).await
}

/// MariaDB knows no endless wait.
async fn lock(connection: &mut MySqlConnection, name: &str) -> Result<(), Error> {
    let lock = format!("SELECT GET_LOCK({}, 60)", literal(Dialect::Mysql, name));
    while column(query(connection, lock.clone()).await?) != ["1"] {}
    Ok(())
}

async fn unlock(connection: &mut MySqlConnection, name: &str) -> Result<(), Error> {
    let name = literal(Dialect::Mysql, name);
    execute(connection, format!("DO RELEASE_LOCK({name})")).await
}

fn drop_sql(name: &str) -> String {
    format!("DROP DATABASE IF EXISTS {}", quoted(name))
}
