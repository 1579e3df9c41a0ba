//! The grammar of statements: `statements.txt`, as a tree that a [`Matcher`](matcher::Matcher)
//! follows.

mod matcher;

use std::collections::HashMap;
use std::sync::LazyLock;

use migrate_directory::Kind;

use self::matcher::Matcher;
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

struct Grammar {
    /// The first is a statement.
    rules: Vec<Rule>,
}

struct Rule {
    /// What error messages call it.
    label: Option<&'static str>,
    node: Node,
}

enum Node {
    Keyword(&'static str),
    /// One character per token.
    Sign(&'static str),
    Rule(usize),
    Terminal(Terminal),
    All(Vec<Self>),
    First(Vec<Self>),
    Optional(Box<Self>),
    Many {
        node: Box<Self>,
        least: usize,
    },
    /// Between commas.
    List(Box<Self>),
    Not(Box<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Terminal {
    /// What can be a name where it stands alone.
    Name,
    /// A name, or a word that is a name after a dot.
    Word,
    String,
    Number,
    Group,
    Subquery,
    Token,
    Rest,
}

const TERMINALS: [(&str, Terminal); 8] = [
    ("name", Terminal::Name),
    ("word", Terminal::Word),
    ("string", Terminal::String),
    ("number", Terminal::Number),
    ("group", Terminal::Group),
    ("subquery", Terminal::Subquery),
    ("token", Terminal::Token),
    ("rest", Terminal::Rest),
];

impl Grammar {
    /// A rule begins where a line does; its `=` is the first one.
    fn read(text: &'static str) -> Self {
        let lines = text.split('\n').filter(|line| !line.starts_with('#'));
        let mut rules: Vec<(&str, Option<&str>, Vec<&str>)> = Vec::new();
        for line in lines {
            if line.starts_with(|first: char| first.is_ascii_lowercase()) {
                let (name, label) = line.trim_end().split_once(' ').unwrap_or((line, ""));
                let label = Some(label.trim_matches('"')).filter(|label| !label.is_empty());
                rules.push((name.trim_end(), label, Vec::new()));
            } else if let Some((_, _, body)) = rules.last_mut() {
                body.extend(words(line));
            }
        }
        let numbers = rules.iter().enumerate();
        let numbers: HashMap<&str, usize> = numbers.map(|(at, rule)| (rule.0, at)).collect();
        let rules = rules.into_iter().map(|(_, label, body)| {
            let mut body = Body {
                words: &body[body.len().min(1)..],
                rules: &numbers,
            };
            Rule {
                label,
                node: body.alternatives(),
            }
        });
        Self {
            rules: rules.collect(),
        }
    }
}

/// The words and signs of a rule's line.
fn words(line: &str) -> Vec<&str> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut words = Vec::new();
    let mut rest = line.trim();
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
        } else {
            rest.find(|letter| !is_word(letter))
                .unwrap_or(rest.len())
                .max(first.len_utf8())
        };
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    words
}

/// What is left of a rule's words.
struct Body<'b> {
    words: &'b [&'static str],
    rules: &'b HashMap<&'static str, usize>,
}

impl Body<'_> {
    fn next(&mut self) -> Option<&'static str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.next();
        }
        found
    }

    fn alternatives(&mut self) -> Node {
        let mut all = vec![self.sequence()];
        while self.eat("|") {
            all.push(self.sequence());
        }
        one_or(all, Node::First)
    }

    fn sequence(&mut self) -> Node {
        let mut all = Vec::new();
        while let Some(word) = self.words.first()
            && !["|", ")", "]", "}"].contains(word)
        {
            all.push(self.item());
        }
        one_or(all, Node::All)
    }

    fn item(&mut self) -> Node {
        let node = match self.next().unwrap_or_default() {
            "(" => self.inside(")"),
            "[" => Node::Optional(Box::new(self.inside("]"))),
            "{" => Node::List(Box::new(self.inside("}"))),
            "!" => return Node::Not(Box::new(self.item())),
            word if word.starts_with('\'') => Node::Sign(word.trim_matches('\'')),
            word => self.word(word),
        };
        let least = if self.eat("*") {
            0
        } else if self.eat("+") {
            1
        } else {
            return node;
        };
        Node::Many {
            node: Box::new(node),
            least,
        }
    }

    fn inside(&mut self, end: &str) -> Node {
        let node = self.alternatives();
        self.eat(end);
        node
    }

    fn word(&self, word: &'static str) -> Node {
        let terminal = TERMINALS.iter().find(|(name, _)| *name == word);
        match (terminal, self.rules.get(word)) {
            (Some((_, terminal)), _) => Node::Terminal(*terminal),
            (None, Some(rule)) => Node::Rule(*rule),
            (None, None) => Node::Keyword(word),
        }
    }
}

fn one_or(mut nodes: Vec<Node>, many: fn(Vec<Node>) -> Node) -> Node {
    if nodes.len() == 1 {
        nodes.remove(0)
    } else {
        many(nodes)
    }
}

#[cfg(test)]
mod tests {
    use super::{GRAMMAR, Node};

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
