use std::ops::Range;

use crate::mysql::{self, Effect};
use crate::nature::{Nature, natures, runs_outside};
use crate::probe::{Probe, probe};
use crate::words::Words;
use crate::{Dialect, Split};

/// The unit of execution and recording.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its place in the text.
    pub(crate) range: Range<usize>,
    /// It cannot share a transaction with its record.
    pub(crate) outside: bool,
    /// It only sets something for the statements after it, and may be executed again.
    pub(crate) session: bool,
    /// How to find out whether it was executed, if it cannot share a transaction with its record.
    pub(crate) probe: Option<Probe>,
    /// For an explicit transaction: where its statements begin in the text.
    pub(crate) statements: Vec<usize>,
}

/// The steps of a file: one per statement, except that the statements between a `BEGIN` and its
/// `COMMIT` form one step. The runner begins and commits each step itself.
pub(crate) fn steps(text: &str, split: &Split, dialect: Dialect) -> Vec<Step> {
    let statements = &split.statements;
    let blocks = blocks(text, split, dialect);
    let mut steps = Vec::new();
    let mut at = 0;
    while let Some(statement) = statements.get(at) {
        if let Some(block) = blocks.iter().find(|block| block.start == at) {
            let inside = &statements[block.start + 1..block.end - 1];
            if let (Some(first), Some(last)) = (inside.first(), inside.last()) {
                steps.push(Step {
                    range: first.text.start..last.text.end,
                    outside: false,
                    session: false,
                    probe: None,
                    statements: inside.iter().map(|one| one.text.start).collect(),
                });
            }
            at = block.end;
        } else {
            let words = statement.words(text);
            let outside = runs_outside(text, statement, dialect);
            let session = is_setting(words, dialect);
            steps.push(Step {
                range: statement.text.clone(),
                outside,
                session,
                probe: (outside && !session)
                    .then(|| probe(words, dialect))
                    .flatten(),
                statements: Vec::new(),
            });
            at += 1;
        }
    }
    steps
}

/// The explicit transactions of a file as ranges of statements, `BEGIN` and `COMMIT` included.
pub(crate) fn blocks(text: &str, split: &Split, dialect: Dialect) -> Vec<Range<usize>> {
    let words = |at: usize| split.statements[at].words(text);
    let is = |at: usize, first: &[&str]| {
        first.contains(&words(at).first_keyword().as_str()) && is_plain_control(words(at))
    };
    let natures = natures(text, split, dialect);
    let mut blocks = Vec::new();
    let mut open = None;
    for (at, nature) in natures.iter().enumerate() {
        match (nature, open) {
            (Nature::Control, None) if is(at, &["BEGIN", "START"]) => open = Some(at),
            (Nature::Control, Some(start)) => {
                if is(at, &["COMMIT", "END"]) && at > start + 1 {
                    blocks.push(start..at + 1);
                }
                open = None;
            }
            (Nature::Ordinary | Nature::Enum(_), _)
                if dialect != Dialect::Mysql || mysql::stays_in_transaction(words(at)) => {}
            _ => open = None,
        }
    }
    blocks
}

/// True without an isolation level or other mode, which the runner's transaction would not have.
fn is_plain_control(words: Words<'_>) -> bool {
    const PLAIN: [&str; 8] = [
        "BEGIN",
        "START",
        "TRANSACTION",
        "WORK",
        "COMMIT",
        "END",
        "DEFERRED",
        "IMMEDIATE",
    ];
    (0..words.len()).all(|at| PLAIN.iter().any(|word| words.is(at, word)))
}

/// Settings and attached databases: they end with the session.
fn is_setting(words: Words<'_>, dialect: Dialect) -> bool {
    if dialect == Dialect::Mysql {
        return mysql::effect(words) == Effect::Session;
    }
    let sets = words.is(0, "SELECT") && words.find("set_config").is_some();
    sets || ["SET", "RESET", "PRAGMA", "ATTACH", "DETACH"]
        .iter()
        .any(|word| words.is(0, word))
}

/// Whether the file may change the session: true unless every statement is of a kind that cannot.
pub(crate) fn may_change_session(text: &str, split: &Split, dialect: Dialect) -> bool {
    const HARMLESS: [&str; 16] = [
        "CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "INSERT", "UPDATE", "DELETE",
        "TRUNCATE", "MERGE", "REINDEX", "REFRESH", "LOCK", "REPLACE", "RENAME",
    ];
    split.statements.iter().any(|statement| {
        let words = statement.words(text);
        if dialect == Dialect::Mysql && words.is(0, "LOCK") {
            // The session's, not the transaction's.
            return true;
        }
        let makes_temporary = (1..4).any(|at| words.is(at, "TEMP") || words.is(at, "TEMPORARY"));
        !HARMLESS.contains(&words.first_keyword().as_str())
            || makes_temporary
            || words.find("set_config").is_some()
    })
}
