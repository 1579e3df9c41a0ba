use migrate_directory::{Kind, Words};

use super::super::name::{Ident, Name, Span};
use super::super::statement::ObjectKind;

/// A place in a statement's tokens, and where the part ends that is read.
#[derive(Clone)]
pub(super) struct Cursor<'t> {
    words: Words<'t>,
    at: usize,
    end: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(words: Words<'t>) -> Self {
        Self {
            words,
            at: 0,
            end: words.len(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at >= self.end
    }

    /// How many tokens are left.
    pub(super) fn len(&self) -> usize {
        self.end.saturating_sub(self.at)
    }

    pub(super) fn advance(&mut self, count: usize) {
        self.at = (self.at + count).min(self.end);
    }

    /// The text of the next token.
    pub(super) fn word(&self) -> Option<&'t str> {
        self.word_at(0)
    }

    pub(super) fn word_at(&self, offset: usize) -> Option<&'t str> {
        self.kind_at(offset)?;
        self.words.get(self.at + offset)
    }

    pub(super) fn kind_at(&self, offset: usize) -> Option<Kind> {
        let at = self.at + offset;
        (at < self.end).then(|| self.words.kind(at))?
    }

    pub(super) fn is(&self, keyword: &str) -> bool {
        self.is_at(0, keyword)
    }

    pub(super) fn is_at(&self, offset: usize, keyword: &str) -> bool {
        self.at + offset < self.end && self.words.is(self.at + offset, keyword)
    }

    pub(super) fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    pub(super) fn are(&self, keywords: &[&str]) -> bool {
        let mut all = keywords.iter().enumerate();
        all.all(|(offset, keyword)| self.is_at(offset, keyword))
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        !self.is_empty() && self.words.is_symbol(self.at, symbol)
    }

    pub(super) fn eat(&mut self, keyword: &str) -> bool {
        let found = self.is(keyword);
        self.advance(usize::from(found));
        found
    }

    pub(super) fn eat_any(&mut self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.eat(keyword))
    }

    pub(super) fn eat_all(&mut self, keywords: &[&str]) -> bool {
        let found = self.are(keywords);
        self.advance(if found { keywords.len() } else { 0 });
        found
    }

    pub(super) fn eat_symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        self.advance(usize::from(found));
        found
    }

    /// Moves past the next such keyword outside of parentheses.
    pub(super) fn seek(&mut self, keyword: &str) -> bool {
        let mut ahead = self.clone();
        while !ahead.is_empty() {
            if ahead.eat(keyword) {
                *self = ahead;
                return true;
            }
            ahead.step();
        }
        false
    }

    /// Whether one of the keywords is left, in parentheses or not.
    pub(super) fn has_any(&mut self, keywords: &[&str]) -> bool {
        while !self.is_empty() && !self.is_any(keywords) {
            self.advance(1);
        }
        !self.is_empty()
    }

    /// Goes on by one token, or by all that stands in parentheses.
    pub(super) fn step(&mut self) {
        if self.parentheses().is_none() {
            self.advance(1);
        }
    }

    /// The contents of the parentheses that open here; the cursor moves past them.
    pub(super) fn parentheses(&mut self) -> Option<Self> {
        if self.kind_at(0) != Some(Kind::Open) {
            return None;
        }
        let mut depth = 0_usize;
        for at in self.at..self.end {
            match self.words.kind(at) {
                Some(Kind::Open) => depth += 1,
                Some(Kind::Close) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let inside = Self {
                    at: self.at + 1,
                    end: at,
                    ..*self
                };
                self.at = at + 1;
                return Some(inside);
            }
        }
        None
    }

    /// The rest in parts, which commas outside of parentheses separate.
    pub(super) fn list(&self) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut rest = self.clone();
        let mut start = self.at;
        while !rest.is_empty() {
            if rest.is_symbol(",") {
                parts.push(self.part(start, rest.at));
                start = rest.at + 1;
            }
            rest.step();
        }
        if start < self.end {
            parts.push(self.part(start, self.end));
        }
        parts
    }

    fn part(&self, start: usize, end: usize) -> Self {
        Self {
            at: start,
            end,
            ..*self
        }
    }

    /// The part that begins here and ends where the other does.
    pub(super) fn until(&self, other: &Self) -> Self {
        self.part(self.at, other.end)
    }

    /// The part that begins here and ends where the other begins.
    pub(super) fn before(&self, other: &Self) -> Self {
        self.part(self.at, other.at)
    }

    /// A name without qualification.
    pub(super) fn ident(&mut self) -> Option<Ident> {
        let word = self.word()?;
        let inside = |quote: char| {
            let inside = word.strip_prefix(quote)?.strip_suffix(quote)?;
            Some(inside.replace(&format!("{quote}{quote}"), &quote.to_string()))
        };
        let text = match self.kind_at(0)? {
            Kind::Word => word.to_owned(),
            Kind::QuotedName => inside('`')?,
            // A name in the mode `ANSI_QUOTES`.
            Kind::String => inside('"')?,
            _ => return None,
        };
        let span = self.words.range(self.at)?;
        self.advance(1);
        Some(Ident { text, span })
    }

    /// A name, qualified or not.
    pub(super) fn name(&mut self) -> Option<Name> {
        let first = self.ident()?;
        if self.is_symbol(".") {
            self.advance(1);
            let last = self.ident()?;
            let span = first.span.start..last.span.end;
            return Some(Name {
                database: Some(first.text),
                name: last.text,
                span,
            });
        }
        Some(Name {
            database: None,
            name: first.text,
            span: first.span,
        })
    }

    /// Names between commas.
    pub(super) fn names(&mut self) -> Vec<Name> {
        let mut names: Vec<Name> = self.name().into_iter().collect();
        while !names.is_empty() && self.eat_symbol(",") {
            names.extend(self.name());
        }
        names
    }

    /// Names between commas inside of parentheses.
    pub(super) fn idents(&mut self) -> Vec<Ident> {
        let inside = self.parentheses();
        let parts = inside.iter().flat_map(Cursor::list);
        parts.filter_map(|mut part| part.ident()).collect()
    }

    /// A string without its quotes.
    pub(super) fn string(&mut self) -> Option<String> {
        if self.kind_at(0) != Some(Kind::String) {
            return None;
        }
        let word = self.word()?;
        self.advance(1);
        let quote = &word[..1];
        let inside = &word[1..word.len() - 1];
        Some(inside.replace(&quote.repeat(2), quote))
    }

    /// `= word`, the `=` being optional.
    pub(super) fn option(&mut self) -> Option<String> {
        self.eat_symbol("=");
        if let Some(text) = self.string() {
            return Some(text);
        }
        Some(self.ident()?.text)
    }

    /// The place of the next token.
    pub(super) fn place(&self) -> Span {
        self.place_at(0)
    }

    /// The place of a token; after the last one, that of the last one.
    pub(super) fn place_at(&self, offset: usize) -> Span {
        let last = self.words.len().saturating_sub(1);
        let range = self.words.range((self.at + offset).min(last));
        range.unwrap_or(0..0)
    }

    /// The place of what is left.
    pub(super) fn span(&self) -> Span {
        let start = self.words.range(self.at);
        let end = self.words.range(self.end.saturating_sub(1));
        match (start, end) {
            (Some(start), Some(end)) => start.start..end.end.max(start.end),
            _ => 0..0,
        }
    }

    /// What is left, in lower case and without space between.
    pub(super) fn compact(&self) -> String {
        let words = (self.at..self.end).filter_map(|at| self.words.get(at));
        words.collect::<String>().to_lowercase()
    }

    /// The kind of object that a keyword names; the cursor moves past it.
    pub(super) fn object_kind(&mut self) -> Option<ObjectKind> {
        const KINDS: [(&str, ObjectKind); 10] = [
            ("TABLE", ObjectKind::Table),
            ("TABLES", ObjectKind::Table),
            ("VIEW", ObjectKind::View),
            ("SEQUENCE", ObjectKind::Sequence),
            ("TRIGGER", ObjectKind::Trigger),
            ("PROCEDURE", ObjectKind::Procedure),
            ("FUNCTION", ObjectKind::Function),
            ("EVENT", ObjectKind::Event),
            ("DATABASE", ObjectKind::Database),
            ("SCHEMA", ObjectKind::Database),
        ];
        let (_, kind) = KINDS.iter().find(|(word, _)| self.is(word))?;
        self.advance(1);
        Some(*kind)
    }

    /// Skips MariaDB's `WAIT n` and `NOWAIT`.
    pub(super) fn skip_wait(&mut self) {
        if self.eat("WAIT") {
            self.advance(1);
        } else {
            self.eat("NOWAIT");
        }
    }
}
