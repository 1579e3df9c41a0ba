//! Short forms of values, for messages.

const SHORT: usize = 80;
/// The number of characters shown before and after the first difference.
const BEFORE: usize = 20;
const FROM: usize = 50;

pub(crate) fn is_short(value: &str) -> bool {
    value.chars().count() <= SHORT && !value.contains(['\n', '\r'])
}

/// Two different values: short ones in full, long ones around their first difference.
pub(crate) fn pair(found: Option<&str>, expected: Option<&str>) -> (String, String) {
    match (found, expected) {
        (Some(found), Some(expected)) if !is_short(found) || !is_short(expected) => {
            let same = found.chars().zip(expected.chars());
            let same = same.take_while(|(a, b)| a == b).count();
            (part(found, same), part(expected, same))
        }
        _ => (one(found), one(expected)),
    }
}

fn one(value: Option<&str>) -> String {
    match value {
        None => "none".to_owned(),
        Some("") => "``".to_owned(),
        Some(value) if is_short(value) => value.to_owned(),
        Some(value) => part(value, 0),
    }
}

/// `…the text around a position…`, on one line.
fn part(value: &str, at: usize) -> String {
    let start = at.saturating_sub(BEFORE);
    let shown: String = value.chars().skip(start).take(at - start + FROM).collect();
    let line = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let before = if start == 0 { "" } else { "…" };
    let is_end = value.chars().count() <= at + FROM;
    let after = if is_end { "" } else { "…" };
    format!("`{before}{line}{after}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_shown_where_they_differ() {
        let long = |word: &str| format!("{}\n{word}{}", "a ".repeat(60), " b".repeat(60));
        let (found, expected) = pair(Some(&long("x")), Some(&long("y")));
        assert!(
            found.starts_with("`…a a") && found.contains(" x b"),
            "{found}"
        );
        assert!(
            expected.contains(" y b") && expected.ends_with("…`"),
            "{expected}"
        );
        assert_eq!(pair(Some("1"), None), ("1".to_owned(), "none".to_owned()));
    }
}
