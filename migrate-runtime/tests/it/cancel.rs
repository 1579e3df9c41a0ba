//! Runs that are dropped at every await, and connections that break at every turn of the talk: the
//! next run completes what is left, and nothing happens twice.

use std::future::{Future, poll_fn};
use std::task::Poll;

use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use migrate_runtime::{ErrorKind, Migrations};

use crate::kill::{STEPWISE, assert_complete, migrations};
use crate::look::{Cut, Proxy};
use crate::support::{Engine, Fresh, Result};

/// Transactional and not, and one more.
const COUNT: usize = 4;

/// How many are at it at once: most of the time a run waits for the lease of a dead one.
const AT_ONCE: usize = 10;

fn set(database: &Fresh) -> Migrations {
    let directive = match database.engine {
        // Behind a pooler a run waits a minute for the lease of one that stopped between two
        // statements.
        Engine::PgBouncer => "",
        _ => STEPWISE,
    };
    migrations(database.dialect(), COUNT, directive)
}

/// Drops a future that has been pending so often; whether it was, and how often it was pending.
async fn pending_at_most<F: Future + Unpin>(
    limit: usize,
    mut future: F,
) -> (Option<F::Output>, usize) {
    let mut count = 0;
    let output = poll_fn(|context| match future.poll_unpin(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if count == limit => Poll::Ready(None),
        Poll::Pending => {
            count += 1;
            Poll::Pending
        }
    });
    (output.await, count)
}

async fn dropped_at(engine: Engine, limit: usize) -> Result<usize> {
    let database = Fresh::new(engine).await?;
    let migrations = set(&database);
    let (output, count) = pending_at_most(limit, Box::pin(migrations.run(&database.url))).await;
    output.transpose()?;
    migrations.run(&database.url).await?;
    assert_complete(&database, COUNT).await?;
    Ok(count)
}

#[expect(clippy::print_stdout, reason = "how much was tried")]
async fn a_run_may_be_dropped_at_every_await(engine: Engine) -> Result {
    let awaits = dropped_at(engine, usize::MAX).await?;
    let all = stream::iter((0..awaits).map(|limit| dropped_at(engine, limit)));
    let all: Vec<usize> = all.buffer_unordered(AT_ONCE).try_collect().await?;
    println!("{engine:?}: dropped at {} awaits", all.len());
    Ok(())
}

async fn cut(engine: Engine, cut: Cut) -> Result {
    let database = Fresh::new(engine).await?;
    let proxy = Proxy::cutting(&database.url, Some(cut)).await?;
    let migrations = set(&database);
    if let Err(error) = migrations.run(&proxy.address).await {
        assert_eq!(error.kind(), ErrorKind::Connection, "{cut:?}: {error}");
    }
    migrations.run(&database.url).await?;
    assert_complete(&database, COUNT).await
}

#[expect(clippy::print_stdout, reason = "how much was tried")]
async fn a_connection_may_break_at_every_turn(engine: Engine) -> Result {
    let database = Fresh::new(engine).await?;
    let proxy = Proxy::new(&database.url).await?;
    let migrations = set(&database);
    migrations.run(&proxy.address).await?;
    let turns = proxy.turns();
    let cuts = (1..=turns).flat_map(|turn| [true, false].map(|forwards| Cut { turn, forwards }));
    let all = stream::iter(cuts.map(|one| cut(engine, one)));
    all.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    println!("{engine:?}: cut at {turns} turns");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_on_postgres() -> Result {
    a_run_may_be_dropped_at_every_await(Engine::Postgres).await
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_on_pgbouncer() -> Result {
    a_run_may_be_dropped_at_every_await(Engine::PgBouncer).await
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_on_sqlite() -> Result {
    a_run_may_be_dropped_at_every_await(Engine::Sqlite).await
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_on_mariadb() -> Result {
    a_run_may_be_dropped_at_every_await(Engine::Mariadb).await
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_on_postgres() -> Result {
    a_connection_may_break_at_every_turn(Engine::Postgres).await
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_on_pgbouncer() -> Result {
    a_connection_may_break_at_every_turn(Engine::PgBouncer).await
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_on_mariadb() -> Result {
    a_connection_may_break_at_every_turn(Engine::Mariadb).await
}
