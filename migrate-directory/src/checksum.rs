use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// SHA-256 of a migration's normalised text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Checksum([u8; 32]);

impl Checksum {
    /// The checksum of a text that [`normalise`](crate::normalise) returned.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        if hex.len() != 64 || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(hex.as_bytes().chunks_exact(2)) {
            let digits = str::from_utf8(digits).ok()?;
            *byte = u8::from_str_radix(digits, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The chain over a history: each link covers everything before it, so the last one, the *head*,
/// stands for the whole history.
///
/// `c0 = sha256("migrations 1\n")`, `c(n) = sha256(c(n-1) ‖ identity ‖ 0x00 ‖ checksum(n))`.
///
/// ```
/// use migrate_directory::{Chain, Checksum};
///
/// let one = Chain::start().then("1_users", &Checksum::of("CREATE TABLE users (id INT);\n"));
/// assert_ne!(one, Chain::start());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain(Checksum);

impl Chain {
    /// The chain of an empty history.
    pub fn start() -> Self {
        Self(Checksum::of("migrations 1\n"))
    }

    /// The chain after one more migration.
    #[must_use]
    pub fn then(self, identity: &str, checksum: &Checksum) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(self.0.as_bytes());
        hasher.update(identity);
        hasher.update([0]);
        hasher.update(checksum.as_bytes());
        Self(Checksum(hasher.finalize().into()))
    }

    /// The chain as the checksum that a lock's `head` line shows.
    pub fn head(self) -> Checksum {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_round_trips_and_rejects_what_is_not_hex() {
        let checksum = Checksum::of("");
        assert_eq!(
            checksum.to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(Checksum::from_hex(&checksum.to_string()), Some(checksum));
        assert_eq!(Checksum::from_hex("e3b0"), None);
        assert_eq!(Checksum::from_hex(&"+1".repeat(32)), None);
    }
}
