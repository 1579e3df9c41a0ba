use std::ops::Range;

use crate::Dialect;
use crate::lexer::{Kind, Lexer, Token};

/// One statement of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Everything that belongs to it: the comments above it and its terminator. The spans of all
    /// statements and [`Split::rest`] tile the text.
    pub span: Range<usize>,
    /// From its first token to before its terminator.
    pub text: Range<usize>,
    tokens: Vec<Token>,
}

/// A text cut into statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The statements in order; empty ones are no statements.
    pub statements: Vec<Statement>,
    /// What follows the last statement: space and comments, or what could not be split.
    pub rest: Range<usize>,
    /// What could not be split, and why.
    pub problems: Vec<Problem>,
    pub(crate) comments: Vec<Comment>,
}

/// A reason why a text cannot be split as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A quote, comment, parenthesis or body that begins at the range is not closed.
    Unterminated {
        /// Its opening mark.
        at: Range<usize>,
        /// What it is, in words.
        what: &'static str,
    },
    /// A command of psql, the sqlite3 shell or the mysql client.
    ClientCommand {
        /// The command.
        at: Range<usize>,
        /// What to do instead.
        help: &'static str,
    },
}

/// A line comment, and the statement it stands above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) range: Range<usize>,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Above the statement of that index, or above the end of the file, on a line of its own.
    Above(usize),
    /// Inside a statement, or behind one on the same line.
    Elsewhere,
}

/// Cuts a text into statements as the dialect's server, or its own shell, would.
///
/// Bodies are followed as the shells do it: PostgreSQL's `BEGIN ATOMIC … END` by psql's counting
/// (`src/fe_utils/psqlscan.l`), SQLite's triggers by the rule of `sqlite3_complete()`, MySQL's
/// compound statements by counting their blocks, or to the delimiter that `DELIMITER` set.
///
/// ```
/// use migrate_core::{Dialect, split};
///
/// let text = "SELECT ';'; -- done\nSELECT 2";
/// let split = split(text, Dialect::Postgres);
/// let texts: Vec<&str> = split.statements.iter().map(|one| &text[one.text.clone()]).collect();
/// assert_eq!(texts, ["SELECT ';'", "SELECT 2"]);
/// ```
pub fn split(text: &str, dialect: Dialect) -> Split {
    let mut splitter = Splitter {
        text,
        dialect,
        lexer: Lexer::new(text, dialect),
        split: Split {
            statements: Vec::new(),
            rest: 0..0,
            problems: Vec::new(),
            comments: Vec::new(),
        },
        start: 0,
        tokens: Vec::new(),
        body: Body::default(),
    };
    splitter.run();
    splitter.split
}

impl Statement {
    /// The statement's tokens without space and comments.
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }
}

struct Splitter<'t> {
    text: &'t str,
    dialect: Dialect,
    lexer: Lexer<'t>,
    split: Split,
    /// Where the current statement's span begins.
    start: usize,
    tokens: Vec<Token>,
    body: Body,
}

impl Splitter<'_> {
    fn run(&mut self) {
        while let Some(token) = self.lexer.next() {
            if !token.closed {
                self.split.problems.push(Problem::Unterminated {
                    at: token.start..opening_end(self.text, token),
                    what: unterminated_name(token.kind),
                });
                self.split.rest = self.start..self.text.len();
                return;
            }
            if token.kind.is_trivia() {
                self.comment(token);
            } else if self.client_command(token) {
                if self.split.problems.last().is_some_and(is_copy_data) {
                    return;
                }
            } else if token.kind == Kind::Terminator && self.ends_here() {
                if self.is_copy_from_stdin() {
                    self.refuse_copy();
                    return;
                }
                self.finish(token.end, token.start);
            } else {
                self.tokens.push(token);
                self.body.follow(self.text, self.dialect, &self.tokens);
            }
        }
        self.end_of_text();
    }

    fn end_of_text(&mut self) {
        let Some(last) = self.tokens.last().copied() else {
            self.split.rest = self.start..self.text.len();
            return;
        };
        if let Some((at, what)) = self.body.unterminated(self.text, self.dialect, &self.tokens) {
            self.split.problems.push(Problem::Unterminated { at, what });
            self.split.rest = self.start..self.text.len();
        } else if self.is_copy_from_stdin() {
            self.refuse_copy();
        } else {
            self.finish(last.end, last.end);
            self.split.rest = last.end..self.text.len();
        }
    }

    fn ends_here(&self) -> bool {
        self.lexer.has_own_delimiter() || self.body.may_end(self.text, self.dialect, &self.tokens)
    }

    fn finish(&mut self, end: usize, text_end: usize) {
        if let Some(first) = self.tokens.first() {
            self.split.statements.push(Statement {
                span: self.start..end,
                text: first.start..text_end,
                tokens: std::mem::take(&mut self.tokens),
            });
            self.start = end;
        }
        self.body = Body::default();
    }

    fn comment(&mut self, token: Token) {
        if token.kind != Kind::LineComment {
            return;
        }
        let line_start = self.text[..token.start].rfind('\n').map_or(0, |at| at + 1);
        let alone = self.text[line_start..token.start].trim().is_empty();
        let place = if alone && self.tokens.is_empty() {
            Place::Above(self.split.statements.len())
        } else {
            Place::Elsewhere
        };
        self.split.comments.push(Comment {
            range: token.start..token.end,
            place,
        });
    }

    /// Takes a command of the dialect's shell, if one begins at the token.
    fn client_command(&mut self, token: Token) -> bool {
        let line_start = self.text[..token.start].rfind('\n').map_or(0, |at| at + 1);
        let first_on_line = self.text[line_start..token.start].trim().is_empty();
        let at_start = self.tokens.is_empty() && first_on_line;
        let word = &self.text[token.start..token.end];
        let help = match self.dialect {
            Dialect::Mysql if at_start && word.eq_ignore_ascii_case("delimiter") => {
                match self.lexer.skip_line().split_whitespace().next() {
                    Some(delimiter) if !delimiter.contains('\\') => {
                        self.lexer.set_delimiter(delimiter);
                        return true;
                    }
                    _ => "write the delimiter behind `DELIMITER`, without a backslash",
                }
            }
            Dialect::Sqlite if at_start && self.is_dot_command(token) => {
                "remove the line: it is for the sqlite3 shell"
            }
            Dialect::Postgres if token.kind == Kind::Backslash => {
                "remove the line: it is for psql"
            }
            Dialect::Mysql if token.kind == Kind::Backslash => {
                "remove the line: it is for the mysql client"
            }
            _ => return false,
        };
        let length = self.lexer.skip_line().trim_end().len();
        self.split.problems.push(Problem::ClientCommand {
            at: token.start..token.end + length,
            help,
        });
        true
    }

    fn is_dot_command(&self, token: Token) -> bool {
        self.text[token.start..token.end] == *"."
            && self.text[token.end..].starts_with(|next: char| next.is_ascii_alphabetic())
    }

    fn is_copy_from_stdin(&self) -> bool {
        let words = Words::of(self.text, &self.tokens);
        self.dialect == Dialect::Postgres
            && words.is(0, "COPY")
            && (1..words.len()).any(|at| words.is(at, "FROM") && words.is(at + 1, "STDIN"))
    }

    fn refuse_copy(&mut self) {
        if let (Some(first), Some(last)) = (self.tokens.first(), self.tokens.last()) {
            self.split.problems.push(Problem::ClientCommand {
                at: first.start..last.end,
                help: COPY_HELP,
            });
        }
        self.split.rest = self.start..self.text.len();
    }
}

const COPY_HELP: &str = "write the rows as INSERT statements";

fn is_copy_data(problem: &Problem) -> bool {
    matches!(problem, Problem::ClientCommand { help, .. } if *help == COPY_HELP)
}

fn opening_end(text: &str, token: Token) -> usize {
    let first_line = text[token.start..token.end].split('\n').next();
    let width = first_line.map_or(1, |line| line.len().min(2));
    text.ceil_char_boundary(token.start + width.max(1))
}

fn unterminated_name(kind: Kind) -> &'static str {
    match kind {
        Kind::QuotedName => "quoted name",
        Kind::BlockComment | Kind::Symbol => "comment",
        _ => "string",
    }
}

/// Where the splitter is inside a statement that may hold semicolons.
#[derive(Debug, Default)]
struct Body {
    kind: Option<BodyKind>,
    decided: bool,
    /// Open parentheses (PostgreSQL), by their place.
    parentheses: Vec<Range<usize>>,
    /// Open blocks, by the place of their first word.
    blocks: Vec<Range<usize>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodyKind {
    Routine,
    Trigger,
}

impl Body {
    /// Takes note of the last of `tokens`, the tokens of the statement so far.
    fn follow(&mut self, text: &str, dialect: Dialect, tokens: &[Token]) {
        let Some(token) = tokens.last() else { return };
        if !self.decided {
            self.decide(text, dialect, tokens);
        }
        match (dialect, token.kind) {
            (Dialect::Postgres, Kind::Open) => self.parentheses.push(token.start..token.end),
            (Dialect::Postgres, Kind::Close) => {
                self.parentheses.pop();
            }
            (Dialect::Postgres, Kind::Word) if self.kind == Some(BodyKind::Routine) => {
                self.follow_atomic(text, tokens);
            }
            (Dialect::Mysql, Kind::Word) if self.kind == Some(BodyKind::Routine) => {
                self.follow_compound(text, tokens);
            }
            _ => {}
        }
    }

    /// Finds out from the first words whether the statement has a body.
    fn decide(&mut self, text: &str, dialect: Dialect, tokens: &[Token]) {
        let words = Words::of(text, tokens);
        let last = words.len() - 1;
        let object = |names: &[&str]| names.iter().any(|name| words.is(last, name));
        if dialect == Dialect::Mysql && words.is(0, "BEGIN") {
            if words.are(0, &["BEGIN", "NOT", "ATOMIC"]) {
                self.kind = Some(BodyKind::Routine);
                self.blocks.push(tokens[0].start..tokens[0].end);
            }
            self.decided = last >= 2;
            return;
        }
        if !words.is(0, "CREATE") && !words.is(0, "ALTER") {
            self.decided = true;
            return;
        }
        self.kind = match dialect {
            Dialect::Sqlite if object(&["TRIGGER"]) => Some(BodyKind::Trigger),
            Dialect::Postgres if object(&["FUNCTION", "PROCEDURE"]) => Some(BodyKind::Routine),
            Dialect::Mysql if object(&["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT"]) => {
                Some(BodyKind::Routine)
            }
            _ => self.kind,
        };
        let other = object(&["TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "TYPE", "RULE", "USER"]);
        self.decided |= self.kind.is_some() || other || last >= 16;
    }

    fn follow_atomic(&mut self, text: &str, tokens: &[Token]) {
        let words = Words::of(text, tokens);
        let last = words.len() - 1;
        let here = tokens[last].start..tokens[last].end;
        // A column may be called `end` behind a dot or AS.
        if words.is_symbol(last.wrapping_sub(1), ".") || words.is(last.wrapping_sub(1), "AS") {
            return;
        }
        if self.blocks.is_empty() {
            if words.is(last, "ATOMIC") && words.is(last.wrapping_sub(1), "BEGIN") {
                self.blocks.push(here);
            }
        } else if words.is(last, "CASE") {
            self.blocks.push(here);
        } else if words.is(last, "END") {
            self.blocks.pop();
        }
    }

    fn follow_compound(&mut self, text: &str, tokens: &[Token]) {
        const LOOPS: [&str; 5] = ["IF", "LOOP", "WHILE", "REPEAT", "FOR"];
        const BEFORE: [&str; 7] = ["BEGIN", "THEN", "ELSE", "DO", "LOOP", "REPEAT", "ROW"];
        let words = Words::of(text, tokens);
        let last = words.len() - 1;
        let before = last.wrapping_sub(1);
        let here = tokens[last].start..tokens[last].end;
        if words.is_symbol(before, ".") || words.is(before, "END") {
            return;
        }
        let begins_statement = words.is_symbol(before, ";")
            || words.is_symbol(before, ":")
            || BEFORE.iter().any(|word| words.is(before, word));
        let opens = words.is(last, "BEGIN")
            || words.is(last, "CASE")
            || (begins_statement && LOOPS.iter().any(|word| words.is(last, word)));
        if opens {
            self.blocks.push(here);
        } else if words.is(last, "END") {
            self.blocks.pop();
        }
    }

    /// Whether a terminator behind `tokens` ends the statement.
    fn may_end(&self, text: &str, dialect: Dialect, tokens: &[Token]) -> bool {
        match dialect {
            Dialect::Postgres => self.parentheses.is_empty() && self.blocks.is_empty(),
            Dialect::Mysql => self.blocks.is_empty(),
            Dialect::Sqlite => {
                self.kind != Some(BodyKind::Trigger) || ends_trigger(text, tokens)
            }
        }
    }

    /// What is still open at the end of the text.
    fn unterminated(
        &self,
        text: &str,
        dialect: Dialect,
        tokens: &[Token],
    ) -> Option<(Range<usize>, &'static str)> {
        if let Some(open) = self.blocks.first().or(self.parentheses.first()) {
            let what = if self.blocks.is_empty() {
                "parenthesis"
            } else {
                "block"
            };
            return Some((open.clone(), what));
        }
        let first = tokens.first()?;
        (!self.may_end(text, dialect, tokens))
            .then(|| (first.start..first.end, "trigger body (it ends with `; END`)"))
    }
}

/// A trigger ends at `; END ;`, whatever stands in between (`sqlite3_complete()`).
fn ends_trigger(text: &str, tokens: &[Token]) -> bool {
    let words = Words::of(text, tokens);
    let last = words.len().wrapping_sub(1);
    words.is(last, "END") && words.is_symbol(last.wrapping_sub(1), ";")
}

/// Tokens as words to compare with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'t> {
    text: &'t str,
    tokens: &'t [Token],
}

impl<'t> Words<'t> {
    pub(crate) fn of(text: &'t str, tokens: &'t [Token]) -> Self {
        Self { text, tokens }
    }

    pub(crate) fn len(self) -> usize {
        self.tokens.len()
    }

    pub(crate) fn get(self, at: usize) -> Option<&'t str> {
        let token = self.tokens.get(at)?;
        Some(&self.text[token.start..token.end])
    }

    /// Whether the token is that keyword, unquoted, in any case.
    pub(crate) fn is(self, at: usize, keyword: &str) -> bool {
        self.kind(at) == Some(Kind::Word)
            && self.get(at).is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    }

    pub(crate) fn is_symbol(self, at: usize, symbol: &str) -> bool {
        self.kind(at) != Some(Kind::Word) && self.get(at) == Some(symbol)
    }

    pub(crate) fn kind(self, at: usize) -> Option<Kind> {
        Some(self.tokens.get(at)?.kind)
    }

    /// Whether the keywords stand at `at` and behind it.
    pub(crate) fn are(self, at: usize, keywords: &[&str]) -> bool {
        keywords
            .iter()
            .enumerate()
            .all(|(offset, keyword)| self.is(at + offset, keyword))
    }

    pub(crate) fn find_symbol(self, symbol: &str) -> bool {
        (0..self.len()).any(|at| self.is_symbol(at, symbol))
    }

    /// The place of the first such keyword.
    pub(crate) fn find(self, keyword: &str) -> Option<usize> {
        (0..self.len()).find(|at| self.is(*at, keyword))
    }
}
