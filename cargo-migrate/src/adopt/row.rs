use std::time::Duration;

use migrate_directory::Checksum;
use migrate_runtime::command::Verified;

use super::file::{File, Proven};

/// A row of another tool's history.
pub(super) struct Row {
    /// The tool's name of the migration.
    pub(super) name: String,
    pub(super) says: Says,
    pub(super) finished_at: Option<String>,
    pub(super) duration: Option<Duration>,
}

/// What a row says about its migration.
pub(super) enum Says {
    /// It was applied.
    Applied { key: Key, proof: Proof },
    /// The row does not tell what is in the database: what is wrong, and what to do.
    Refused { message: String, help: String },
    /// The row is not about a file, for this reason.
    LeftOut(&'static str),
}

/// How to find the file of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Version(i64),
    /// The name of the file without its suffix, or the name of its folder.
    Stem(String),
}

/// Proves that a file was applied. `None` if it was not.
pub(super) type Proof = Box<dyn Fn(&File) -> Option<Proven>>;

impl Row {
    pub(super) fn new(name: impl Into<String>, says: Says) -> Self {
        Self {
            name: name.into(),
            says,
            finished_at: None,
            duration: None,
        }
    }

    /// A migration that another tool's baseline covers, and that has no row of its own.
    pub(super) fn in_baseline(stem: &str, version: i64) -> Self {
        let says = Says::by_name(Key::Version(version));
        Self::new(format!("{stem} (in the baseline)"), says)
    }

    pub(super) fn finished_at(self, finished_at: Option<String>) -> Self {
        Self {
            finished_at,
            ..self
        }
    }

    pub(super) fn duration(self, duration: Option<Duration>) -> Self {
        Self { duration, ..self }
    }
}

impl Says {
    /// Applied. The tool stores nothing to compare the file with.
    pub(super) fn by_name(key: Key) -> Self {
        let proof: Proof = Box::new(|_| Some(Proven::by(Verified::Name)));
        Self::Applied { key, proof }
    }

    /// Applied. `is` tells whether a text has the tool's checksum.
    pub(super) fn by_checksum(key: Key, is: impl Fn(&str) -> bool + 'static) -> Self {
        let proof: Proof = Box::new(move |file| file.checksum(&is));
        Self::Applied { key, proof }
    }

    /// The same for a tool that stores SHA-256, as the lock does: a deleted file is verified with
    /// its checksum in the lock.
    pub(super) fn by_sha256(key: Key, checksum: String) -> Self {
        let proof: Proof = Box::new(move |file| {
            let is_sealed = file.sealed.iter().any(|one| one.to_string() == checksum);
            let by_text = file.checksum(|text| Checksum::of(text).to_string() == checksum);
            by_text.or_else(|| is_sealed.then(|| Proven::by(Verified::Checksum)))
        });
        Self::Applied { key, proof }
    }

    pub(super) fn refused(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Refused {
            message: message.into(),
            help: help.into(),
        }
    }

    /// The version is not a number.
    pub(super) fn unknown(version: &str) -> Self {
        Self::refused(
            format!("`{version}` cannot be the version of a file"),
            "change the version of the file and of its row to a number; or replace the files with one \
             baseline (`cargo migrate consolidate`) and record it with `cargo migrate baseline`",
        )
    }
}

impl Key {
    /// The key for a version of digits, which may have leading zeros and date separators.
    pub(super) fn version(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|one| *one != '-').collect();
        digits.parse().ok().map(Self::Version)
    }
}
