use std::time::Duration;

use migrate_directory::Checksum;
use migrate_runtime::command::Verified;

use super::file::{File, Proven};

/// A row of another tool's history, understood.
pub(super) struct Row {
    /// What the tool calls the migration.
    pub(super) name: String,
    pub(super) says: Says,
    pub(super) finished_at: Option<String>,
    pub(super) duration: Option<Duration>,
}

/// What a row says of its migration.
pub(super) enum Says {
    /// It was applied.
    Applied { key: Key, proof: Proof },
    /// Nobody knows what is in the database: what is wrong, and what to do.
    Refused { message: String, help: String },
    /// Nothing that concerns a file; why.
    LeftOut(&'static str),
}

/// How the file of a row is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Version(i64),
    /// The file's name without its suffix, or its folder's.
    Stem(String),
}

/// Whether a file is what was applied. `None`: it is not.
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
    /// Applied, and the tool has stored nothing to compare a file with.
    pub(super) fn by_name(key: Key) -> Self {
        let proof: Proof = Box::new(|_| Some(Proven::by(Verified::Name)));
        Self::Applied { key, proof }
    }

    /// Applied; a text has the tool's checksum or not.
    pub(super) fn by_checksum(key: Key, is: impl Fn(&str) -> bool + 'static) -> Self {
        let proof: Proof = Box::new(move |file| file.checksum(&is));
        Self::Applied { key, proof }
    }

    /// The same of a tool that stores what our lock has, but for line ends: a file that is gone is known by that.
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

    /// The version is no number that a file here can have.
    pub(super) fn unknown(version: &str) -> Self {
        Self::refused(
            format!("`{version}` is no version that a file here can have"),
            "give its file a version of digits, and its row the same one with the tool's own means; or make one baseline of the \
             files with `cargo migrate consolidate`, and record it with `cargo migrate baseline`",
        )
    }
}

impl Key {
    /// Of a version in digits, whatever leading zeros and date separators it has.
    pub(super) fn version(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|one| *one != '-').collect();
        digits.parse().ok().map(Self::Version)
    }
}
