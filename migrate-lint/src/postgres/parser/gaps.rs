//! Statements that the server accepts and the parser is known not to know. None of them changes what
//! the schema state holds.

/// The words that a statement begins with, and words that follow somewhere behind them.
const GAPS: [(&str, &str); 4] = [
    ("CREATE", "TRUSTED LANGUAGE"),
    ("CREATE", "TRUSTED PROCEDURAL LANGUAGE"),
    ("ALTER USER MAPPING", "FOR USER"),
    ("ALTER STATISTICS IF EXISTS", "SET STATISTICS"),
];

pub(super) fn is_gap(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_uppercase).collect();
    GAPS.iter().any(|(first, then)| {
        let first: Vec<&str> = first.split(' ').collect();
        let then: Vec<&str> = then.split(' ').collect();
        let begin = words.iter().take(first.len());
        let rest = words.iter().skip(first.len()).collect::<Vec<_>>();
        begin.eq(&first) && rest.windows(then.len()).any(|words| words.iter().eq(&then))
    })
}
