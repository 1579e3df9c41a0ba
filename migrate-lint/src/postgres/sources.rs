//! What the migrations say. Reading them is most of the work and needs no schema state, so all
//! processors take part.

use migrate_directory::{Migration, on_all_processors};

use super::parser::{self, Source};
use crate::judge::begins_with;

/// What each statement of each migration says; errors are looked for in those that are judged.
pub(super) fn read(migrations: &[Migration], judged: &[bool]) -> Vec<Vec<Source>> {
    let work: Vec<(&Migration, bool)> = migrations.iter().zip(judged.iter().copied()).collect();
    on_all_processors(&work, |(migration, judged)| read_one(migration, *judged))
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
    !begins_with(sql, &NEVER)
}
