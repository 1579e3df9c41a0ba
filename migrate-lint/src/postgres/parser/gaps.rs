//! Statements that the server accepts and the parser is known not to know. None of them changes
//! what the schema state holds.

use crate::postgres::statement::Statement;

/// The words that a statement begins with, and words that follow somewhere after them.
const GAPS: [(&str, &str); 5] = [
    ("SET", "NAMES"),
    ("CREATE", "TRUSTED LANGUAGE"),
    ("CREATE", "TRUSTED PROCEDURAL LANGUAGE"),
    ("ALTER USER MAPPING", "FOR USER"),
    ("ALTER STATISTICS IF EXISTS", "SET STATISTICS"),
];

/// What the statement says, if it is one of them.
pub(super) fn gap(text: &str) -> Option<Statement> {
    let words = || text.split_whitespace();
    let is = |at: usize, word: &str| {
        words()
            .nth(at)
            .is_some_and(|one| one.eq_ignore_ascii_case(word))
    };
    is_gap(text).then(|| {
        if is(0, "SET") {
            Statement::Set {
                parameter: "client_encoding".to_owned(),
                local: is(1, "LOCAL"),
                explicit: !is(1, "NAMES"),
                values: words()
                    .skip_while(|one| !one.eq_ignore_ascii_case("NAMES"))
                    .skip(1)
                    .map(str::to_owned)
                    .collect(),
            }
        } else {
            Statement::Other
        }
    })
}

fn is_gap(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_uppercase).collect();
    GAPS.iter().any(|(first, then)| {
        let first: Vec<&str> = first.split(' ').collect();
        let then: Vec<&str> = then.split(' ').collect();
        let begin = words.iter().take(first.len());
        let rest = words.iter().skip(first.len()).collect::<Vec<_>>();
        begin.eq(&first) && rest.windows(then.len()).any(|words| words.iter().eq(&then))
    })
}
