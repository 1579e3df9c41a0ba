use migrate_format::Checksum;

/// The key of the advisory lock of a history table and a set.
pub(crate) fn lock_key(history: &str, set: &str) -> i64 {
    let digest = Checksum::of(&format!("migrate\0{history}\0{set}"));
    let bytes = digest.as_bytes().iter().take(8);
    bytes.fold(0, |key, byte| key << 8 | i64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replicas of other versions take the same lock.
    #[test]
    fn known_keys() {
        let keys = [
            lock_key("_migrate.history", "default"),
            lock_key("testing", ""),
        ];
        assert_eq!(
            keys,
            [7_015_987_209_392_947_646, -7_628_319_766_510_139_507]
        );
    }
}
