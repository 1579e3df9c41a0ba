/// The number of the migration that made something.
pub(crate) type Born = u32;

/// The number as a catalog keeps it.
pub(crate) fn born(number: usize) -> Born {
    Born::try_from(number).unwrap_or(Born::MAX - 1)
}

/// Whether what one migration made is new in another: no release has used it. `drafts` says which
/// migrations are drafts; it is empty without a lock.
pub(crate) fn is_new(made: Born, number: Born, drafts: &[bool]) -> bool {
    let is_draft = |number: Born| {
        usize::try_from(number)
            .ok()
            .and_then(|number| drafts.get(number).copied())
            .unwrap_or_default()
    };
    made == number || is_draft(made) && is_draft(number)
}
