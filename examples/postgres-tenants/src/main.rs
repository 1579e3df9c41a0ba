//! Migrates the database at `DATABASE_URL` and shows how many documents row level security lets
//! each tenant see.

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::time::Duration;

use migrate_runtime::{Migrations, embed_migrations};
use sqlx::PgPool;

static MIGRATIONS: Migrations = embed_migrations!();

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL")
        .map_err(|_| "set `DATABASE_URL` to the URL of a PostgreSQL database")?;
    let report = MIGRATIONS
        .wait_for_database(Duration::from_secs(10))
        .run(&url)
        .await?;

    let pool = PgPool::connect(&url).await?;
    let mut stdout = io::stdout();
    writeln!(stdout, "migrations: {report}")?;
    for (tenant, documents) in documents_by_tenant(&pool).await? {
        writeln!(stdout, "{tenant}: {documents} documents")?;
    }
    Ok(())
}

/// The name of each tenant, with the number of documents that it can see.
async fn documents_by_tenant(pool: &PgPool) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let tenants: Vec<(i64, String)> = sqlx::query_as("SELECT id, name FROM tenants ORDER BY name")
        .fetch_all(pool)
        .await?;
    let mut counts = Vec::new();
    for (id, name) in tenants {
        let mut transaction = pool.begin().await?;
        sqlx::query("SELECT set_config('app.tenant_id', $1, true)")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        let count = sqlx::query_scalar("SELECT count(*) FROM documents")
            .fetch_one(&mut *transaction)
            .await?;
        counts.push((name, count));
    }
    Ok(counts)
}
