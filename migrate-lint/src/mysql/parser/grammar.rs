//! The grammar of statements: `statements.txt`, as a tree that a [`Matcher`](matcher::Matcher)
//! follows.

mod matcher;
mod tree;

use std::sync::LazyLock;

use migrate_directory::Kind;

use self::matcher::Matcher;
use self::tree::Grammar;
use super::super::statement::SyntaxError;
use super::cursor::Cursor;

const TEXT: &str = include_str!("grammar/statements.txt");

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar::read(TEXT));

/// Why no server accepts the statement. `ansi`: strings in double quotes are names.
pub(super) fn check(cursor: &Cursor<'_>, is_body: bool, ansi: bool) -> Option<SyntaxError> {
    let ends = match parentheses(cursor) {
        Err(error) if !is_body => return Some(error),
        Err(_) => return None,
        Ok(ends) => ends,
    };
    let error = Matcher::new(&GRAMMAR, cursor, &ends, ansi).error();
    error.or_else(|| lost_comma(cursor).filter(|_| !is_body))
}

/// For each token that opens a parenthesis, the number of the token that closes it.
fn parentheses(cursor: &Cursor<'_>) -> Result<Vec<usize>, SyntaxError> {
    let mut ends = vec![0; cursor.len()];
    let mut open = Vec::new();
    for at in 0..cursor.len() {
        match cursor.kind_at(at) {
            Some(Kind::Open) => open.push(at),
            Some(Kind::Close) => match open.pop() {
                Some(start) => ends[start] = at,
                None => return Err(error(cursor, at, "this parenthesis closes nothing")),
            },
            _ => {}
        }
    }
    match open.last() {
        Some(at) => Err(error(cursor, *at, "this parenthesis is not closed")),
        None => Ok(ends),
    }
}

/// No list of MySQL or MariaDB has an empty item.
fn lost_comma(cursor: &Cursor<'_>) -> Option<SyntaxError> {
    let is_comma = |at: usize| cursor.word_at(at) == Some(",");
    let is_edge = |kind: Option<Kind>, edge: Kind| kind.is_none_or(|kind| kind == edge);
    let at = (0..cursor.len()).filter(|at| is_comma(*at)).find(|at| {
        let before = at.checked_sub(1);
        let begins = before.is_none_or(is_comma)
            || is_edge(before.and_then(|before| cursor.kind_at(before)), Kind::Open);
        begins || is_edge(cursor.kind_at(at + 1), Kind::Close)
    })?;
    Some(error(cursor, at, "an item is missing beside this comma"))
}

fn error(cursor: &Cursor<'_>, at: usize, message: &str) -> SyntaxError {
    SyntaxError {
        span: cursor.place_at(at),
        message: message.to_owned(),
        help: "correct the statement",
    }
}

#[cfg(test)]
mod tests {
    use super::GRAMMAR;
    use super::tree::Node;

    /// A lower-case keyword would be a rule that does not exist.
    #[test]
    fn every_rule_that_is_named_exists() {
        fn check(node: &Node) {
            match node {
                Node::Keyword(word) => assert!(
                    word.bytes().all(|byte| byte.is_ascii_uppercase()
                        || byte.is_ascii_digit()
                        || byte == b'_'),
                    "{word}"
                ),
                Node::All(nodes) | Node::First(nodes) => nodes.iter().for_each(check),
                Node::Optional(node)
                | Node::List(node)
                | Node::Not(node)
                | Node::Many { node, .. } => check(node),
                Node::Rule(_) | Node::Sign(_) | Node::Terminal(_) => {}
            }
        }
        assert!(GRAMMAR.rules.len() > 40);
        for rule in &GRAMMAR.rules {
            check(&rule.node);
        }
    }
}
