//! A grammar as a tree, and how its text is read.

use std::collections::HashMap;

pub(super) struct Grammar {
    /// The first is a statement.
    pub(super) rules: Vec<Rule>,
}

pub(super) struct Rule {
    /// What error messages call it.
    pub(super) label: Option<&'static str>,
    pub(super) node: Node,
}

pub(super) enum Node {
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
pub(super) enum Terminal {
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
    pub(super) fn read(text: &'static str) -> Self {
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
