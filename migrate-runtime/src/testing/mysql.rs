use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use super::remove;
use crate::sql::identifier;
use crate::target::keep_trying;
use crate::{Dialect, Error};

const NAME: &str = "migrate_test_";

/// A database whose owner holds a lock of its name while it lives.
pub(super) struct Database {
    name: String,
    server: MySqlConnectOptions,
    _owner: MySqlConnection,
}

impl Database {
    pub(super) async fn empty(server: &str) -> Result<(String, Self), Error> {
        let options: MySqlConnectOptions =
            keep_trying(std::time::Duration::ZERO, server, || async {
                server.parse::<MySqlConnectOptions>()
            })
            .await?;
        let options = options.disable_statement_logging();
        let mut owner =
            keep_trying(std::time::Duration::ZERO, server, || options.connect()).await?;
        sweep(&mut owner).await?;
        let name = format!("{NAME}{:016x}", fastrand::u64(..));
        execute(&mut owner, format!("DO GET_LOCK('{name}', 0)")).await?;
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

impl Drop for Database {
    fn drop(&mut self) {
        let options = self.server.clone();
        let sql = format!("DROP DATABASE IF EXISTS {}", quoted(&self.name));
        remove(&self.name, move || async move {
            let mut connection = MySqlConnection::connect_with(&options).await.ok()?;
            execute(&mut connection, sql).await.ok()
        });
    }
}

/// Removes what killed tests left.
async fn sweep(owner: &mut MySqlConnection) -> Result<(), Error> {
    let left = format!(
        "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata \
         WHERE LEFT(schema_name, {}) = '{NAME}' AND IS_FREE_LOCK(schema_name)",
        NAME.len()
    );
    let left: Vec<String> = sqlx::query_scalar(AssertSqlSafe(left))
        .fetch_all(&mut *owner)
        .await
        .map_err(Error::database("making a test database"))?;
    for name in left {
        execute(owner, format!("DROP DATABASE IF EXISTS {}", quoted(&name))).await?;
    }
    Ok(())
}

async fn execute(connection: &mut MySqlConnection, sql: String) -> Result<(), Error> {
    let executed = sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await;
    executed
        .map(drop)
        .map_err(Error::database("making a test database"))
}

fn quoted(name: &str) -> String {
    identifier(Dialect::Mysql, name)
}
