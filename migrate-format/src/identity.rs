/// What a migration is known by: its version in decimal without leading zeros, `_`, its name.
pub fn identity(version: i64, name: &str) -> String {
    format!("{version}_{name}")
}

/// Reads an [`identity`]. `None` if it is not written like one.
pub fn parse_identity(identity: &str) -> Option<(i64, &str)> {
    let (version, name) = identity.split_once('_')?;
    let canonical = version.parse::<i64>().ok()?;
    (canonical.to_string() == version && !name.is_empty()).then_some((canonical, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_canonical() {
        assert_eq!(parse_identity(&identity(1, "a_b c")), Some((1, "a_b c")));
        assert_eq!(parse_identity("01_a"), None);
        assert_eq!(parse_identity("1_"), None);
    }
}
