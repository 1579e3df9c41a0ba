//! The loop that judges the migrations of a directory. It is the same for every database; a
//! [`Database`] says what differs.

use std::borrow::Cow;

use migrate_directory::{Directory, Migration, Queries, UsedQuery};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::finding::{Finding, Found};
use crate::kept;
use crate::still_used::Removal;

/// A directory as the rules for one database see it.
pub(crate) struct Work<'d> {
    pub(crate) directory: &'d Directory,
    /// Whether each migration is judged.
    pub(crate) judged: &'d [bool],
    /// The number of the first one.
    pub(crate) first: usize,
    /// Whether each migration is a draft; empty without a lock.
    pub(crate) drafts: Vec<bool>,
    /// What an earlier run kept of the schema state.
    known: Option<&'d [u8]>,
    /// The queries of the service, if there are any.
    pub(crate) queries: Option<&'d Queries>,
}

/// A database: the schema state that migrations build up, and how one migration is judged by it.
pub(crate) trait Database<'w>: Sized {
    /// What is kept of the schema state between runs.
    type Saved: Clone + Serialize + DeserializeOwned;
    /// What is known of one migration while it is read.
    type File;
    /// What is known of the queries before a statement takes something away from them.
    type Before;
    /// Why the database gives no verdict.
    type Error;

    /// How migrations are read. A state that was kept of another reading is not used.
    fn reading(_work: &Work<'_>) -> u32 {
        0
    }

    /// The state before the migration with the number `start`; `None` if the database cannot
    /// restore it, or cannot start.
    fn start(work: &'w Work<'w>, start: usize, saved: Option<Self::Saved>) -> Option<Self>;

    fn save(&mut self) -> Option<Cow<'_, Self::Saved>>;

    /// Begins the migration with that number.
    fn begin(&mut self, number: usize) -> Self::File;

    /// Builds up the state alone. What is referred to must have been there.
    fn replay(&mut self, file: &mut Self::File, migration: &Migration) -> Result<(), Self::Error>;

    /// Judges each statement. `removals` are added to by those that take something away from the
    /// queries of the service.
    fn judge(
        &mut self,
        file: &mut Self::File,
        migration: &Migration,
        removals: &mut Vec<Removal<'w, Self::Before>>,
    ) -> Result<(), Self::Error>;

    /// From here on nothing that is not known is wrong.
    fn lose_sight(&mut self);

    /// Ends the migration: what it does wrong.
    fn end(&mut self, file: Self::File) -> Result<Vec<Finding>, Self::Error>;

    /// The queries that worked before the removal and do not now, if that can be known.
    fn lacking(&self, removal: &mut Removal<'w, Self::Before>) -> Vec<&'w UsedQuery>;
}

impl<'d> Work<'d> {
    pub(crate) fn new(
        directory: &'d Directory,
        judged: &'d [bool],
        known: Option<&'d [u8]>,
        queries: Option<&'d Queries>,
    ) -> Self {
        let migrations = directory.migrations.iter();
        let first = judged.iter().position(|judged| *judged);
        let locked = migrations.filter(|_| directory.lock.is_some());
        Self {
            directory,
            judged,
            first: first.unwrap_or(judged.len()),
            drafts: locked.map(|one| !one.sealed).collect(),
            known,
            queries: queries.filter(|one| !one.queries.is_empty()),
        }
    }

    /// Whether other sets of migrations may have made tables in the same database.
    pub(crate) fn is_shared(&self) -> bool {
        let lock = self.directory.lock.as_ref();
        lock.is_some_and(|lock| lock.set != "default")
    }
}

/// Judges the migrations that are to be judged; the others build up the schema state. `None` if the
/// database cannot start.
pub(crate) fn judge<'w, D: Database<'w>>(work: &'w Work<'w>) -> Option<Found> {
    let migrations = &work.directory.migrations;
    let first = work.first;
    let before = &migrations[..first];
    let reading = D::reading(work);
    let known = kept::restore(work.known, before, reading);
    let known = known.and_then(|(saved, start)| Some((D::start(work, start, Some(saved))?, start)));
    let (mut database, start) = match known {
        Some(known) => known,
        None => (D::start(work, 0, None)?, 0),
    };
    let mut found = Found {
        findings: vec![Vec::new(); start],
        state: None,
    };
    let mut removals = Vec::new();
    for number in start..migrations.len() {
        if number == first && start < first {
            let saved = database.save();
            found.state = saved.and_then(|saved| kept::save(&*saved, before, reading));
        }
        let mut taken = Vec::new();
        let findings = migration(&mut database, work, number, &mut taken);
        found.findings.push(findings.unwrap_or_else(|_| {
            // A database that gives no verdict does not know the state after the migration.
            database.lose_sight();
            Vec::new()
        }));
        removals.push(taken);
    }
    // What a later migration brings back is no loss.
    for (findings, removals) in found.findings[start..].iter_mut().zip(removals) {
        for mut removal in removals {
            let lacking = database.lacking(&mut removal);
            let queries = work.queries.into_iter();
            findings.extend(queries.filter_map(|all| removal.finding(&lacking, all)));
        }
    }
    Some(found)
}

fn migration<'w, D: Database<'w>>(
    database: &mut D,
    work: &'w Work<'w>,
    number: usize,
    removals: &mut Vec<Removal<'w, D::Before>>,
) -> Result<Vec<Finding>, D::Error> {
    let migration = &work.directory.migrations[number];
    let mut file = database.begin(number);
    if work.judged[number] {
        database.judge(&mut file, migration, removals)?;
    } else {
        database.replay(&mut file, migration)?;
    }
    if !migration.split.problems.is_empty() {
        database.lose_sight();
    }
    database.end(file)
}

/// Whether the statement begins with one of the words.
#[cfg(any(feature = "mysql", feature = "postgres"))]
pub(crate) fn begins_with(sql: &str, words: &[&str]) -> bool {
    let mut parts = sql.split(|letter: char| !letter.is_ascii_alphabetic());
    let first = parts.next().unwrap_or_default();
    words.iter().any(|word| first.eq_ignore_ascii_case(word))
}
