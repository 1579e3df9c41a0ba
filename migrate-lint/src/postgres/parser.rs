//! The one door to `squawk-syntax`, whose tree changes from version to version: below this module its
//! nodes become the statements of [`super::statement`], above it nobody knows them.

#![expect(
    clippy::needless_pass_by_value,
    clippy::redundant_closure_for_method_calls,
    reason = "nodes are handles, and some of their methods have no name here"
)]

mod alter;
mod bodies;
mod create;
mod drops;
mod expressions;
mod gaps;
mod incomplete;
mod inlined;
mod into;
mod queries;
mod rows;
mod session;
mod statements;
mod tables;
mod types;

use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;
use squawk_syntax::{SourceFile, SyntaxNode};

use super::name::{Ident, Name, Span};
use super::statement::Parsed;

/// What a piece of SQL says.
#[derive(Debug, Default)]
pub(crate) struct Source {
    pub(crate) statements: Vec<Parsed>,
    /// Where it is not SQL, and why.
    pub(crate) errors: Vec<(Span, String)>,
}

/// Reads SQL that begins at byte `base` of the migration, and, with `check`, finds its errors.
pub(crate) fn parse(text: &str, base: usize, check: bool) -> Source {
    let mut parse = SourceFile::parse(text);
    let blanked = into::blanked(&parse.tree(), text);
    if let Some(text) = &blanked {
        parse = SourceFile::parse(text);
    }
    let reader = Reader {
        place: Place::At(base),
        text: blanked.as_deref().or(Some(text)),
        in_body: false,
    };
    let tree = parse.tree();
    let mut errors = Vec::new();
    if check {
        let found = parse.errors();
        let found = found.iter();
        errors.extend(found.map(|error| (shift(error.range(), base), error.message().to_owned())));
        errors.extend(bodies::errors(&tree, base));
        if errors.is_empty() {
            errors.extend(incomplete::errors(&tree, base));
        }
    }
    if !errors.is_empty()
        && let Some(statement) = gaps::gap(text)
    {
        return Source {
            statements: vec![Parsed {
                statement,
                span: base..base + text.len(),
                conditional: false,
                in_body: false,
            }],
            errors: Vec::new(),
        };
    }
    let statements = tree
        .stmts()
        .filter(|statement| !matches!(statement, ast::Stmt::EmptyStmt(_)))
        .map(|statement| reader.parsed(&statement, false))
        .collect();
    Source { statements, errors }
}

/// Where the nodes being read stand in the migration.
#[derive(Clone, Copy)]
enum Place<'b> {
    /// Behind so many bytes.
    At(usize),
    /// In a body, whose own text begins behind so many bytes.
    In(&'b Plpgsql, usize),
    /// In text that a body puts together: all of it stands here.
    All(usize, usize),
}

#[derive(Clone, Copy)]
struct Reader<'b> {
    place: Place<'b>,
    /// What is read, where nodes say their place in it: quicker than what they hold.
    text: Option<&'b str>,
    /// In a body a name may be that of a variable.
    in_body: bool,
}

impl Reader<'_> {
    fn span(&self, node: &impl AstNode) -> Span {
        self.node_span(node.syntax())
    }

    fn node_span(&self, node: &SyntaxNode) -> Span {
        // Without space and comments at its ends.
        let mut first = node.first_token();
        while let Some(token) = first.take_if(|token| token.kind().is_trivia()) {
            first = token.next_token();
        }
        let mut last = node.last_token();
        while let Some(token) = last.take_if(|token| token.kind().is_trivia()) {
            last = token.prev_token();
        }
        let range = match (first, last) {
            (Some(first), Some(last)) => first.text_range().cover(last.text_range()),
            _ => node.text_range(),
        };
        match self.place {
            Place::At(base) => shift(range, base),
            Place::In(body, base) => shift(body.source_range(range), base),
            Place::All(start, end) => start..end,
        }
    }

    /// A node's text as it is written, on one line.
    fn line(&self, node: &impl AstNode) -> String {
        let range: std::ops::Range<usize> = node.syntax().text_range().into();
        let own = || node.syntax().text().to_string();
        let text = self.text.and_then(|text| text.get(range));
        let text = text.map_or_else(own, str::to_owned);
        if text.contains('\n') {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            text.trim().to_owned()
        }
    }

    /// A name of one part.
    fn ident(&self, node: &impl AstNode) -> Ident {
        Ident {
            text: stored(node.syntax()),
            span: self.span(node),
        }
    }

    /// The name in a node: its own path, or the first one inside.
    fn name(&self, node: &impl AstNode) -> Option<Name> {
        let path = node.syntax().descendants().find(|inner| {
            ast::Path::can_cast(inner.kind()) || ast::PathRef::can_cast(inner.kind())
        })?;
        let mut parts = segments(&path);
        let name = parts.pop()?;
        Some(Name {
            schema: parts.pop(),
            name,
            span: self.node_span(&path),
        })
    }

    /// The same where only the last part counts.
    fn last_part(&self, node: &impl AstNode) -> Option<Ident> {
        let name = self.name(node)?;
        Some(Ident {
            text: name.name,
            span: name.span,
        })
    }

    fn names<N: AstNode>(&self, nodes: impl Iterator<Item = N>) -> Vec<Name> {
        nodes.filter_map(|node| self.name(&node)).collect()
    }

    fn idents<N: AstNode>(&self, nodes: impl Iterator<Item = N>) -> Vec<Ident> {
        nodes.map(|node| self.ident(&node)).collect()
    }
}

/// A name as the server stores it, which cuts off what is too long (`NAMEDATALEN`).
fn stored(node: &SyntaxNode) -> String {
    const LONGEST: usize = 63;
    let mut name = ast::normalize_name_node(node);
    name.truncate(name.floor_char_boundary(LONGEST));
    name
}

/// The parts of a path, in order.
fn segments(path: &SyntaxNode) -> Vec<String> {
    let segment = |node: &SyntaxNode| {
        ast::PathSegment::can_cast(node.kind()) || ast::PathSegmentRef::can_cast(node.kind())
    };
    path.descendants()
        .filter(segment)
        .map(|node| stored(&node))
        .collect()
}

fn shift(range: impl Into<std::ops::Range<usize>>, base: usize) -> Span {
    let range = range.into();
    range.start + base..range.end + base
}

/// A node's text as it is written.
fn text(node: &impl AstNode) -> String {
    node.syntax().text().to_string().trim().to_owned()
}
