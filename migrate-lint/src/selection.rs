use migrate_directory::Directory;

/// Which migrations are judged. The others only build up the schema state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Selection {
    /// With a lock the drafts, without one the newest migration.
    #[default]
    Unreleased,
    /// The newest so many.
    Latest(usize),
    /// Every one.
    All,
}

impl Selection {
    /// Whether each migration of the directory is judged.
    pub fn of(self, directory: &Directory) -> Vec<bool> {
        let migrations = &directory.migrations;
        let count = migrations.len();
        let latest = |number: usize| (0..count).map(|at| at + number >= count).collect();
        match self {
            Self::All => vec![true; count],
            Self::Latest(number) => latest(number),
            Self::Unreleased if directory.lock.is_some() => {
                migrations.iter().map(|one| !one.sealed).collect()
            }
            Self::Unreleased => latest(1),
        }
    }
}
