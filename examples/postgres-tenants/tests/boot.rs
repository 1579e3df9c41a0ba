//! Starts several replicas at the same time on an empty database.

use std::process::{Child, Command, Stdio};

use sqlx::{AssertSqlSafe, Connection, PgConnection};

type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[tokio::test]
async fn eight_processes_at_once_twenty_times() -> Result {
    let server = std::env::var("MIGRATE_TEST_POSTGRES")
        .map_err(|_| "no PostgreSQL server: run the tests with `cargo xtask test`")?;
    let (base, _) = server.rsplit_once('/').ok_or("a URL with a database")?;
    let mut admin = PgConnection::connect(&server).await?;
    for round in 0..20 {
        let database = format!("tenants{}_{round}", std::process::id());
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {database}")))
            .execute(&mut admin)
            .await?;
        let url = format!("{base}/{database}");
        let replicas: Vec<Child> = (0..8).map(|_| start(&url)).collect::<Result<_>>()?;
        let applied: Vec<usize> = replicas.into_iter().map(applied).collect::<Result<_>>()?;
        assert_eq!(applied.iter().sum::<usize>(), 4, "{applied:?}");

        let mut connection = PgConnection::connect(&url).await?;
        let valid: Vec<bool> = sqlx::query_scalar(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'documents_by_tenant'::regclass",
        )
        .fetch_all(&mut connection)
        .await?;
        assert_eq!(valid, [true]);
        let done: i64 =
            sqlx::query_scalar("SELECT count(*) FROM _migrate.history WHERE state = 'applied'")
                .fetch_one(&mut connection)
                .await?;
        assert_eq!(done, 4);
    }
    Ok(())
}

fn start(url: &str) -> Result<Child> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_postgres-tenants"));
    command
        .env("DATABASE_URL", url)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    Ok(command.spawn()?)
}

/// How many migrations a replica applied.
fn applied(replica: Child) -> Result<usize> {
    let output = replica.wait_with_output()?;
    let said = String::from_utf8(output.stdout)?;
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let count = said
        .strip_prefix("migrations: ")
        .and_then(|said| said.split(' ').next());
    Ok(count.ok_or("no report")?.parse()?)
}
