//! Cuts a file into statements.

use crate::Dialect;
use crate::body::Body;
use crate::lexer::{Kind, Lexer, Token};
use crate::statement::{Comment, Place, Problem, Split, Statement};
use crate::words::Words;

#[cfg(test)]
mod tests;

/// Cuts a text into statements as the dialect's server, or its own shell, would.
///
/// Bodies are followed as the shells do it: PostgreSQL's `BEGIN ATOMIC … END` by psql's counting
/// (`src/fe_utils/psqlscan.l`), SQLite's triggers by the rule of `sqlite3_complete()`, MySQL's
/// compound statements by counting their blocks, or to the delimiter that `DELIMITER` set.
///
/// ```
/// use migrate_directory::{Dialect, split};
///
/// let text = "SELECT ';'; -- done\nSELECT 2";
/// let split = split(text, Dialect::Postgres);
/// let texts: Vec<&str> = split.statements.iter().map(|one| &text[one.text.clone()]).collect();
/// assert_eq!(texts, ["SELECT ';'", "SELECT 2"]);
/// ```
pub fn split(text: &str, dialect: Dialect) -> Split {
    split_tokens(text, dialect, Lexer::new(text, dialect))
}

/// The same for a MySQL server in the mode `NO_BACKSLASH_ESCAPES`.
pub(crate) fn split_without_escapes(text: &str, dialect: Dialect) -> Split {
    split_tokens(text, dialect, Lexer::new(text, dialect).without_escapes())
}

fn split_tokens(text: &str, dialect: Dialect, lexer: Lexer<'_>) -> Split {
    let mut splitter = Splitter {
        text,
        dialect,
        lexer,
        split: Split {
            statements: Vec::new(),
            rest: 0..0,
            problems: Vec::new(),
            comments: Vec::new(),
        },
        start: 0,
        tokens: Vec::new(),
        body: Body::new(dialect),
    };
    splitter.run();
    splitter.split
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
                continue;
            }
            if self.client_command(token) {
                continue;
            }
            if token.kind == Kind::Terminator && self.ends_here() {
                if self.is_copy_from_stdin() {
                    self.refuse_copy();
                    return;
                }
                self.finish(token.end, token.start);
            } else {
                self.tokens.push(token);
                self.body.follow(Words::of(self.text, &self.tokens));
            }
        }
        self.end_of_text();
    }

    fn end_of_text(&mut self) {
        let Some(last) = self.tokens.last().copied() else {
            self.split.rest = self.start..self.text.len();
            return;
        };
        if let Some((at, what)) = self.body.unterminated(self.words()) {
            self.split.problems.push(Problem::Unterminated { at, what });
            self.split.rest = self.start..self.text.len();
        } else if self.is_copy_from_stdin() {
            self.refuse_copy();
        } else {
            self.finish(last.end, last.end);
            self.split.rest = last.end..self.text.len();
        }
    }

    fn words(&self) -> Words<'_> {
        Words::of(self.text, &self.tokens)
    }

    fn ends_here(&self) -> bool {
        self.lexer.has_own_delimiter() || self.body.may_end(self.words())
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
        self.body = Body::new(self.dialect);
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
        // Asked of every token, so the cheap question goes first.
        let at_start = || {
            let line_start = self.text[..token.start].rfind('\n').map_or(0, |at| at + 1);
            self.tokens.is_empty() && self.text[line_start..token.start].trim().is_empty()
        };
        let word = &self.text[token.start..token.end];
        let help = match self.dialect {
            Dialect::Mysql if word.eq_ignore_ascii_case("delimiter") && at_start() => {
                match self.lexer.skip_line().split_whitespace().next() {
                    Some(delimiter) if !delimiter.contains('\\') => {
                        self.lexer.set_delimiter(delimiter);
                        return true;
                    }
                    _ => "write the delimiter after `DELIMITER`, without a backslash",
                }
            }
            Dialect::Sqlite if self.is_dot_command(token) && at_start() => {
                "remove the line: it is a command for the sqlite3 shell"
            }
            Dialect::Postgres if token.kind == Kind::Backslash => {
                "remove the line: it is a command for psql"
            }
            Dialect::Mysql if token.kind == Kind::Backslash => {
                "remove the line: it is a command for the mysql client"
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
        let words = self.words();
        self.dialect == Dialect::Postgres
            && words.is(0, "COPY")
            && (1..words.len()).any(|at| words.is(at, "FROM") && words.is(at + 1, "STDIN"))
    }

    fn refuse_copy(&mut self) {
        if let (Some(first), Some(last)) = (self.tokens.first(), self.tokens.last()) {
            self.split.problems.push(Problem::ClientCommand {
                at: first.start..last.end,
                help: "write the rows as INSERT statements",
            });
        }
        self.split.rest = self.start..self.text.len();
    }
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
