use std::borrow::Cow;

use migrate_core::{Layout, Migration};
use migrate_runtime::Verified;

use crate::place::Place;

/// A migration of the directory, as the tools see its file.
pub(super) struct File<'p> {
    pub(super) migration: &'p Migration,
    /// The file's name without its suffix, or its folder's.
    pub(super) stem: &'p str,
    /// The text as it is on disk.
    pub(super) raw: &'p str,
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

/// The migrations of a directory, in order.
pub(super) fn all(place: &Place) -> Vec<File<'_>> {
    let migrations = place.directory.migrations.iter();
    let files = migrations.map(|migration| {
        let entry = place.entry(&migration.path);
        let stem = match entry.split_once('/') {
            Some((folder, _)) if migration.layout == Layout::Folder => folder,
            _ => {
                let stem = entry.strip_suffix(".sql").unwrap_or(entry);
                stem.strip_suffix(".up").unwrap_or(stem)
            }
        };
        File {
            migration,
            stem,
            raw: place.snapshot.text(entry).unwrap_or(&migration.text),
        }
    });
    files.collect()
}

impl File<'_> {
    pub(super) fn identity(&self) -> String {
        self.migration.identity()
    }

    /// Whether a text of the file has the tool's checksum: the file as it is, with other line ends, or
    /// with the tool's notation in place of ours.
    pub(super) fn checksum(&self, is: impl Fn(&str) -> bool) -> Option<Proven> {
        let proven = Proven::by(Verified::Checksum);
        if is(self.raw) {
            return Some(proven);
        }
        let text = &self.migration.text;
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
