//! The schema state before the first migration that is judged, kept between runs.

use migrate_core::{Chain, Migration};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a kept state belongs to: these migrations, read by this version.
pub(crate) fn key(migrations: &[Migration]) -> Vec<u8> {
    let chain = migrations.iter().fold(Chain::start(), |chain, migration| {
        chain.then(&migration.identity(), &migration.checksum)
    });
    let mut key = chain.head().as_bytes().to_vec();
    key.extend(env!("CARGO_PKG_VERSION").bytes());
    key
}

pub(crate) fn save(state: &impl Serialize, key: &[u8]) -> Option<Vec<u8>> {
    postcard::to_allocvec(&(key, state)).ok()
}

pub(crate) fn restore<T: DeserializeOwned>(known: &[u8], key: &[u8]) -> Option<T> {
    let (kept, rest) = postcard::take_from_bytes::<Vec<u8>>(known).ok()?;
    (kept == key).then(|| postcard::from_bytes(rest).ok())?
}
