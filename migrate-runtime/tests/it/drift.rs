//! A schema that was changed by hand.

use migrate_directory::Dialect::{self, Postgres as PG, Sqlite as LITE};
use migrate_runtime::command::Repair;
use migrate_runtime::{ErrorKind, OnDrift};

use crate::support::{Postgres, Result, Sqlite, applied, drafts, refused};

const FILES: [(&str, &str); 3] = [
    (
        "migrate.toml",
        "[drift]\nignore = [\"public.spare\", \"spare\"]\n",
    ),
    (
        "1_a.sql",
        "CREATE TABLE a (id INT PRIMARY KEY, n INT);\nCREATE INDEX a_n ON a (n);\n",
    ),
    ("2_b.sql", "CREATE TABLE b (id INT);\n"),
];

async fn drifts(
    dialect: Dialect,
    url: &str,
    by_hand: impl AsyncFn(&'static str) -> Result,
) -> Result {
    let first = drafts(dialect, &FILES[..2]);
    let error = refused(first.runner().drift(url).await)?;
    assert_eq!(error.kind(), ErrorKind::Refused);
    first.run(url).await?;
    let drift = first.runner().drift(url).await?;
    assert!(drift.differences().is_empty(), "{drift}");

    by_hand("ALTER TABLE a ADD COLUMN notes TEXT; CREATE TABLE spare (id INT)").await?;
    let drift = first.runner().drift(url).await?;
    let words = drift.to_string();
    assert_eq!(drift.differences().len(), 1, "{drift}");
    assert!(
        words.contains("a.notes") && words.ends_with("in the database, not in the migrations"),
        "{words}"
    );

    // Nothing is looked at unless something would be applied, or without being asked.
    let strict = first.runner().on_drift(OnDrift::Fail);
    assert!(strict.run(url).await?.applied().is_empty());
    let both = drafts(dialect, &FILES);
    let error = refused(both.runner().on_drift(OnDrift::Fail).run(url).await)?;
    assert_eq!(error.kind(), ErrorKind::Drift);
    assert!(error.to_string().contains("a.notes"), "{error}");
    let report = both.runner().on_drift(OnDrift::Warn).run(url).await?;
    assert_eq!(applied(&report), ["2_b"]);
    // What the last migration left is what is compared with.
    assert!(both.runner().drift(url).await?.differences().is_empty());

    // A repair is a new start, too.
    by_hand("DROP TABLE b").await?;
    assert_eq!(both.runner().drift(url).await?.differences().len(), 1);
    both.runner()
        .repair(url, Repair::MarkAbsent("2".to_owned()))
        .await?;
    assert!(both.runner().drift(url).await?.differences().is_empty());
    Ok(())
}

#[tokio::test]
async fn on_postgres() -> Result {
    let database = Postgres::new().await?;
    drifts(PG, &database.url, async |sql| database.execute(sql).await).await
}

#[tokio::test]
async fn on_sqlite() -> Result {
    let file = Sqlite::new()?;
    let by_hand = async |sql: &'static str| -> Result {
        sqlx::raw_sql(sql).execute(&file.pool().await?).await?;
        Ok(())
    };
    drifts(LITE, &file.url, by_hand).await
}
