use migrate_directory::{Kind, misspelt};

use super::super::super::statement::SyntaxError;
use super::super::cursor::Cursor;
use super::tree::{Grammar, Node, Terminal};

/// Words that are reserved in every version of MySQL and MariaDB.
const RESERVED: [&str; 67] = [
    "ADD",
    "ALL",
    "ALTER",
    "AND",
    "AS",
    "ASC",
    "BETWEEN",
    "BY",
    "CASE",
    "CHANGE",
    "CHECK",
    "COLUMN",
    "CONDITION",
    "CONSTRAINT",
    "CREATE",
    "CROSS",
    "DEFAULT",
    "DELETE",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "DROP",
    "ELSE",
    "FOR",
    "FOREIGN",
    "FROM",
    "GRANT",
    "GROUP",
    "HAVING",
    "IF",
    "IN",
    "INDEX",
    "INSERT",
    "INTERVAL",
    "INTO",
    "IS",
    "JOIN",
    "KEY",
    "LIKE",
    "LIMIT",
    "MATCH",
    "NOT",
    "NULL",
    "ON",
    "OR",
    "ORDER",
    "PRIMARY",
    "PROCEDURE",
    "RANGE",
    "READ",
    "REFERENCES",
    "RENAME",
    "SELECT",
    "SET",
    "SHOW",
    "TABLE",
    "TO",
    "TRIGGER",
    "UNION",
    "UNIQUE",
    "UPDATE",
    "USING",
    "VALUES",
    "WHEN",
    "WHERE",
    "WITH",
    "WRITE",
];

/// Rules inside each other. What is nested deeper is not checked.
const DEEPEST: usize = 200;

fn is_reserved(word: &str) -> bool {
    RESERVED.iter().any(|one| word.eq_ignore_ascii_case(one))
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Follows the grammar through a statement's tokens.
pub(super) struct Matcher<'m, 't> {
    grammar: &'m Grammar,
    cursor: &'m Cursor<'t>,
    /// Where the parentheses end.
    ends: &'m [usize],
    ansi: bool,
    depth: usize,
    is_too_deep: bool,
    /// In a `!`, where a mismatch is no error.
    is_silent: bool,
    /// The last token that was looked at.
    furthest: usize,
    /// What could have been there.
    expected: Vec<Expected>,
    /// The keywords that could have been there, those of rules with a label as well.
    keywords: Vec<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// A keyword or sign.
    Text(&'static str),
    /// Something that has no text of its own.
    Label(&'static str),
}

const NAME: Expected = Expected::Label("a name");
const END: Expected = Expected::Label("the end of the statement");

impl<'m, 't> Matcher<'m, 't> {
    pub(super) fn new(
        grammar: &'m Grammar,
        cursor: &'m Cursor<'t>,
        ends: &'m [usize],
        ansi: bool,
    ) -> Self {
        Self {
            grammar,
            cursor,
            ends,
            ansi,
            depth: 0,
            is_too_deep: false,
            is_silent: false,
            furthest: 0,
            expected: Vec::new(),
            keywords: Vec::new(),
        }
    }

    /// Why the tokens are no statement.
    pub(super) fn error(mut self) -> Option<SyntaxError> {
        let end = self.rule(0, 0);
        if self.is_too_deep || end == Some(self.cursor.len()) {
            return None;
        }
        if let Some(end) = end {
            self.fail(end, END);
        }
        let found = self.cursor.word_at(self.furthest);
        let expected = self.expectation(found.unwrap_or_default());
        let found_text = found.map_or("the end of the statement".to_owned(), |found| {
            format!("`{found}`")
        });
        Some(SyntaxError {
            span: self.cursor.place_at(self.furthest),
            message: format!("expected {expected}, found {found_text}"),
            help: self.help(found),
        })
    }

    /// A keyword that the found word is a misspelling of, or all that could have been there.
    fn expectation(&self, found: &str) -> String {
        const MOST: usize = 4;
        let known = self.keywords.iter().copied();
        if let Some(keyword) = misspelt(&found.to_ascii_uppercase(), known) {
            return format!("`{keyword}`");
        }
        // Signs last: most of them would only prolong what is complete.
        let is_sign = |one: &&Expected| matches!(one, Expected::Text(text) if !is_word(text));
        let (signs, words): (Vec<_>, Vec<_>) = self.expected.iter().partition(is_sign);
        let mut texts: Vec<String> = Vec::new();
        for expected in words.into_iter().chain(signs) {
            let text = match expected {
                Expected::Text(text) => format!("`{text}`"),
                Expected::Label(label) => (*label).to_owned(),
            };
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        match texts.as_slice() {
            [] => "something else".to_owned(),
            [one] => one.clone(),
            [first @ .., last] if texts.len() <= MOST => format!("{} or {last}", first.join(", ")),
            all => format!("one of {}, …", all[..MOST].join(", ")),
        }
    }

    fn help(&self, found: Option<&str>) -> &'static str {
        let could_be_name = self.expected.contains(&NAME);
        match self.cursor.kind_at(self.furthest) {
            Some(Kind::Word) if could_be_name && found.is_some_and(is_reserved) => {
                "a reserved word is a name only in backquotes: correct the statement"
            }
            Some(Kind::String) if could_be_name => "write names in backquotes, or without quotes",
            Some(Kind::Symbol) if self.furthest == 0 && found == Some("-") => {
                "a comment begins with `-- `, with a space, or with `#`: remove the line"
            }
            _ => "correct the statement",
        }
    }

    fn fail(&mut self, at: usize, expected: Expected) -> Option<usize> {
        if self.is_silent || at < self.furthest {
            return None;
        }
        if at > self.furthest {
            self.furthest = at;
            self.expected.clear();
            self.keywords.clear();
        }
        self.expected.push(expected);
        if let Expected::Text(text) = expected {
            self.keywords.push(text);
        }
        None
    }

    /// Where what matches ends.
    fn matches(&mut self, node: &'m Node, at: usize) -> Option<usize> {
        match node {
            Node::Keyword(keyword) => {
                if self.cursor.is_at(at, keyword) {
                    return Some(at + 1);
                }
                self.fail(at, Expected::Text(keyword))
            }
            Node::Sign(sign) => {
                if self.is_sign(sign, at) {
                    return Some(at + sign.len());
                }
                self.fail(at, Expected::Text(sign))
            }
            Node::Terminal(terminal) => self.terminal(*terminal, at),
            Node::Rule(rule) => self.rule(*rule, at),
            Node::All(nodes) => nodes.iter().try_fold(at, |at, node| self.matches(node, at)),
            Node::First(nodes) => nodes.iter().find_map(|node| self.matches(node, at)),
            Node::Optional(node) => Some(self.matches(node, at).unwrap_or(at)),
            Node::Many { node, least } => {
                let mut end = at;
                let mut count = 0;
                while let Some(next) = self.matches(node, end).filter(|next| *next > end) {
                    end = next;
                    count += 1;
                }
                (count >= *least).then_some(end)
            }
            Node::List(node) => {
                let mut end = self.matches(node, at)?;
                while self.is_sign(",", end)
                    && let Some(next) = self.matches(node, end + 1)
                {
                    end = next;
                }
                self.fail(end, Expected::Text(","));
                Some(end)
            }
            Node::Not(node) => {
                let was_silent = std::mem::replace(&mut self.is_silent, true);
                let found = self.matches(node, at).is_some();
                self.is_silent = was_silent;
                (!found).then_some(at)
            }
        }
    }

    fn rule(&mut self, number: usize, at: usize) -> Option<usize> {
        if self.depth >= DEEPEST {
            self.is_too_deep = true;
            return None;
        }
        let rule = &self.grammar.rules[number];
        let known = if self.furthest == at {
            self.expected.len()
        } else {
            0
        };
        self.depth += 1;
        let end = self.matches(&rule.node, at);
        self.depth -= 1;
        if let Some(label) = rule.label.filter(|_| end.is_none())
            && self.furthest == at
            && !self.is_silent
        {
            self.expected.truncate(known);
            self.expected.push(Expected::Label(label));
        }
        end
    }

    fn is_sign(&self, sign: &str, at: usize) -> bool {
        let starts = (0..sign.len()).map(|offset| (offset, &sign[offset..=offset]));
        starts.into_iter().all(|(offset, character)| {
            let kind = self.cursor.kind_at(at + offset);
            kind != Some(Kind::Word) && self.cursor.word_at(at + offset) == Some(character)
        })
    }

    fn terminal(&mut self, terminal: Terminal, at: usize) -> Option<usize> {
        let kind = self.cursor.kind_at(at);
        let (end, label) = match terminal {
            Terminal::Name | Terminal::Word => (self.name(at, terminal == Terminal::Word), NAME),
            Terminal::String => (
                (kind == Some(Kind::String)).then_some(at + 1),
                Expected::Label("a string"),
            ),
            Terminal::Number => (self.number(at), Expected::Label("a number")),
            Terminal::Group => (
                (kind == Some(Kind::Open)).then(|| self.ends[at] + 1),
                Expected::Text("("),
            ),
            Terminal::Subquery => (self.subquery(at), Expected::Label("a query")),
            Terminal::Token => {
                let end = match kind {
                    Some(Kind::Open) => Some(self.ends[at] + 1),
                    Some(Kind::Close) | None => None,
                    Some(_) => Some(at + 1),
                };
                (end, Expected::Label("more"))
            }
            Terminal::Rest => (Some(self.cursor.len()), END),
        };
        end.or_else(|| self.fail(at, label))
    }

    fn name(&self, at: usize, is_any: bool) -> Option<usize> {
        let word = self.cursor.word_at(at)?;
        match self.cursor.kind_at(at)? {
            Kind::QuotedName => Some(at + 1),
            Kind::String => (self.ansi && word.starts_with('"')).then_some(at + 1),
            Kind::Word => {
                // What a dot touches is a name.
                let is_free = || {
                    !word.bytes().all(|byte| byte.is_ascii_digit()) && !is_reserved(word)
                        || self.is_sign(".", at + 1) && self.touches(at + 1)
                };
                (is_any || is_free()).then_some(at + 1)
            }
            Kind::Symbol if word == "$" => {
                let is_word = self.cursor.kind_at(at + 1) == Some(Kind::Word);
                Some(at + 1 + usize::from(is_word && self.touches(at + 1)))
            }
            _ => None,
        }
    }

    /// Whether no space is between the token and the one before.
    fn touches(&self, at: usize) -> bool {
        self.cursor.place_at(at - 1).end == self.cursor.place_at(at).start
    }

    /// `1`, `1.5`, `1.`, `.5`, `1e-3`: the parts of a number touch each other.
    fn number(&self, at: usize) -> Option<usize> {
        let word = |at: usize| self.cursor.word_at(at).unwrap_or_default();
        let is_digits = |at: usize| word(at).starts_with(|first: char| first.is_ascii_digit());
        let is_word = |at: usize| self.cursor.kind_at(at) == Some(Kind::Word) && self.touches(at);
        let mut end = at;
        if is_digits(end) {
            end += 1;
        } else if !(self.is_sign(".", end) && is_digits(end + 1)) {
            return None;
        }
        if self.is_sign(".", end) && (end == at || self.touches(end)) {
            end += 1;
            end += usize::from(is_word(end));
        }
        // The sign of an exponent is a token of its own.
        let exponent = word(end - 1).strip_suffix(['e', 'E']);
        let is_exponent = exponent
            .is_some_and(|digits| digits.bytes().all(|one| one.is_ascii_digit()))
            && (self.is_sign("-", end) || self.is_sign("+", end))
            && is_digits(end + 1);
        Some(if is_exponent { end + 2 } else { end })
    }

    fn subquery(&self, at: usize) -> Option<usize> {
        let is_open = |at: usize| self.cursor.kind_at(at) == Some(Kind::Open);
        if !is_open(at) {
            return None;
        }
        let mut first = at;
        while is_open(first) {
            first += 1;
        }
        let queries = ["SELECT", "WITH", "VALUES", "TABLE"];
        let is_query = queries.iter().any(|word| self.cursor.is_at(first, word));
        is_query.then(|| self.ends[at] + 1)
    }
}
