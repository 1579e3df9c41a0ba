/// A change of the history other than applying a migration. It stays on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// `undo`, `resume`, `mark-applied`, `mark-absent`, `rename`, `adopt` or `baseline`.
    pub(crate) kind: &'static str,
    /// The identity of the migration.
    pub(crate) migration: String,
    /// What was there before, in words.
    pub(crate) detail: String,
}

/// The program, as the history names it.
pub(super) fn program() -> String {
    std::env::current_exe()
        .ok()
        .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "unknown program".to_owned())
}
