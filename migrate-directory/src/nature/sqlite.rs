use crate::words::Words;

/// PRAGMAs that SQLite ignores or refuses while a transaction is open, when they set a value
/// (<https://www.sqlite.org/pragma.html>).
pub(crate) fn sets_what_transactions_refuse(words: Words<'_>) -> bool {
    const NAMES: [&str; 5] = [
        "foreign_keys",
        "journal_mode",
        "synchronous",
        "temp_store",
        "wal_checkpoint",
    ];
    let name = pragma_name(words);
    let sets = words.find_symbol("=") || words.find_symbol("(") || name == "wal_checkpoint";
    sets && NAMES.contains(&name.as_str())
}

pub(crate) fn sets_foreign_keys(words: Words<'_>) -> bool {
    pragma_name(words) == "foreign_keys"
}

/// The name behind `PRAGMA [schema.]`, in lower case and without quotes.
pub(crate) fn pragma_name(words: Words<'_>) -> String {
    let at = if words.is_symbol(2, ".") { 3 } else { 1 };
    let name = words.get(at).unwrap_or_default();
    name.trim_matches(['"', '`', '[', ']', '\''])
        .to_ascii_lowercase()
}
