//! Many schemas, many databases.

use std::collections::BTreeSet;

use futures_util::StreamExt;
use migrate_directory::Dialect::Postgres as PG;
use migrate_runtime::{ErrorKind, Runner, Tenant};
use sqlx::postgres::PgPoolOptions;

use crate::support::{Postgres, Result, applied, drafts};

const FILES: [(&str, &str); 3] = [
    ("1_notes.sql", "CREATE TABLE notes (id INT, body TEXT);\n"),
    (
        "2_index.sql",
        "CREATE INDEX CONCURRENTLY notes_id ON notes (id);\n",
    ),
    (
        "3_fill.sql",
        "INSERT INTO notes VALUES (1, current_schema());\n",
    ),
];

/// How many migrations each tenant got, or the kind of its error.
async fn run(
    runner: Runner,
    tenants: Vec<Tenant>,
) -> Vec<(String, std::result::Result<usize, ErrorKind>)> {
    let results = runner.run_each(tenants, 16).map(|(tenant, result)| {
        let counted = result.map(|report| report.applied().len());
        (tenant, counted.map_err(|error| error.kind()))
    });
    results.collect().await
}

fn schemas(pool: &sqlx::PgPool, count: usize) -> Vec<Tenant> {
    (1..=count)
        .map(|number| Tenant::schema(pool, format!("t{number}")))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_schemas() -> Result {
    let database = Postgres::new().await?;
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .connect(&database.url)
        .await?;
    // One tenant has a table of that name already.
    database
        .execute("CREATE SCHEMA t250; CREATE TABLE t250.notes (other INT)")
        .await?;
    let migrations = drafts(PG, &FILES[..1]);
    let results = run(migrations.runner(), schemas(&pool, 500)).await;
    let names: BTreeSet<&str> = results.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), 500);
    for (name, result) in &results {
        let expected = if name == "t250" {
            Err(ErrorKind::Sql)
        } else {
            Ok(1)
        };
        assert_eq!(*result, expected, "{name}");
    }
    let tables = "SELECT count(*) FROM pg_tables WHERE tablename = 'notes'";
    assert_eq!(database.query(tables).await?, ["500"]);

    // Mended and run again, only that one has something to do.
    database.execute("DROP TABLE t250.notes").await?;
    let results = run(migrations.runner(), schemas(&pool, 500)).await;
    let behind: Vec<_> = results
        .into_iter()
        .filter(|(_, result)| *result != Ok(0))
        .collect();
    assert_eq!(behind, [("t250".to_owned(), Ok(1))]);
    let sets =
        "SELECT count(DISTINCT set_name) FROM _migrate.history WHERE set_name LIKE 'default/t%'";
    assert_eq!(database.query(sets).await?, ["500"]);
    Ok(())
}

/// Unqualified names mean the tenant's schema in every kind of migration, and nothing of that
/// stays.
#[tokio::test]
async fn names_mean_the_tenants_schema() -> Result {
    let database = Postgres::new().await?;
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect(&database.url)
        .await?;
    let migrations = drafts(PG, &FILES);
    let tenants = ["a", "b \"c\""].map(|schema| Tenant::schema(&pool, schema));
    for (tenant, result) in run(migrations.runner(), tenants.to_vec()).await {
        assert_eq!(result, Ok(3), "{tenant}");
    }
    let bodies = "SELECT body FROM a.notes UNION ALL SELECT body FROM \"b \"\"c\"\"\".notes";
    assert_eq!(database.query(bodies).await?, ["a", "b \"c\""]);
    let path: String = sqlx::query_scalar("SHOW search_path")
        .fetch_one(&pool)
        .await?;
    assert_eq!(path, "\"$user\", public");
    // The database itself is no tenant.
    assert_eq!(
        applied(&migrations.run(&pool).await?),
        ["1_notes", "2_index", "3_fill"]
    );
    Ok(())
}

/// PostgreSQL would cut the names, and both would mean one schema.
#[tokio::test]
async fn names_that_would_be_cut_are_refused() -> Result {
    let database = Postgres::new().await?;
    let pool = database.pool().await?;
    let long = "é".repeat(31);
    let names = [format!("{long}x"), format!("{long}xy"), format!("{long}xz")];
    let tenants = names.iter().map(|name| Tenant::schema(&pool, name));
    let runner = drafts(PG, &FILES).runner().to(1);
    for (name, result) in run(runner, tenants.collect()).await {
        let expected = if name == names[0] {
            Ok(1)
        } else {
            Err(ErrorKind::Refused)
        };
        assert_eq!(result, expected, "{name}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_databases() -> Result {
    let mut databases = Vec::new();
    for _ in 0..50 {
        databases.push(Postgres::new().await?);
    }
    let tenants = |broken: Option<usize>| -> Vec<Tenant> {
        let urls = databases.iter().enumerate().map(|(at, database)| {
            let url = if Some(at) == broken {
                database.url_as("nobody", "s3cret")
            } else {
                database.url.clone()
            };
            Tenant::database(format!("d{at}"), url)
        });
        urls.collect()
    };
    let migrations = drafts(PG, &FILES);
    let results = run(migrations.runner(), tenants(Some(7))).await;
    for (name, result) in &results {
        let expected = if name == "d7" {
            Err(ErrorKind::Connection)
        } else {
            Ok(3)
        };
        assert_eq!(*result, expected, "{name}");
    }
    let results = run(migrations.runner(), tenants(None)).await;
    let behind: Vec<_> = results
        .into_iter()
        .filter(|(_, result)| *result != Ok(0))
        .collect();
    assert_eq!(behind, [("d7".to_owned(), Ok(3))]);
    assert!(!format!("{:?}", tenants(Some(7))).contains("s3cret"));
    Ok(())
}
