use std::fmt::Write;

use sha2::{Digest, Sha256};

/// A SHA-256 in hexadecimal, as the history holds it.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The chain over a history: `c0 = sha256("migrations 1\n")`,
/// `c(n) = sha256(c(n-1) ‖ identity ‖ 0x00 ‖ checksum(n))`. `migrate-directory` computes the same at
/// build time; a test compares the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chain([u8; 32]);

impl Chain {
    pub(crate) fn start() -> Self {
        Self(Sha256::digest("migrations 1\n").into())
    }

    #[must_use]
    pub(crate) fn then(self, identity: &str, checksum: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update(identity);
        hasher.update([0]);
        hasher.update(checksum);
        Self(hasher.finalize().into())
    }

    /// The chain that a history row holds.
    pub(crate) fn of(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn to_hex(self) -> String {
        hex(&self.0)
    }
}

/// The SHA-256 of a text, in hexadecimal.
#[cfg(feature = "testing")]
pub(crate) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// Reads 64 hexadecimal digits.
pub(crate) fn unhex(hex: &str) -> Option<[u8; 32]> {
    let digits = hex.as_bytes().chunks(2).map(|pair| {
        let pair = str::from_utf8(pair).ok()?;
        u8::from_str_radix(pair, 16).ok()
    });
    digits.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

/// The key of the advisory lock of a history table and a set.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(crate) fn lock_key(history: &str, set: &str) -> i64 {
    let digest = Sha256::digest(format!("migrate\0{history}\0{set}"));
    digest
        .iter()
        .take(8)
        .fold(0, |key, byte| key << 8 | i64::from(*byte))
}
