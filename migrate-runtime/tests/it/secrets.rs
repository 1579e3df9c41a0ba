//! The password of a URL is in no error, no event and no `Debug`.

use std::error::Error as StdError;
use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::StreamExt;
use migrate_runtime::{ErrorKind, Migrations, Tenant};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{Engine, Fresh, Mariadb, Result, drafts, refused};

/// As a URL writes it, and as it is.
const PASSWORD: &str = "s3cr%65t-w%6Frd";
const WRITTEN: [&str; 3] = [PASSWORD, "s3cret", "w%6Frd"];

const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const BROKEN: (&str, &str) = ("2_b.sql", "INSERT INTO nope VALUES (1);\n");

/// What is written to the log at any level, by anybody.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn add(&self, text: impl Debug) {
        if let Ok(mut log) = self.0.lock() {
            // Writing to a string does not fail.
            let _ = writeln!(log, "{text:?}");
        }
    }

    fn text(&self) -> Result<String> {
        Ok(self.0.lock().map_err(|error| error.to_string())?.clone())
    }
}

impl Visit for &Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add((field.name(), value));
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add(span.metadata().name());
        span.record(&mut &*self);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut &*self);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add((event.metadata().level(), event.metadata().target()));
        event.record(&mut &*self);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// An error with all its causes, as `Display` and as `Debug`.
fn everything(error: &dyn StdError) -> String {
    let mut text = String::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        text = format!("{text}{cause}\n{cause:?}\n");
        next = cause.source();
    }
    text
}

/// Uses every way to say something about `url`, and keeps what was said.
async fn say_all(database: &Fresh, url: &str, log: &Log) -> Result {
    let dialect = database.dialect();
    let migrations = drafts(dialect, &[A]);
    log.add(migrations);
    log.add(migrations.runner());
    log.add(migrations.iter().collect::<Vec<_>>());
    log.add(refused(migrations.verify(url).await)?);
    log.add(migrations.plan(url).await?);
    log.add(migrations.run(url).await?);
    log.add(migrations.status(url).await?);
    match migrations.runner().drift(url).await {
        Ok(drift) => log.add(drift),
        Err(error) => log.add(everything(&error)),
    }
    log.add(migrations.runner().foreign_histories(url).await?);

    let mut errors = vec![
        drafts(dialect, &[A, BROKEN]).run(url).await.err(),
        drafts(dialect, &[BROKEN]).run(url).await.err(),
        migrations.runner().undo_to(url, 0).await.err(),
        drafts(other(dialect), &[A]).run(url).await.err(),
    ];
    let tenant = Tenant::database("one", url);
    log.add(&tenant);
    let mut results = drafts(dialect, &[A, BROKEN]).runner().run_each([tenant], 1);
    while let Some((name, result)) = results.next().await {
        log.add(name);
        errors.push(result.err());
    }
    for error in errors {
        log.add(everything(&error.ok_or("should have failed")?));
    }
    Ok(())
}

fn other(dialect: migrate_directory::Dialect) -> migrate_directory::Dialect {
    match dialect {
        migrate_directory::Dialect::Sqlite => migrate_directory::Dialect::Postgres,
        _ => migrate_directory::Dialect::Sqlite,
    }
}

/// URLs that lead nowhere, or cannot be read.
async fn say_what_is_wrong_with(urls: &[String], migrations: Migrations, log: &Log) -> Result {
    for url in urls {
        let error = refused(migrations.run(url).await)?;
        assert!(
            matches!(error.kind(), ErrorKind::Connection | ErrorKind::Usage),
            "{url}: {error}"
        );
        log.add(everything(&error));
        let waiting = migrations.wait_for_database(Duration::from_millis(1));
        log.add(everything(&refused(waiting.run(url).await)?));
    }
    Ok(())
}

fn assert_silent(log: &Log) -> Result {
    let text = log.text()?;
    // The log is that of the whole thread.
    assert!(
        text.contains("nothing to do") || text.contains("migrate"),
        "{text}"
    );
    for word in WRITTEN {
        assert!(!text.contains(word), "{text}");
    }
    Ok(())
}

/// The same URL with what a person may get wrong.
fn wrong(url: &str) -> Vec<String> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (user, place) = rest.split_once('@').unwrap_or(("", rest));
    let (server, database) = place.split_once('/').unwrap_or((place, ""));
    vec![
        format!("{scheme}://{user}@127.0.0.1:1/{database}"),
        format!("{scheme}://{user}@127.0.0.1:x/{database}"),
        format!("{scheme}://{user}@[::1/{database}"),
        format!("{scheme}://{user}@{server}/no_such_database_of_ours"),
        format!("{scheme}://{user}@{server}/{database}?ssl-mode={PASSWORD}&sslmode={PASSWORD}"),
        format!("{user}@{server}/{database}"),
        format!("mongodb://{user}@{server}/{database}"),
        format!("{scheme}://127.0.0.1:1/{database}?password={PASSWORD}"),
    ]
}

#[tokio::test]
async fn on_postgres() -> Result {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    for engine in [Engine::Postgres, Engine::PgBouncer] {
        let database = Fresh::new(engine).await?;
        let url = database
            .url
            .replace("postgres@", &format!("postgres:{PASSWORD}@"));
        say_all(&database, &url, &log).await?;
        let migrations = drafts(database.dialect(), &[A]);
        say_what_is_wrong_with(&wrong(&url), migrations, &log).await?;
    }
    assert_silent(&log)
}

#[tokio::test]
async fn on_mariadb() -> Result {
    let database = Fresh::new(Engine::Mariadb).await?;
    let account = "u".to_owned() + database.url.rsplit('/').next().unwrap_or_default();
    let mut admin = Mariadb::new().await?.connect().await?;
    let grant =
        format!("CREATE USER {account} IDENTIFIED BY 's3cret-word'; GRANT ALL ON *.* TO {account}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(grant))
        .execute(&mut admin)
        .await?;
    let url = database
        .url
        .replace("root@", &format!("{account}:{PASSWORD}@"));
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    say_all(&database, &url, &log).await?;
    let mut urls = wrong(&url);
    urls.push(database.url.replace("root@", &format!("root:{PASSWORD}@")));
    say_what_is_wrong_with(&urls, drafts(database.dialect(), &[A]), &log).await?;
    assert_silent(&log)
}
