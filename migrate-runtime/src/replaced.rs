use migrate_format::Replaced;

/// The replaced migrations of a baseline that a history lacks. Instead of an earlier baseline, it
/// may have everything that the earlier one replaced.
pub(crate) fn lacking(
    replaces: &[Replaced],
    has: &dyn Fn(&'static str) -> bool,
) -> Vec<&'static str> {
    let mut lacking_names = Vec::new();
    let mut rest = replaces;
    while let Some((line, later)) = rest.split_first() {
        let end = later.iter().position(|other| other.depth <= line.depth);
        let (inside, next) = later.split_at(end.unwrap_or(later.len()));
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
    use migrate_format::Checksum;

    use super::*;

    const LINES: [(usize, &str); 6] = [
        (0, "3_baseline"),
        (1, "2_baseline"),
        (2, "1_a"),
        (2, "2_b"),
        (1, "3_c"),
        (0, "4 d"),
    ];

    fn lacks(history: &[&str]) -> Vec<&'static str> {
        let lines = LINES.map(|(depth, identity)| Replaced {
            depth,
            checksum: Checksum::of(identity),
            identity,
        });
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
