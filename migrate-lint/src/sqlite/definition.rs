//! What the text of a `CREATE TABLE` tells beyond what the engine lists.

use migrate_directory::{Dialect, Kind, Words, split};

use super::name;
use super::table::{Condition, Definition};

pub(crate) fn read(sql: &str) -> Definition {
    let split = split(sql, Dialect::Sqlite);
    let Some(statement) = split.statements.first() else {
        return Definition::default();
    };
    let words = statement.words(sql);
    Definition {
        checks: checks(words),
        strict: has_option(words, "STRICT"),
        without_rowid: has_option(words, "WITHOUT"),
        derived: words.is(1, "VIRTUAL") && is_derived(words),
    }
}

/// What a `CREATE INDEX` is over: what follows the table's name.
pub(crate) fn over(sql: &str) -> Option<String> {
    let split = split(sql, Dialect::Sqlite);
    let words = split.statements.first()?.words(sql);
    let open = (0..words.len()).find(|at| words.is_symbol(*at, "("))?;
    Some(condition(words.slice(open..words.len())).text)
}

/// `content=''` or `content='table'`: the full-text index can be recreated.
fn is_derived(words: Words<'_>) -> bool {
    words
        .find("content")
        .is_some_and(|at| words.is_symbol(at + 1, "="))
}

/// An option after the closing parenthesis.
fn has_option(words: Words<'_>, option: &str) -> bool {
    let close = (0..words.len()).rev().find(|at| words.is_symbol(*at, ")"));
    let after = close.map_or(words.len(), |close| close + 1);
    (after..words.len()).any(|at| words.is(at, option))
}

fn checks(words: Words<'_>) -> Vec<Condition> {
    (0..words.len())
        .filter(|at| words.is(*at, "CHECK") && words.is_symbol(at + 1, "("))
        .map(|at| condition(words.slice(at + 2..close(words, at + 1))))
        .collect()
}

/// The place of the mark that closes the parenthesis at `open`.
pub(crate) fn close(words: Words<'_>, open: usize) -> usize {
    let mut depth = 0_usize;
    for at in open..words.len() {
        match words.kind(at) {
            Some(Kind::Open) => depth += 1,
            Some(Kind::Close) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    words.len()
}

/// Tokens in one spelling: keywords and names in lower case, without quotes where they need none.
pub(crate) fn condition(words: Words<'_>) -> Condition {
    let mut names = Vec::new();
    let mut parts = Vec::new();
    for at in 0..words.len() {
        let token = words.get(at).unwrap_or_default();
        match words.kind(at) {
            Some(Kind::Word | Kind::QuotedName) => {
                let name = name::key(&name::unquoted(token));
                parts.push(name.clone());
                names.push(name);
            }
            _ => parts.push(token.to_owned()),
        }
    }
    Condition {
        text: parts.join(" "),
        words: names,
    }
}
