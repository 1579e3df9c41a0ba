use std::fmt;

use crate::Checksum;

/// A migration that a consolidated baseline replaces.
///
/// A note holds it as `<depth> <checksum> <identity>`, the lock as an indented line under the
/// baseline's. `S` is the type of the identity: static data in a program, `String` while the build
/// writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced<S = &'static str> {
    /// 0 of what the baseline itself replaces. A line that is a baseline of an earlier
    /// consolidation is followed by what that one replaced, with one more.
    pub depth: usize,
    /// The checksum of the migration that was replaced.
    pub checksum: Checksum,
    /// Its identity.
    pub identity: S,
}

impl fmt::Display for Replaced<String> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.depth, self.checksum, self.identity)
    }
}

impl Replaced {
    /// Reads what `Display` writes.
    pub fn parse(note: &'static str) -> Option<Self> {
        let mut parts = note.splitn(3, ' ');
        Some(Self {
            depth: parts.next()?.parse().ok()?,
            checksum: Checksum::from_hex(parts.next()?)?,
            identity: parts.next()?,
        })
    }
}
