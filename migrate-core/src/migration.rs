use crate::{Checksum, Directives, Layout, Mode, Split};

/// A migration of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// Its version.
    pub version: i64,
    /// Its name, in Unicode's normal form C.
    pub name: String,
    /// The file, relative to the package.
    pub path: String,
    /// The layout that the file belongs to.
    pub layout: Layout,
    /// The file's text, normalised.
    pub text: String,
    /// The checksum of the text.
    pub checksum: Checksum,
    /// The script that reverts it.
    pub down: Option<Down>,
    /// The text in statements.
    pub split: Split,
    /// What its comments say.
    pub directives: Directives,
    /// How it is executed.
    pub mode: Mode,
    /// Whether the lock holds it.
    pub sealed: bool,
    /// Whether it breaks the release that is still running, as far as that is known.
    pub breaking: Option<bool>,
}

/// A script that reverts a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Down {
    /// The file, relative to the package.
    pub path: String,
    /// The file's text, normalised.
    pub text: String,
    /// The checksum of the text.
    pub checksum: Checksum,
}

impl Migration {
    /// What the migration is known by: `<version>_<name>`.
    pub fn identity(&self) -> String {
        crate::identity(self.version, &self.name)
    }
}
