//! What the migrations say. Reading them is most of the work and needs no schema state, so all
//! processors take part.

use std::num::NonZero;
use std::panic;
use std::thread;

use migrate_core::Migration;

use super::parser::{self, Source};

/// For fewer migrations a thread is not worth its start.
const LEAST: usize = 8;
/// What the main thread has on most systems: expressions may be deep.
const STACK: usize = 8 << 20;

/// What each statement of each migration says; errors are looked for in those that are judged.
pub(super) fn read(migrations: &[Migration], judged: &[bool]) -> Vec<Vec<Source>> {
    let work: Vec<(&Migration, bool)> = migrations.iter().zip(judged.iter().copied()).collect();
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let share = work.len().div_ceil(processors).max(LEAST);
    let (own, others) = work.split_at(share.min(work.len()));
    thread::scope(|scope| {
        let others: Vec<_> = others
            .chunks(share)
            .map(|share| {
                let builder = thread::Builder::new().stack_size(STACK);
                (share, builder.spawn_scoped(scope, || read_all(share)))
            })
            .collect();
        let mut sources = read_all(own);
        for (share, started) in others {
            sources.extend(match started.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(read)) => read,
                Ok(Err(panic)) => panic::resume_unwind(panic),
                // The system has no thread to give.
                Err(_) => read_all(share),
            });
        }
        sources
    })
}

fn read_all(migrations: &[(&Migration, bool)]) -> Vec<Vec<Source>> {
    let read = migrations.iter();
    read.map(|(migration, judged)| read_one(migration, *judged))
        .collect()
}

fn read_one(migration: &Migration, judged: bool) -> Vec<Source> {
    let statements = migration.split.statements.iter();
    let read = statements.map(|statement| {
        let sql = &migration.text[statement.text.clone()];
        if judged || may_matter(sql) {
            parser::parse(sql, statement.text.start, judged)
        } else {
            Source::default()
        }
    });
    read.collect()
}

/// Whether the statement can change the schema state beyond its own file.
fn may_matter(sql: &str) -> bool {
    const NEVER: [&str; 16] = [
        "INSERT", "UPDATE", "DELETE", "MERGE", "COMMENT", "GRANT", "REVOKE", "ANALYZE", "VACUUM",
        "REINDEX", "LOCK", "TRUNCATE", "COPY", "NOTIFY", "EXPLAIN", "CLUSTER",
    ];
    let first = sql
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    !NEVER.iter().any(|word| first.eq_ignore_ascii_case(word))
}
