use sha2::{Digest, Sha256};

use crate::Checksum;

/// The chain over a history: each link covers everything before it, so the last one, the *head*,
/// represents the whole history.
///
/// `c0 = sha256("migrations 1\n")`, `c(n) = sha256(c(n-1) ‖ identity ‖ 0x00 ‖ checksum(n))`, where
/// the identity is UTF-8 and links and checksums are their 32 bytes.
///
/// ```
/// use migrate_format::{Chain, Checksum};
///
/// let users = Checksum::of("CREATE TABLE users (id INT);\n");
/// let one = Chain::start().then("1_users", users.as_bytes());
/// assert_ne!(one, Chain::start());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain(Checksum);

impl Chain {
    /// The chain of an empty history.
    pub fn start() -> Self {
        Self(Checksum::of("migrations 1\n"))
    }

    /// The chain with that head: it continues where a history ends.
    pub fn from_head(head: Checksum) -> Self {
        Self(head)
    }

    /// The chain after one more migration.
    #[must_use]
    pub fn then(self, identity: &str, checksum: &[u8; 32]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(self.0.as_bytes());
        hasher.update(identity);
        hasher.update([0]);
        hasher.update(checksum);
        Self(<[u8; 32]>::from(hasher.finalize()).into())
    }

    /// The last link, which a lock shows in its `head` line and a history in its newest row.
    pub fn head(self) -> Checksum {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_heads() {
        let one = Chain::start().then("1_a", Checksum::of("a").as_bytes());
        let two = one.then("2_b c", Checksum::of("b").as_bytes());
        assert_eq!(
            [Chain::start(), one, two].map(|chain| chain.head().to_string()),
            [
                "35f220b3d9b3752adf835827e75736fb3ad78c12bc59e022d7e765a55a82648f",
                "180cfc99fa3a27e4b42d2ae8696cf05a5bdf0a86a20dde2106bf21345822153f",
                "0b8c1e6969ed0ac9f411a155e28acd87f9db2068e90bb7cd932d48b001fa6b73",
            ]
        );
        assert_eq!(
            Chain::from_head(one.head()).then("2_b c", Checksum::of("b").as_bytes()),
            two
        );
    }
}
