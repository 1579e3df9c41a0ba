//! What each node is read with: its place in the migration, its names and its text.

use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};
use squawk_syntax::plpgsql::Plpgsql;

use crate::postgres::name::{Ident, Name, Span};

/// Where in the migration the nodes are that are read.
#[derive(Clone, Copy)]
pub(super) enum Place<'b> {
    /// After so many bytes.
    At(usize),
    /// In a body, whose own text begins after so many bytes.
    In(&'b Plpgsql, usize),
    /// In text that a body puts together: all of it is at this place.
    All(usize, usize),
}

#[derive(Clone, Copy)]
pub(super) struct Reader<'b> {
    pub(super) place: Place<'b>,
    /// What is read, where nodes say their place in it: quicker than what they hold.
    pub(super) text: Option<&'b str>,
    /// In a body a name may be that of a variable.
    pub(super) in_body: bool,
}

impl Reader<'_> {
    pub(super) fn span(&self, node: &impl AstNode) -> Span {
        self.node_span(node.syntax())
    }

    pub(super) fn node_span(&self, node: &SyntaxNode) -> Span {
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
    pub(super) fn line(&self, node: &impl AstNode) -> String {
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
    pub(super) fn ident(&self, node: &impl AstNode) -> Ident {
        Ident {
            text: stored(node.syntax()),
            span: self.span(node),
        }
    }

    /// The name in a node: its own path, or the first one inside.
    pub(super) fn name(&self, node: &impl AstNode) -> Option<Name> {
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
    pub(super) fn last_part(&self, node: &impl AstNode) -> Option<Ident> {
        let name = self.name(node)?;
        Some(Ident {
            text: name.name,
            span: name.span,
        })
    }

    pub(super) fn names<N: AstNode>(&self, nodes: impl Iterator<Item = N>) -> Vec<Name> {
        nodes.filter_map(|node| self.name(&node)).collect()
    }

    pub(super) fn idents<N: AstNode>(&self, nodes: impl Iterator<Item = N>) -> Vec<Ident> {
        nodes.map(|node| self.ident(&node)).collect()
    }
}

/// A name as the server stores it, which cuts off what is too long (`NAMEDATALEN`).
pub(super) fn stored(node: &SyntaxNode) -> String {
    const LONGEST: usize = 63;
    let mut name = ast::normalize_name_node(node);
    name.truncate(name.floor_char_boundary(LONGEST));
    name
}

/// The parts of a path, in order.
pub(super) fn segments(path: &SyntaxNode) -> Vec<String> {
    let segment = |node: &SyntaxNode| {
        ast::PathSegment::can_cast(node.kind()) || ast::PathSegmentRef::can_cast(node.kind())
    };
    path.descendants()
        .filter(segment)
        .map(|node| stored(&node))
        .collect()
}

pub(super) fn shift(range: impl Into<std::ops::Range<usize>>, base: usize) -> Span {
    let range = range.into();
    range.start + base..range.end + base
}

/// A node's text as it is written.
pub(super) fn text(node: &impl AstNode) -> String {
    node.syntax().text().to_string().trim().to_owned()
}
