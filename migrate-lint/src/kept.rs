//! What is kept of a schema state between runs.

use migrate_directory::{Chain, Migration};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a kept state belongs to: the state behind so many migrations, as this version reads them.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    migrations: usize,
    chain: [u8; 32],
    version: String,
    /// How they are read, where that is set.
    reading: u32,
}

impl Key {
    fn of(migrations: &[Migration], reading: u32) -> Self {
        let chain = migrations.iter().fold(Chain::start(), |chain, migration| {
            chain.then(&migration.identity(), migration.checksum.as_bytes())
        });
        Self {
            migrations: migrations.len(),
            chain: *chain.head().as_bytes(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            reading,
        }
    }
}

/// The state behind the migrations.
pub(crate) fn save(
    state: &impl Serialize,
    migrations: &[Migration],
    reading: u32,
) -> Option<Vec<u8>> {
    postcard::to_allocvec(&(Key::of(migrations, reading), state)).ok()
}

/// The state behind the first of the migrations, and how many those are; `None` if it belongs to others.
pub(crate) fn restore<T: DeserializeOwned>(
    known: Option<&[u8]>,
    migrations: &[Migration],
    reading: u32,
) -> Option<(T, usize)> {
    let (key, rest) = postcard::take_from_bytes::<Key>(known?).ok()?;
    let count = key.migrations;
    let is_same = Key::of(migrations.get(..count)?, reading) == key;
    let state = is_same.then(|| postcard::from_bytes(rest).ok())?;
    Some((state?, count))
}

#[cfg(test)]
mod tests {
    use migrate_directory::{Dialect, Directory, Settings, Snapshot};

    use super::*;

    fn migrations(texts: &[&str]) -> Vec<Migration> {
        let names: Vec<String> = (1..=texts.len())
            .map(|one| format!("{one}_a.sql"))
            .collect();
        let files = names.iter().map(String::as_str).zip(texts.iter().copied());
        let settings = Settings {
            dialect: Some(Dialect::Postgres),
            dialects: Vec::new(),
            release: false,
        };
        Directory::new(&Snapshot::of("m", files), &settings).migrations
    }

    #[test]
    fn a_state_serves_those_that_begin_with_its_migrations() {
        let two = migrations(&["SELECT 1;", "SELECT 2;"]);
        let kept = save(&"state", &two, 8).unwrap();
        let restored =
            |migrations: &[Migration], reading| restore::<String>(Some(&kept), migrations, reading);
        let known = Some(("state".to_owned(), 2));
        assert_eq!(restored(&two, 8), known);
        assert_eq!(
            restored(&migrations(&["SELECT 1;", "SELECT 2;", "SELECT 3;"]), 8),
            known
        );
        assert_eq!(restored(&migrations(&["SELECT 1;", "SELECT 3;"]), 8), None);
        assert_eq!(restored(&two[..1], 8), None);
        assert_eq!(restored(&two, 9), None);
        assert_eq!(restore::<String>(Some(b"?"), &two, 8), None);
        assert_eq!(restore::<String>(None, &two, 8), None);
    }
}
