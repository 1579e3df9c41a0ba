//! Databases as other tools leave them, with known checksums.

use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::{Connection as _, SqliteConnection};
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, Executor, MySqlConnection, PgConnection, Row,
};

use crate::project::{Project, Result, mariadb, postgres};

pub(crate) const TABLE: &str = "CREATE TABLE t (id INT);\n";
pub(crate) const MORE: &str = "ALTER TABLE t ADD n INT;\n";

/// The database of a test.
pub(crate) struct Database {
    pub(crate) url: String,
}

impl Database {
    pub(crate) fn sqlite(project: &Project) -> Self {
        let file = project.root().join("app.db");
        Self {
            url: format!("sqlite:{}", file.display()),
        }
    }

    pub(crate) fn postgres() -> Result<Self> {
        Self::on(&postgres()?)
    }

    pub(crate) fn mariadb() -> Result<Self> {
        Self::on(&mariadb()?)
    }

    fn on(server: &str) -> Result<Self> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("adopt_{}_{count}", std::process::id());
        let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
        let database = Self {
            url: format!("{base}/{name}"),
        };
        let server = Self {
            url: server.to_owned(),
        };
        server.execute(&format!("CREATE DATABASE {name}"))?;
        Ok(database)
    }

    /// The value for `--dialect`.
    pub(crate) fn dialect(&self) -> &'static str {
        match self.url.split(':').next() {
            Some("mysql") => "mysql",
            Some("sqlite") => "sqlite",
            _ => "postgres",
        }
    }

    /// The name to confirm with.
    pub(crate) fn name(&self) -> &str {
        self.url.rsplit('/').next().unwrap_or_default()
    }

    pub(crate) fn execute(&self, sql: &str) -> Result {
        self.query(sql).map(drop)
    }

    /// The first cells of all rows, as text.
    pub(crate) fn query(&self, sql: &str) -> Result<Vec<String>> {
        let sql = AssertSqlSafe(sql.to_owned());
        block_on(async {
            match self.dialect() {
                "postgres" => {
                    let mut connection = PgConnection::connect(&self.url).await?;
                    let rows = connection.fetch_all(sqlx::raw_sql(sql)).await?;
                    Ok(rows.iter().filter_map(|row| row.try_get(0).ok()).collect())
                }
                "mysql" => {
                    let mut connection = MySqlConnection::connect(&self.url).await?;
                    let rows = connection.fetch_all(sqlx::raw_sql(sql)).await?;
                    let cells = rows.iter().filter_map(|row| row.try_get_unchecked(0).ok());
                    Ok(cells.collect())
                }
                _ => {
                    let options = SqliteConnectOptions::from_str(&self.url)?;
                    let mut connection = options.create_if_missing(true).connect().await?;
                    let rows = connection.fetch_all(sqlx::raw_sql(sql)).await?;
                    let cells = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
                    connection.close().await?;
                    Ok(cells)
                }
            }
        })
    }

    /// Executes SQL that is written for all of them: `{time}` and `{bytes}` are types, `{bytes:…}`
    /// is a value, `{at}` a moment.
    pub(crate) fn execute_for_all(&self, sql: &str) -> Result {
        let is_postgres = self.dialect() == "postgres";
        let (time, at, bytes, end) = if is_postgres {
            ("TIMESTAMPTZ", "'2026-01-31T10:00:00Z'", "'\\x", "'::bytea")
        } else {
            ("DATETIME", "'2026-01-31 10:00:00'", "X'", "'")
        };
        let sql = sql.replace("{time}", time).replace("{at}", at);
        let sql = sql.replace("{bytes}", if is_postgres { "BYTEA" } else { "BLOB" });
        self.execute(&sql.replace("{bytes:", bytes).replace('}', end))
    }
}

pub(crate) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Runtime::new()?.block_on(work)
}

/// The real tools apply the files in a folder's `migrations` to its `app.db`.
pub(crate) async fn migrate_with_sqlx(migrations: &Path, url: &str) -> Result {
    let migrator = Migrator::new(migrations).await?;
    if url.starts_with("postgres") {
        migrator.run(&sqlx::PgPool::connect(url).await?).await?;
    } else if url.starts_with("mysql") {
        migrator.run(&sqlx::MySqlPool::connect(url).await?).await?;
    } else {
        let pool = sqlx::SqlitePool::connect(&format!("{url}?mode=rwc")).await?;
        migrator.run(&pool).await?;
        pool.close().await;
    }
    Ok(())
}

pub(crate) fn migrate_with_refinery(folder: &Path) -> Result {
    let file = folder.join("app.db");
    // refinery creates no file.
    fs::write(&file, "")?;
    let config = refinery::config::Config::new(refinery::config::ConfigDbType::Sqlite);
    let mut config = config.set_db_path(file.to_str().ok_or("a path")?);
    let files = refinery::load_sql_migrations(folder.join("migrations"))?;
    refinery::Runner::new(&files).run(&mut config)?;
    Ok(())
}

pub(crate) fn migrate_with_diesel(folder: &Path) -> Result {
    let file = folder.join("app.db");
    let mut connection = SqliteConnection::establish(file.to_str().ok_or("a path")?)?;
    let files = FileBasedMigrations::from_path(folder.join("migrations"))?;
    let ran = connection.run_pending_migrations(files);
    ran.map_err(|error| error.to_string())?;
    Ok(())
}

/// The history of a tool.
pub(crate) fn of(tool: &str) -> Result<&'static History> {
    let history = HISTORIES.iter().find(|one| one.tool == tool);
    Ok(history.ok_or("a tool")?)
}

impl History {
    /// The statement that creates the table.
    pub(crate) fn table_sql(&self) -> &'static str {
        self.sql.split("INSERT").next().unwrap_or_default()
    }
}

/// A tool's history with one migration, `CREATE TABLE t`.
pub(crate) struct History {
    pub(crate) tool: &'static str,
    /// The migration's file.
    pub(crate) file: &'static str,
    /// The file of the next one.
    pub(crate) next: &'static str,
    pub(crate) verified: &'static str,
    /// The table and its rows.
    pub(crate) sql: &'static str,
    /// SQL that makes a row invalid, and SQL that repairs it.
    pub(crate) dirty: Option<(&'static str, &'static str)>,
    pub(crate) table: &'static str,
}

pub(crate) const HISTORIES: &[History] = &[
    History {
        tool: "sqlx",
        file: "20260131100000_init.sql",
        next: "20260201100000_more.sql",
        verified: "checksum",
        sql: "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
              installed_on {time} NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum {bytes} NOT NULL, \
              execution_time BIGINT NOT NULL);
              INSERT INTO _sqlx_migrations VALUES (20260131100000, 'init', {at}, true, {bytes:3116b86cdc3edfa205a86055248b7532802f8174c05c4f466ebc1da8ca00a7c2be73f9aae8a224c740c23eda1ae6a0c9}, 2000000);",
        dirty: Some((
            "UPDATE _sqlx_migrations SET success = false",
            "UPDATE _sqlx_migrations SET success = true",
        )),
        table: "_sqlx_migrations",
    },
    History {
        tool: "refinery",
        file: "V1__init.sql",
        next: "V2__more.sql",
        verified: "checksum",
        sql: "CREATE TABLE refinery_schema_history (version INT PRIMARY KEY, name VARCHAR(255), applied_on VARCHAR(255), \
              checksum VARCHAR(255));
              INSERT INTO refinery_schema_history VALUES (1, 'init', '2026-01-31T10:00:00.123456789Z', '14534297154302664340');",
        dirty: None,
        table: "refinery_schema_history",
    },
    History {
        tool: "diesel",
        file: "2026-01-31-100000_init/up.sql",
        next: "2026-02-01-100000_more/up.sql",
        verified: "name",
        sql: "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
              run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
              INSERT INTO __diesel_schema_migrations (version) VALUES ('20260131100000');",
        dirty: None,
        table: "__diesel_schema_migrations",
    },
    History {
        tool: "sea-orm",
        file: "20260131100000_init.sql",
        next: "20260201100000_more.sql",
        verified: "name",
        sql: "CREATE TABLE seaql_migrations (version VARCHAR(255) NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL);
              INSERT INTO seaql_migrations VALUES ('m20260131_100000_init', 1769853600);",
        dirty: Some((
            "INSERT INTO seaql_migrations VALUES ('m20260202_000001_code', 1769853600)",
            "DELETE FROM seaql_migrations WHERE version = 'm20260202_000001_code'",
        )),
        table: "seaql_migrations",
    },
    History {
        tool: "prisma",
        file: "20260131100000_init/migration.sql",
        next: "20260201100000_more/migration.sql",
        verified: "checksum",
        sql: "CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at {time}, \
              migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at {time}, \
              started_at {time} NOT NULL DEFAULT CURRENT_TIMESTAMP, applied_steps_count INTEGER NOT NULL DEFAULT 0);
              INSERT INTO _prisma_migrations VALUES ('0', 'older', NULL, '20260131100000_init', 'failed', {at}, {at}, 0);
              INSERT INTO _prisma_migrations VALUES ('1', '1f3fb0035a049af0ffa5671f5739ba073a99aaa6d8cc6a789599c9fd9292821d', {at}, \
              '20260131100000_init', NULL, NULL, {at}, 1);",
        dirty: Some((
            "UPDATE _prisma_migrations SET finished_at = NULL WHERE id = '1'",
            "UPDATE _prisma_migrations SET finished_at = started_at WHERE id = '1'",
        )),
        table: "_prisma_migrations",
    },
    History {
        tool: "flyway",
        file: "V1__init.sql",
        next: "V2__more.sql",
        verified: "checksum",
        sql: "CREATE TABLE flyway_schema_history (installed_rank INT PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL, \
              type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INTEGER, installed_by VARCHAR(100), \
              installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL);
              INSERT INTO flyway_schema_history VALUES (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', 'public', NULL, 'me', {at}, 0, true);
              INSERT INTO flyway_schema_history VALUES (1, '1.0', 'init', 'SQL', 'V1__init.sql', 1556295178, 'me', {at}, 12, true);
              INSERT INTO flyway_schema_history VALUES (2, NULL, 'views', 'SQL', 'R__views.sql', 7, 'me', {at}, 3, true);
              INSERT INTO flyway_schema_history VALUES (3, '9', 'gone', 'SQL', 'V9__gone.sql', 7, 'me', {at}, 3, true);
              INSERT INTO flyway_schema_history VALUES (4, '9', 'gone', 'DELETE', 'V9__gone.sql', 7, 'me', {at}, 3, true);",
        dirty: Some((
            "UPDATE flyway_schema_history SET success = false WHERE installed_rank = 1",
            "UPDATE flyway_schema_history SET success = true WHERE installed_rank = 1",
        )),
        table: "flyway_schema_history",
    },
    History {
        tool: "atlas",
        file: "1_init.sql",
        next: "2_more.sql",
        verified: "checksum",
        sql: "CREATE TABLE atlas_schema_revisions (version VARCHAR(255) PRIMARY KEY, description VARCHAR(255) NOT NULL, type BIGINT NOT NULL DEFAULT 2, \
              applied BIGINT NOT NULL DEFAULT 0, total BIGINT NOT NULL DEFAULT 0, executed_at {time} NOT NULL, execution_time BIGINT NOT NULL, \
              error TEXT, error_stmt TEXT, hash VARCHAR(255) NOT NULL, partial_hashes TEXT, operator_version VARCHAR(255) NOT NULL);
              INSERT INTO atlas_schema_revisions VALUES ('.atlas_cloud_identifier', '', 2, 0, 0, {at}, 0, NULL, NULL, 'x', NULL, '');
              INSERT INTO atlas_schema_revisions VALUES ('1', 'init', 2, 1, 1, {at}, 5000000, NULL, NULL, \
              '4ZvCnTs5r0sCBdlfo133yC/YxYAuGBhfJjWRej1kUgk=', NULL, 'Atlas CLI v1.2.3');",
        dirty: Some((
            "UPDATE atlas_schema_revisions SET total = 2 WHERE version = '1'",
            "UPDATE atlas_schema_revisions SET total = 1 WHERE version = '1'",
        )),
        table: "atlas_schema_revisions",
    },
    History {
        tool: "dbmate",
        file: "20260131100000_init.sql",
        next: "20260201100000_more.sql",
        verified: "name",
        sql: "CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY);
              INSERT INTO schema_migrations VALUES ('20260131100000');",
        dirty: None,
        table: "schema_migrations",
    },
    History {
        tool: "goose",
        file: "00001_init.sql",
        next: "00002_more.sql",
        verified: "name",
        sql: "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY, version_id BIGINT NOT NULL, is_applied BOOLEAN NOT NULL, \
              tstamp TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
              INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (1, 0, true), (2, 1, true), (3, 2, true), (4, 2, false);",
        dirty: None,
        table: "goose_db_version",
    },
    History {
        tool: "golang-migrate",
        file: "000001_init.up.sql",
        next: "000002_more.up.sql",
        verified: "name",
        sql: "CREATE TABLE schema_migrations (version BIGINT NOT NULL PRIMARY KEY, dirty BOOLEAN NOT NULL);
              INSERT INTO schema_migrations VALUES (1, false);",
        dirty: Some((
            "UPDATE schema_migrations SET dirty = true",
            "UPDATE schema_migrations SET dirty = false",
        )),
        table: "schema_migrations",
    },
    History {
        tool: "drizzle",
        file: "0000_init.sql",
        next: "0001_more.sql",
        verified: "checksum",
        sql: "CREATE TABLE __drizzle_migrations (id INTEGER, hash TEXT NOT NULL, created_at BIGINT);
              INSERT INTO __drizzle_migrations VALUES (1, '1f3fb0035a049af0ffa5671f5739ba073a99aaa6d8cc6a789599c9fd9292821d', 1769853600000);",
        dirty: Some((
            "UPDATE __drizzle_migrations SET created_at = 7",
            "UPDATE __drizzle_migrations SET created_at = 1769853600000",
        )),
        table: "__drizzle_migrations",
    },
];

/// Only PostgreSQL has arrays.
pub(crate) const SUPABASE: History = History {
    tool: "supabase",
    file: "20260131100000_init.sql",
    next: "20260201100000_more.sql",
    verified: "content",
    sql: "CREATE SCHEMA supabase_migrations;
          CREATE TABLE supabase_migrations.schema_migrations (version TEXT NOT NULL PRIMARY KEY, statements TEXT[], name TEXT);
          INSERT INTO supabase_migrations.schema_migrations VALUES ('20260131100000', ARRAY['CREATE TABLE t (id INT)'], 'init');",
    dirty: None,
    table: "supabase_migrations.schema_migrations",
};
