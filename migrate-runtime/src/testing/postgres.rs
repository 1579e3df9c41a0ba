use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::template::{COPY, TEMPLATE, TEMPLATES, key, remove};
use crate::address::Address;
use crate::connect::{self, options};
use crate::lock_key::lock_key;
use crate::sql::{identifier, literal};
use crate::{Dialect, Error, Migrations};

/// A copy of a template.
pub(super) struct Database {
    name: String,
    server: PgConnectOptions,
    /// Holds a lock for as long as the owner lives.
    _owner: PgConnection,
}

impl Database {
    pub(super) async fn new(
        migrations: &Migrations,
        server: &str,
    ) -> Result<(String, Self), Error> {
        let (options, mut owner) = open(server).await?;
        let template = template(migrations, &options, server, &mut owner).await?;
        Self::create(options, owner, &template).await
    }

    /// One without migrations.
    pub(super) async fn empty(server: &str) -> Result<(String, Self), Error> {
        let (options, owner) = open(server).await?;
        Self::create(options, owner, "template0").await
    }

    async fn create(
        options: PgConnectOptions,
        mut owner: PgConnection,
        template: &str,
    ) -> Result<(String, Self), Error> {
        let name = format!("{COPY}{:016x}", fastrand::u64(..));
        lock(&mut owner, &name).await?;
        let create = format!(
            "CREATE DATABASE {} TEMPLATE {}",
            quoted(&name),
            quoted(template)
        );
        execute(&mut owner, create).await?;
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
async fn open(server: &str) -> Result<(PgConnectOptions, PgConnection), Error> {
    let options = options::<sqlx::Postgres>(&Address::new(server))?;
    let mut owner = connect(&options, server).await?;
    sweep(&mut owner).await?;
    Ok((options, owner))
}

impl Drop for Database {
    fn drop(&mut self) {
        let options = self.server.clone();
        let sql = format!(
            "DROP DATABASE IF EXISTS {} WITH (FORCE)",
            quoted(&self.name)
        );
        remove(&self.name, async move {
            let mut connection = PgConnection::connect_with(&options).await.ok()?;
            execute(&mut connection, sql).await.ok()
        });
    }
}

/// The name of the template. It is made if it is missing or incomplete.
async fn template(
    migrations: &Migrations,
    options: &PgConnectOptions,
    server: &str,
    owner: &mut PgConnection,
) -> Result<String, Error> {
    let name = format!("{TEMPLATE}{}", key(migrations));
    let complete = "SELECT datname FROM pg_database WHERE datistemplate AND datname = ";
    let complete = format!("{complete}{}", literal(Dialect::Postgres, &name));
    if query(owner, complete.clone()).await?.is_empty() {
        lock(owner, &name).await?;
        if query(owner, complete).await?.is_empty() {
            make(migrations, options, server, owner, &name).await?;
        }
        unlock(owner, &name).await?;
    }
    Ok(name)
}

async fn make(
    migrations: &Migrations,
    options: &PgConnectOptions,
    server: &str,
    owner: &mut PgConnection,
    name: &str,
) -> Result<(), Error> {
    let quoted = quoted(name);
    execute(
        owner,
        format!("DROP DATABASE IF EXISTS {quoted} WITH (FORCE)"),
    )
    .await?;
    execute(owner, format!("CREATE DATABASE {quoted}")).await?;
    let mut connection = connect(&options.clone().database(name), server).await?;
    migrations.run(&mut connection).await?;
    connection
        .close()
        .await
        .map_err(Error::database("closing the template"))?;
    // Nobody may be connected to a template that is copied.
    let finish = format!("ALTER DATABASE {quoted} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false");
    execute(owner, finish).await
}

/// Removes the databases of killed tests, and the oldest templates.
async fn sweep(owner: &mut PgConnection) -> Result<(), Error> {
    let copies = format!("SELECT datname FROM pg_database WHERE starts_with(datname, '{COPY}')");
    for name in query(owner, copies).await? {
        let key = lock_key("testing", &name);
        // A lock belongs to a database, and the owner may be connected to another one than we are.
        let free = format!(
            "SELECT '' WHERE CASE WHEN EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 \
             AND (classid::bigint << 32 | objid::bigint) = {key}) THEN false ELSE pg_try_advisory_lock({key}) END"
        );
        if !query(owner, free).await?.is_empty() {
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(&name));
            execute(owner, drop).await?;
            unlock(owner, &name).await?;
        }
    }
    let old = format!(
        "SELECT datname FROM pg_database WHERE starts_with(datname, '{TEMPLATE}') AND datistemplate \
         ORDER BY oid DESC OFFSET {TEMPLATES}"
    );
    for name in query(owner, old).await? {
        let quoted = quoted(&name);
        // Somebody may be copying it, or may have been faster.
        let removed = async {
            execute(owner, format!("ALTER DATABASE {quoted} IS_TEMPLATE false")).await?;
            execute(owner, format!("DROP DATABASE IF EXISTS {quoted}")).await
        };
        if let Err(error) = removed.await {
            tracing::debug!(%error, "an old template stays");
        }
    }
    Ok(())
}

async fn connect(options: &PgConnectOptions, url: &str) -> Result<PgConnection, Error> {
    connect::connect(options, &Address::new(url), Duration::ZERO).await
}

async fn lock(connection: &mut PgConnection, name: &str) -> Result<(), Error> {
    let key = lock_key("testing", name);
    execute(connection, format!("SELECT pg_advisory_lock({key})")).await
}

async fn unlock(connection: &mut PgConnection, name: &str) -> Result<(), Error> {
    let key = lock_key("testing", name);
    execute(connection, format!("SELECT pg_advisory_unlock({key})")).await
}

async fn execute(connection: &mut PgConnection, sql: String) -> Result<(), Error> {
    let executed = sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await;
    executed
        .map(drop)
        .map_err(Error::database("making a test database"))
}

async fn query(connection: &mut PgConnection, sql: String) -> Result<Vec<String>, Error> {
    sqlx::query_scalar(AssertSqlSafe(sql))
        .fetch_all(connection)
        .await
        .map_err(Error::database("making a test database"))
}

fn quoted(name: &str) -> String {
    identifier(Dialect::Postgres, name)
}
