use std::borrow::Cow;

use migrate_directory::{Checksum, Layout};
use migrate_runtime::command::Verified;

use crate::place::Place;

/// A migration of the directory, as other tools see its file.
pub(super) struct File {
    pub(super) identity: String,
    /// The version, if its name has one.
    pub(super) version: Option<i64>,
    /// The path relative to the package; that of the lock if the file was deleted.
    pub(super) path: String,
    /// The name of the file without its suffix, or the name of its folder.
    pub(super) stem: String,
    /// The folder of the file before it was consolidated. Empty if that was the directory itself.
    pub(super) home: String,
    /// `None` if it was consolidated and its file was deleted.
    pub(super) texts: Option<Texts>,
    /// The checksums in the lock, if it was consolidated.
    pub(super) sealed: Vec<Checksum>,
    pub(super) role: Role,
}

/// The text of a file.
pub(super) struct Texts {
    /// As on disk.
    pub(super) raw: String,
    /// Normalised, as for the checksum in the lock.
    pub(super) normalised: String,
}

/// The part that a file plays in its directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A migration.
    Migration,
    /// A migration that replaces others.
    Baseline,
    /// A migration that a baseline replaced.
    Replaced,
}

/// The proof that a tool has applied a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Proven {
    pub(crate) by: Verified,
    /// A difference that was ignored.
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

/// The migrations of a directory, in order.
pub(super) fn current(place: &Place) -> impl Iterator<Item = File> {
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
    /// Tries texts of the file until one has the tool's checksum: unchanged, with other line
    /// endings, or with the tool's directives instead of those of migrate.
    pub(super) fn checksum(&self, is: impl Fn(&str) -> bool) -> Option<Proven> {
        let proven = Proven::by(Verified::Checksum);
        let texts = self.texts.as_ref()?;
        if is(&texts.raw) {
            return Some(proven);
        }
        let text = &texts.normalised;
        if line_ends(text).iter().any(|variant| is(variant)) {
            return Some(proven.but("line endings"));
        }
        let notations = other_notations(text);
        let mut variants = notations.iter().flat_map(|text| line_ends(text));
        variants
            .any(|variant| is(&variant))
            .then(|| proven.but("directives"))
    }
}

/// A text with both kinds of line endings, with and without a byte order mark.
fn line_ends(text: &str) -> [Cow<'_, str>; 4] {
    let windows = text.replace('\n', "\r\n");
    [
        Cow::Borrowed(text),
        Cow::Owned(format!("\u{feff}{text}")),
        Cow::Owned(format!("\u{feff}{windows}")),
        Cow::Owned(windows),
    ]
}

/// A text without the directives of migrate: with those of sqlx or Atlas instead, or with none.
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
