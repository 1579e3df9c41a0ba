//! A boot with nothing to do, and what only reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use migrate_directory::Dialect::{Postgres as PG, Sqlite as LITE};
use migrate_runtime::ErrorKind;
use sqlx::{Connection, PgConnection};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Postgres, Result, STORED_SCHEMA, Sqlite, drafts, refused, variable};

const ONE: &[(&str, &str)] = &[("1_users.sql", "CREATE TABLE users (id INT);\n")];

/// A proxy that counts how often the talk turns from the client to the server.
pub(crate) struct Proxy {
    pub(crate) address: String,
    turns: Arc<AtomicUsize>,
    sent: Arc<AtomicUsize>,
}

/// When a proxy closes a connection: at the turn with this number, from 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    pub(crate) turn: usize,
    /// Whether the server hears what the client said.
    pub(crate) forwards: bool,
}

impl Proxy {
    pub(crate) async fn new(url: &str) -> Result<Self> {
        Self::cutting(url, None).await
    }

    pub(crate) async fn cutting(url: &str, cut: Option<Cut>) -> Result<Self> {
        let (_, rest) = url.split_once('@').ok_or("a user in the URL")?;
        let (server, _) = rest.split_once('/').ok_or("a database in the URL")?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = url.replace(server, &listener.local_addr()?.to_string());
        let turns = Arc::new(AtomicUsize::new(0));
        let sent = Arc::new(AtomicUsize::new(0));
        let server = server.to_owned();
        let counters = [turns.clone(), sent.clone()];
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(&server).await else {
                    return;
                };
                tokio::spawn(relay(client, server, counters.clone(), cut));
            }
        });
        Ok(Self {
            address,
            turns,
            sent,
        })
    }

    /// The turns since the last call.
    pub(crate) fn turns(&self) -> usize {
        self.turns.swap(0, Ordering::SeqCst)
    }

    /// How many bytes the clients sent.
    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

async fn relay(
    mut client: TcpStream,
    mut server: TcpStream,
    [turns, sent]: [Arc<AtomicUsize>; 2],
    cut: Option<Cut>,
) {
    let (mut up, mut down) = ([0; 8192], [0; 8192]);
    let mut clients_turn = false;
    loop {
        tokio::select! {
            read = client.read(&mut up) => match read {
                Ok(length @ 1..) => {
                    // Terminate (PostgreSQL) and COM_QUIT (MySQL) are not answered.
                    let ends = up[0] == b'X' || up[..length] == [1, 0, 0, 0, 1];
                    let turned = !clients_turn && !ends;
                    sent.fetch_add(length, Ordering::SeqCst);
                    let turn = turns.fetch_add(usize::from(turned), Ordering::SeqCst) + 1;
                    let cut = cut.filter(|cut| turned && cut.turn == turn);
                    let is_lost = cut.is_some_and(|cut| !cut.forwards);
                    if is_lost || server.write_all(&up[..length]).await.is_err() || cut.is_some() {
                        return;
                    }
                    clients_turn = true;
                }
                _ => return,
            },
            read = server.read(&mut down) => match read {
                Ok(length @ 1..) if client.write_all(&down[..length]).await.is_ok() => clients_turn = false,
                _ => return,
            },
        }
    }
}

#[tokio::test]
async fn nothing_to_do_is_one_round_trip() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, ONE);
    migrations.run(&database.url).await?;
    let proxy = Proxy::new(&database.url).await?;

    let mut connection = PgConnection::connect(&proxy.address).await?;
    let connecting = proxy.turns();
    migrations.run(&mut connection).await?;
    assert_eq!(proxy.turns(), 1, "with a connection");
    migrations.verify(&mut connection).await?;
    assert_eq!(proxy.turns(), 1, "to verify");

    migrations.run(&proxy.address).await?;
    assert_eq!(proxy.turns() - connecting, 1, "with a URL");

    let pool = sqlx::PgPool::connect(&proxy.address).await?;
    while pool.num_idle() == 0 {
        tokio::task::yield_now().await;
    }
    proxy.turns();
    migrations.run(&pool).await?;
    // The pool pings the connection when it has come back, which nobody waits for.
    let turns = proxy.turns();
    assert!((1..=2).contains(&turns), "with a pool: {turns}");
    Ok(())
}

#[tokio::test]
async fn one_more_migration_is_four_round_trips_more() -> Result {
    let database = Postgres::new().await?;
    drafts(PG, ONE).run(&database.url).await?;
    let proxy = Proxy::new(&database.url).await?;
    let mut connection = PgConnection::connect(&proxy.address).await?;
    proxy.turns();
    drafts(PG, &[ONE[0], ("2_more.sql", "SELECT 1;")])
        .run(&mut connection)
        .await?;
    let turns = proxy.turns();
    assert!(turns <= 5 + STORED_SCHEMA, "{turns}");
    Ok(())
}

#[tokio::test]
async fn a_role_that_may_only_read_is_enough() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, ONE);
    migrations.run(&database.url).await?;
    database
        .execute(&format!(
            "CREATE ROLE reader_{0} LOGIN; GRANT USAGE ON SCHEMA _migrate TO reader_{0}; GRANT SELECT ON ALL TABLES IN SCHEMA _migrate TO reader_{0};",
            database.url.rsplit('/').next().unwrap_or_default()
        ))
        .await?;
    let role = format!(
        "reader_{}",
        database.url.rsplit('/').next().unwrap_or_default()
    );
    let url = database.url_as(&role, "s3cret-word");
    assert!(migrations.run(&url).await?.applied().is_empty());
    migrations.verify(&url).await?;
    assert!(migrations.status(&url).await?.is_up_to_date());

    let more = drafts(PG, &[ONE[0], ("2_more.sql", "CREATE TABLE more (id INT);")]);
    let error = refused(more.run(&url).await)?;
    assert_eq!(error.kind(), ErrorKind::Permission);
    let text = error.to_string();
    assert!(
        text.contains("permission denied") && text.contains("grant the role"),
        "{text}"
    );
    assert!(!format!("{error:?} {error}").contains("s3cret"));
    let pending = refused(more.verify(&url).await)?;
    assert_eq!(pending.kind(), ErrorKind::Pending);
    assert!(
        pending.to_string().starts_with("1 pending: 2_more\n"),
        "{pending}"
    );
    Ok(())
}

#[tokio::test]
async fn a_read_only_transaction_is_enough() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, ONE);
    migrations.run(&database.url).await?;
    let mut connection = database.connect().await?;
    let mut transaction = connection.begin_with("BEGIN READ ONLY").await?;
    assert!(
        migrations
            .run(&mut *transaction)
            .await?
            .applied()
            .is_empty()
    );
    transaction.rollback().await?;
    Ok(())
}

#[tokio::test]
async fn status_plan_and_verify_create_nothing() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, ONE);
    assert_eq!(migrations.status(&database.url).await?.pending().count(), 1);
    assert_eq!(
        migrations.plan(&database.url).await?.migrations()[0].identity(),
        "1_users"
    );
    assert_eq!(
        refused(migrations.verify(&database.url).await)?.kind(),
        ErrorKind::Pending
    );
    assert_eq!(
        database
            .query("SELECT count(*) FROM pg_namespace WHERE nspname = '_migrate'")
            .await?,
        ["0"]
    );

    let file = Sqlite::new()?;
    let migrations = drafts(LITE, ONE);
    assert_eq!(migrations.status(&file.url).await?.pending().count(), 1);
    assert!(!std::path::Path::new(file.url.trim_start_matches("sqlite:")).exists());
    Ok(())
}

#[tokio::test]
async fn a_standby_is_no_place_for_what_is_pending() -> Result {
    let url = variable("MIGRATE_TEST_STANDBY")?;
    let migrations = drafts(PG, ONE);
    assert_eq!(migrations.status(&url).await?.pending().count(), 1);
    let error = refused(migrations.run(&url).await)?;
    assert_eq!(error.kind(), ErrorKind::Permission);
    assert_eq!(
        error.to_string(),
        "looking at the server: it is a standby, which can only be read\n  \
         = help: connect to the primary server: migrations are pending"
    );
    Ok(())
}

#[tokio::test]
async fn a_look_does_not_end_a_callers_transaction() -> Result {
    let database = Postgres::new().await?;
    let mut connection = database.connect().await?;
    let mut transaction = connection.begin().await?;
    let status = drafts(PG, ONE).status(&mut *transaction).await?;
    assert_eq!(status.pending().count(), 1);
    sqlx::raw_sql("SELECT 1").execute(&mut *transaction).await?;
    transaction.rollback().await?;
    Ok(())
}

#[tokio::test]
async fn an_idle_connection_that_the_server_ended_is_replaced() -> Result {
    let database = Postgres::new().await?;
    let migrations = drafts(PG, ONE);
    migrations.run(&database.url).await?;
    let pool = database.pool().await?;
    while pool.num_idle() == 0 {
        tokio::task::yield_now().await;
    }
    database
        .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        .await?;
    assert!(migrations.run(&pool).await?.applied().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_database_that_starts_later_is_waited_for() -> Result {
    let database = Postgres::new().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?.to_string();
    drop(listener);
    let (_, rest) = database.url.split_once('@').ok_or("a user")?;
    let (server, _) = rest.split_once('/').ok_or("a database")?;
    let (server, url) = (server.to_owned(), database.url.replace(server, &address));
    let migrations = drafts(PG, ONE);
    assert_eq!(
        refused(migrations.run(&url).await)?.kind(),
        ErrorKind::Connection
    );
    let waiting = tokio::spawn(async move {
        migrations
            .wait_for_database(Duration::from_mins(1))
            .run(&url)
            .await
    });
    tokio::task::yield_now().await;
    let listener = TcpListener::bind(&address).await?;
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let Ok(server) = TcpStream::connect(&server).await else {
                return;
            };
            tokio::spawn(relay(client, server, Default::default(), None));
        }
    });
    assert_eq!(waiting.await??.applied().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_password_is_in_no_error() -> Result {
    let migrations = drafts(PG, ONE);
    for url in [
        "postgres://me:s3cret@127.0.0.1:1/x",
        "postgres://me:s3cret@127.0.0.1:x/x",
        "postgres://me:s3cret@[::1/x",
        "me:s3cret@localhost",
        "mongodb://me:s3cret@localhost/x",
    ] {
        let error = refused(migrations.run(url).await)?;
        let mut text = format!("{error} {error:?}");
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            text = format!("{text} {cause} {cause:?}");
            source = cause.source();
        }
        assert!(!text.contains("s3cret"), "{text}");
    }
    Ok(())
}
