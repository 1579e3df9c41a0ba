/// Our own SQLSTATEs, raised by the check inside a transaction: another run holds the lock, the
/// history is not as expected, another run holds the lease.
pub(super) const LOCKED: &str = "MGR01";
pub(super) const MOVED: &str = "MGR02";
pub(super) const LEASED: &str = "MGR03";

pub(super) fn raise_unless(condition: &str, sqlstate: &str) -> String {
    format!(
        "IF NOT ({condition}) THEN RAISE EXCEPTION 'migrate' USING ERRCODE = '{sqlstate}'; END IF;\n"
    )
}

/// `DO` with a body that may hold any quote.
pub(super) fn anonymous_block(body: &str) -> String {
    let mut tag = "$migrate$".to_owned();
    while body.contains(&tag) {
        tag.insert(1, '_');
    }
    format!("DO {tag} BEGIN\n{body}END {tag}")
}
