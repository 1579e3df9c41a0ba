/// A migration that a consolidated baseline stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Replaced {
    /// More than 0 if it stands under a line that is a baseline of an earlier consolidation.
    depth: usize,
    pub(crate) checksum: &'static str,
    pub(crate) identity: &'static str,
}

impl Replaced {
    /// Reads `<depth> <checksum> <identity>`.
    pub(crate) fn parse(note: &'static str) -> Option<Self> {
        let mut parts = note.splitn(3, ' ');
        Some(Self {
            depth: parts.next()?.parse().ok()?,
            checksum: parts.next()?,
            identity: parts.next()?,
        })
    }
}

/// What a history lacks of what a baseline replaces. In the place of an earlier baseline it may have all
/// that this one replaced.
pub(crate) fn lacking(
    replaces: &[Replaced],
    has: &dyn Fn(&'static str) -> bool,
) -> Vec<&'static str> {
    let mut lacking_names = Vec::new();
    let mut rest = replaces;
    while let Some((line, behind)) = rest.split_first() {
        let end = behind.iter().position(|other| other.depth <= line.depth);
        let (inside, next) = behind.split_at(end.unwrap_or(behind.len()));
        rest = next;
        if has(line.identity) {
            continue;
        }
        let names = if inside.iter().any(|other| has(other.identity)) {
            lacking(inside, has)
        } else {
            vec![line.identity]
        };
        // A migration that was resealed has a line for each checksum.
        for name in names {
            if !lacking_names.contains(&name) {
                lacking_names.push(name);
            }
        }
    }
    lacking_names
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [&str; 6] = [
        "0 aa 3_baseline",
        "1 bb 2_baseline",
        "2 cc 1_a",
        "2 dd 2_b",
        "1 ee 3_c",
        "0 ff 4 d",
    ];

    fn lacks(history: &[&str]) -> Vec<&'static str> {
        let lines = LINES.map(|line| Replaced::parse(line).unwrap());
        lacking(&lines, &|identity| history.contains(&identity))
    }

    #[test]
    fn any_earlier_baseline_may_stand_for_what_it_replaced() {
        for complete in [
            ["3_baseline", "4 d"].as_slice(),
            &["2_baseline", "3_c", "4 d"],
            &["1_a", "2_b", "3_c", "4 d"],
        ] {
            assert_eq!(lacks(complete), Vec::<&str>::new(), "{complete:?}");
        }
    }

    #[test]
    fn what_is_missing_is_named_by_what_the_history_has_beside_it() {
        assert_eq!(lacks(&[]), ["3_baseline", "4 d"]);
        assert_eq!(lacks(&["1_a"]), ["2_b", "3_c", "4 d"]);
        assert_eq!(lacks(&["2_baseline", "4 d"]), ["3_c"]);
        assert_eq!(lacks(&["3_c", "4 d"]), ["2_baseline"]);
    }
}
