use std::borrow::Cow;

use migrate_directory::{Checksum, Layout};
use migrate_runtime::command::Verified;

use super::archive::archived;
use crate::failure::Failure;
use crate::place::Place;

/// A migration of the directory, as the tools see its file.
pub(super) struct File {
    pub(super) identity: String,
    /// The version, if its name has one.
    pub(super) version: Option<i64>,
    /// Relative to the package; the lock's, where the file is gone.
    pub(super) path: String,
    /// The file's name without its suffix, or its folder's.
    pub(super) stem: String,
    /// The folder in which it was before it was consolidated; empty if it is the directory itself.
    pub(super) home: String,
    /// Nothing if it was consolidated and its file is gone.
    pub(super) texts: Option<Texts>,
    /// What the lock has of it, if it was consolidated.
    pub(super) sealed: Vec<Checksum>,
    pub(super) role: Role,
}

/// What a file says.
pub(super) struct Texts {
    /// As it is on disk.
    pub(super) raw: String,
    /// As our checksum is of.
    pub(super) normalised: String,
}

/// What a file is in its directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A migration.
    Migration,
    /// A migration that stands for others.
    Baseline,
    /// One of those others.
    Replaced,
}

/// That a file is what a tool has applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Proven {
    pub(crate) by: Verified,
    /// What had to be looked past.
    pub(crate) but: Option<&'static str>,
}

impl Proven {
    pub(super) fn by(by: Verified) -> Self {
        Self { by, but: None }
    }

    pub(super) fn but(self, but: &'static str) -> Self {
        Self {
            but: Some(but),
            ..self
        }
    }
}

/// The migrations of a directory, in order; before them those that a baseline replaces.
pub(super) fn all(place: &Place) -> Result<Vec<File>, Failure> {
    let mut files = archived(place)?;
    files.extend(current(place));
    Ok(files)
}

fn current(place: &Place) -> impl Iterator<Item = File> {
    let lines = place.directory.lock.iter().flat_map(|lock| &lock.sealed);
    let baselines = lines.filter(|line| !line.replaces.is_empty());
    let baselines: Vec<String> = baselines.map(migrate_directory::Sealed::identity).collect();
    place.directory.migrations.iter().map(move |migration| {
        let entry = place.entry(&migration.path);
        let stem = match entry.split_once('/') {
            Some((folder, _)) if migration.layout == Layout::Folder => folder,
            _ => {
                let stem = entry.strip_suffix(".sql").unwrap_or(entry);
                stem.strip_suffix(".up").unwrap_or(stem)
            }
        };
        let raw = place.snapshot.text(entry).unwrap_or(&migration.text);
        let identity = migration.identity();
        File {
            version: Some(migration.version),
            path: migration.path.clone(),
            stem: stem.to_owned(),
            home: String::new(),
            texts: Some(Texts {
                raw: raw.to_owned(),
                normalised: migration.text.clone(),
            }),
            sealed: Vec::new(),
            role: if baselines.contains(&identity) {
                Role::Baseline
            } else {
                Role::Migration
            },
            identity,
        }
    })
}

impl File {
    /// Whether a text of the file has the tool's checksum: the file as it is, with other line ends, or
    /// with the tool's notation in place of ours.
    pub(super) fn checksum(&self, is: impl Fn(&str) -> bool) -> Option<Proven> {
        let proven = Proven::by(Verified::Checksum);
        let texts = self.texts.as_ref()?;
        if is(&texts.raw) {
            return Some(proven);
        }
        let text = &texts.normalised;
        if line_ends(text).iter().any(|variant| is(variant)) {
            return Some(proven.but("other line ends"));
        }
        let notations = other_notations(text);
        let mut variants = notations.iter().flat_map(|text| line_ends(text));
        variants
            .any(|variant| is(&variant))
            .then(|| proven.but("another tool's directive"))
    }
}

/// A text with each kind of line ends, with and without a byte order mark.
fn line_ends(text: &str) -> [Cow<'_, str>; 4] {
    let windows = text.replace('\n', "\r\n");
    [
        Cow::Borrowed(text),
        Cow::Owned(format!("\u{feff}{text}")),
        Cow::Owned(format!("\u{feff}{windows}")),
        Cow::Owned(windows),
    ]
}

/// A text as it was before it got our directives: with those of sqlx or Atlas, or with none.
pub(super) fn other_notations(text: &str) -> Vec<String> {
    const OURS: &str = "-- migrate: transaction(none)\n";
    let mut texts = Vec::new();
    if let Some(rest) = text.strip_prefix(OURS) {
        texts.push(format!("-- no-transaction\n{rest}"));
        texts.push(format!("-- atlas:txmode none\n{rest}"));
    }
    let without: String = text
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("-- migrate: "))
        .collect();
    if without != text {
        texts.push(without);
    }
    texts
}
