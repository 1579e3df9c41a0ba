use std::ops::Range;

use crate::Dialect;
use crate::lexer::Kind;
use crate::words::Words;

/// Where the splitter is inside a statement that may hold semicolons. Every method takes the
/// statement's tokens so far.
#[derive(Debug)]
pub(crate) struct Body {
    dialect: Dialect,
    kind: Option<BodyKind>,
    decided: bool,
    /// Open parentheses (PostgreSQL), by their place.
    parentheses: Vec<Range<usize>>,
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodyKind {
    Routine,
    Trigger,
}

/// A block that an `END` closes.
#[derive(Debug)]
struct Block {
    /// Its first word.
    at: Range<usize>,
    kind: BlockKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    /// Statements, each with its semicolon.
    Statements,
    /// `REPEAT … UNTIL <expression> END REPEAT`.
    Repeat,
    /// A CASE expression: no statement begins inside it.
    Expression,
}

impl Body {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            kind: None,
            decided: false,
            parentheses: Vec::new(),
            blocks: Vec::new(),
        }
    }

    /// Records the last token.
    pub(crate) fn follow(&mut self, words: Words<'_>) {
        let Some(last) = words.len().checked_sub(1) else {
            return;
        };
        if !self.decided {
            self.decide(words, last);
        }
        let routine = self.kind == Some(BodyKind::Routine);
        match (self.dialect, words.kind(last)) {
            (Dialect::Postgres, Some(Kind::Open)) => self.parentheses.extend(words.range(last)),
            (Dialect::Postgres, Some(Kind::Close)) => {
                self.parentheses.pop();
            }
            (Dialect::Postgres, Some(Kind::Word)) if routine => self.follow_atomic(words, last),
            (Dialect::Mysql, Some(Kind::Word)) if routine => self.follow_compound(words, last),
            _ => {}
        }
    }

    /// Finds out from the first words whether the statement has a body.
    fn decide(&mut self, words: Words<'_>, last: usize) {
        if self.dialect == Dialect::Mysql && words.is(0, "BEGIN") {
            if words.are(0, &["BEGIN", "NOT", "ATOMIC"]) {
                self.kind = Some(BodyKind::Routine);
                self.open(words, 0, BlockKind::Statements);
            }
            self.decided = last >= 2;
            return;
        }
        if !words.is(0, "CREATE") && !words.is(0, "ALTER") {
            self.decided = true;
            return;
        }
        let object = |names: &[&str]| names.iter().any(|name| words.is(last, name));
        self.kind = match self.dialect {
            Dialect::Sqlite if last <= 2 => is_trigger(words).then_some(BodyKind::Trigger),
            Dialect::Postgres if object(&["FUNCTION", "PROCEDURE"]) => Some(BodyKind::Routine),
            Dialect::Mysql if object(&["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT"]) => {
                Some(BodyKind::Routine)
            }
            _ => None,
        };
        let other = object(&[
            "TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "TYPE", "RULE", "USER",
        ]);
        self.decided = self.kind.is_some() || other || last >= 16;
    }

    /// Follows psql, which counts the words outside of parentheses.
    fn follow_atomic(&mut self, words: Words<'_>, last: usize) {
        let before = last.wrapping_sub(1);
        // After a dot or AS, `end` may be a column's name.
        let is_name = words.is_symbol(before, ".") || words.is(before, "AS");
        if is_name || !self.parentheses.is_empty() {
            return;
        }
        if self.blocks.is_empty() {
            if words.is(last, "ATOMIC") && words.is(before, "BEGIN") {
                self.open(words, last, BlockKind::Statements);
            }
        } else if words.is(last, "CASE") {
            self.open(words, last, BlockKind::Expression);
        } else if words.is(last, "END") {
            self.blocks.pop();
        }
    }

    fn follow_compound(&mut self, words: Words<'_>, last: usize) {
        const LOOPS: [&str; 4] = ["IF", "LOOP", "WHILE", "FOR"];
        let before = last.wrapping_sub(1);
        let is = |keyword: &str| words.is(last, keyword);
        let inside = self.blocks.last().map(|block| block.kind);
        let begins = begins_statement(words, last) && inside != Some(BlockKind::Expression);
        if words.is_symbol(before, ".") {
            // Any word here is a name.
        } else if is("END") {
            // `begin` and `end` may name columns, so they count only where a statement begins.
            if begins || matches!(inside, Some(BlockKind::Expression | BlockKind::Repeat)) {
                self.blocks.pop();
            }
        } else if words.is(before, "END") {
            // `END IF` and its like: the END was counted.
        } else if is("CASE") && !begins {
            self.open(words, last, BlockKind::Expression);
        } else if is("REPEAT") && begins {
            self.open(words, last, BlockKind::Repeat);
        } else if is("BEGIN") && (begins || inside.is_none() || is_handler(words, last))
            || begins && (is("CASE") || LOOPS.iter().any(|keyword| is(keyword)))
        {
            self.open(words, last, BlockKind::Statements);
        }
    }

    fn open(&mut self, words: Words<'_>, at: usize, kind: BlockKind) {
        let at = words.range(at);
        self.blocks.extend(at.map(|at| Block { at, kind }));
    }

    /// Whether a terminator after the tokens ends the statement.
    pub(crate) fn may_end(&self, words: Words<'_>) -> bool {
        match self.dialect {
            Dialect::Postgres => self.parentheses.is_empty() && self.blocks.is_empty(),
            Dialect::Mysql => self.blocks.is_empty(),
            Dialect::Sqlite => self.kind != Some(BodyKind::Trigger) || ends_trigger(words),
        }
    }

    /// What is still open at the end of the text.
    pub(crate) fn unterminated(&self, words: Words<'_>) -> Option<(Range<usize>, &'static str)> {
        if let Some(block) = self.blocks.first() {
            return Some((block.at.clone(), "block"));
        }
        if let Some(open) = self.parentheses.first() {
            return Some((open.clone(), "parenthesis"));
        }
        if self.may_end(words) {
            return None;
        }
        Some((words.range(0)?, "trigger body (it ends with `; END`)"))
    }
}

/// Whether a statement of a MySQL body may begin at the token.
fn begins_statement(words: Words<'_>, at: usize) -> bool {
    const BEFORE: [&str; 7] = ["BEGIN", "THEN", "ELSE", "DO", "LOOP", "REPEAT", "ROW"];
    let before = at.wrapping_sub(1);
    words.is_symbol(before, ";")
        || words.is_symbol(before, ":")
        || BEFORE.iter().any(|word| words.is(before, word))
}

/// Whether the token belongs to `DECLARE … HANDLER FOR …`, whose statement begins anywhere.
fn is_handler(words: Words<'_>, at: usize) -> bool {
    let mut after = (0..at).rev().take_while(|at| !words.is_symbol(*at, ";"));
    after.any(|at| words.is(at, "HANDLER"))
}

/// `CREATE [TEMP | TEMPORARY] TRIGGER`.
fn is_trigger(words: Words<'_>) -> bool {
    let temporary = words.is(1, "TEMP") || words.is(1, "TEMPORARY");
    words.is(0, "CREATE") && words.is(1 + usize::from(temporary), "TRIGGER")
}

/// A trigger ends at `; END ;`, whatever comes before that (`sqlite3_complete()`).
fn ends_trigger(words: Words<'_>) -> bool {
    let last = words.len().wrapping_sub(1);
    words.is(last, "END") && words.is_symbol(last.wrapping_sub(1), ";")
}
