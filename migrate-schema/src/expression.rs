//! Brings PostgreSQL's expressions into the form that survives a dump and restore.
//!
//! The server prints some expressions differently after they were dumped and restored.
//! `CHECK (v IN ('a', 'b'))` on a `varchar` is printed as
//! `(ARRAY['a'::character varying, …])::text[]`, and after a restore as
//! `ARRAY[('a'::character varying)::text, …]`. `a BETWEEN 1 AND 2 AND b` is printed as
//! `((a >= 1) AND (a <= 2)) AND b`, and after a restore as one `AND` of three operands. Here, both
//! become the second form.

use std::borrow::Cow;
use std::mem;

use crate::token::{Quotes, Token, TokenKind, tokens};

/// Expressions that are nested deeper are not changed. This bounds the recursion.
const DEPTH: usize = 200;

/// The stable form of an expression or definition that the server printed. It is on one line,
/// except for quoted text. The body of a function gets Unix line endings.
pub(crate) fn settled(sql: &str) -> String {
    let tokens = tokens(sql, Quotes::Postgres);
    let mut text = String::with_capacity(sql.len());
    match parse(&tokens) {
        Some(nodes) => write(&settle(nodes), &mut text),
        None => tokens.iter().for_each(|token| put(token, &mut text)),
    }
    text
}

#[derive(Debug, Clone)]
enum Node<'s> {
    Token(Token<'s>),
    Group(Group<'s>),
}

/// The contents of parentheses or brackets.
#[derive(Debug, Clone)]
struct Group<'s> {
    open: &'s str,
    spaced: bool,
    nodes: Vec<Node<'s>>,
}

impl<'s> Node<'s> {
    fn is(&self, text: &str) -> bool {
        matches!(self, Self::Token(token) if token.text == text)
    }

    fn group(&self, open: &str) -> Option<&Group<'s>> {
        match self {
            Self::Group(group) if group.open == open => Some(group),
            _ => None,
        }
    }

    fn set_spaced(&mut self, to: bool) {
        match self {
            Self::Token(Token { spaced, .. }) | Self::Group(Group { spaced, .. }) => *spaced = to,
        }
    }
}

/// `None` if the parentheses are not balanced or too deep.
fn parse<'s>(tokens: &[Token<'s>]) -> Option<Vec<Node<'s>>> {
    let mut outer: Vec<Group<'s>> = Vec::new();
    let mut nodes = Vec::new();
    for token in tokens {
        match token.text {
            "(" | "[" => {
                outer.push(Group {
                    open: token.text,
                    spaced: token.spaced,
                    nodes: mem::take(&mut nodes),
                });
                if outer.len() > DEPTH {
                    return None;
                }
            }
            ")" | "]" => {
                let mut group = outer.pop()?;
                mem::swap(&mut group.nodes, &mut nodes);
                nodes.push(Node::Group(group));
            }
            _ => nodes.push(Node::Token(*token)),
        }
    }
    outer.is_empty().then_some(nodes)
}

fn settle(nodes: Vec<Node<'_>>) -> Vec<Node<'_>> {
    let settled = nodes.into_iter().map(|node| match node {
        Node::Group(mut group) => {
            group.nodes = settle(group.nodes);
            Node::Group(group)
        }
        Node::Token(_) => node,
    });
    flattened(with_casts_inside(settled.collect()))
}

/// Changes `(ARRAY[a, b])::t[]` to `ARRAY[(a)::t, (b)::t]`, and `ARRAY[a, b]::t[]`, which occurs in
/// statistics, to `ARRAY[a::t, b::t]`.
fn with_casts_inside(mut nodes: Vec<Node<'_>>) -> Vec<Node<'_>> {
    let mut at = 0;
    while at < nodes.len() {
        if let Some(array) = array_at(&nodes[at..])
            && let Some(cast) = array_cast(&nodes[at + array.length..])
        {
            let mut cast_array = array.with(cast);
            cast_array[0].set_spaced(array.spaced);
            // The type, and the brackets after it.
            let end = at + array.length + cast.len() + 1;
            nodes.splice(at..end, cast_array);
        }
        at += 1;
    }
    nodes
}

/// The array that the first nodes form.
struct Array<'a, 's> {
    elements: &'a Group<'s>,
    spaced: bool,
    in_parentheses: bool,
    length: usize,
}

fn array_at<'a, 's>(nodes: &'a [Node<'s>]) -> Option<Array<'a, 's>> {
    match nodes {
        [Node::Group(group), ..] if group.open == "(" => Some(Array {
            elements: array_elements(&group.nodes)?,
            spaced: group.spaced,
            in_parentheses: true,
            length: 1,
        }),
        [Node::Token(word), _, ..] => Some(Array {
            elements: array_elements(&nodes[..2])?,
            spaced: word.spaced,
            in_parentheses: false,
            length: 2,
        }),
        _ => None,
    }
}

fn array_elements<'a, 's>(nodes: &'a [Node<'s>]) -> Option<&'a Group<'s>> {
    match nodes {
        [array, elements] if array.is("ARRAY") => elements.group("["),
        _ => None,
    }
}

/// The leading `::` and type of the elements, if `[]` follows.
fn array_cast<'a, 's>(nodes: &'a [Node<'s>]) -> Option<&'a [Node<'s>]> {
    if !nodes.first()?.is("::") {
        return None;
    }
    let is_type = |node: &Node<'_>| match node {
        Node::Token(token) => token.kind != TokenKind::Symbol || token.text == ".",
        Node::Group(group) => group.open == "(",
    };
    let length = 1 + nodes[1..].iter().take_while(|node| is_type(node)).count();
    let brackets = nodes.get(length)?.group("[")?;
    (length > 1 && brackets.nodes.is_empty()).then_some(&nodes[..length])
}

impl<'s> Array<'_, 's> {
    /// Adds the cast to each element.
    fn with(&self, cast: &[Node<'s>]) -> Vec<Node<'s>> {
        let mut nodes = Vec::new();
        for (index, element) in self.elements.nodes.split(|node| node.is(",")).enumerate() {
            if index > 0 {
                nodes.push(token(TokenKind::Symbol, ","));
            }
            let first = nodes.len();
            if let Some(elements) = array_elements(element) {
                nodes.extend(Array { elements, ..*self }.with(cast));
            } else if !element.is_empty() {
                nodes.extend(self.operand(element));
                nodes.extend_from_slice(cast);
            }
            if let Some(first) = nodes.get_mut(first) {
                first.set_spaced(index > 0);
            }
        }
        let elements = Group {
            open: "[",
            spaced: false,
            nodes,
        };
        vec![token(TokenKind::Word, "ARRAY"), Node::Group(elements)]
    }

    /// Adds parentheses as the server does, except where it prints as few as possible.
    fn operand(&self, element: &[Node<'s>]) -> Vec<Node<'s>> {
        let is_operator = |node: &Node<'_>| match node {
            Node::Token(token) => {
                token.kind == TokenKind::Symbol && !["::", "."].contains(&token.text)
            }
            Node::Group(_) => false,
        };
        if !self.in_parentheses && !element.iter().any(is_operator) {
            return element.to_vec();
        }
        vec![Node::Group(Group {
            open: "(",
            spaced: false,
            nodes: element.to_vec(),
        })]
    }
}

/// Changes `(a AND b) AND c` to `a AND b AND c`, and the same for `OR`.
fn flattened(nodes: Vec<Node<'_>>) -> Vec<Node<'_>> {
    let Some(joiner) = joiner(&nodes) else {
        return nodes;
    };
    let mut flat = Vec::with_capacity(nodes.len());
    let mut operand = Vec::new();
    for node in nodes {
        if node.is(joiner) {
            put_operand(&mut operand, joiner, &mut flat);
            flat.push(node);
        } else {
            operand.push(node);
        }
    }
    put_operand(&mut operand, joiner, &mut flat);
    flat
}

fn put_operand<'s>(operand: &mut Vec<Node<'s>>, outer: &'static str, flat: &mut Vec<Node<'s>>) {
    match operand.as_mut_slice() {
        [Node::Group(group)] if group.open == "(" && joiner(&group.nodes) == Some(outer) => {
            group.nodes[0].set_spaced(group.spaced);
            flat.append(&mut group.nodes);
            operand.clear();
        }
        _ => flat.append(operand),
    }
}

/// The operator `AND` or `OR`, if it is the only one between the nodes.
fn joiner(nodes: &[Node<'_>]) -> Option<&'static str> {
    let has = |word| nodes.iter().any(|node| node.is(word));
    if ["SELECT", "CASE", "BETWEEN"].into_iter().any(has) {
        return None;
    }
    match (has("AND"), has("OR")) {
        (true, false) => Some("AND"),
        (false, true) => Some("OR"),
        _ => None,
    }
}

fn token(kind: TokenKind, text: &'static str) -> Node<'static> {
    Node::Token(Token {
        kind,
        text,
        spaced: false,
    })
}

fn write(nodes: &[Node<'_>], text: &mut String) {
    for node in nodes {
        match node {
            Node::Token(token) => put(token, text),
            Node::Group(group) => {
                put_space(group.spaced, text);
                text.push_str(group.open);
                write(&group.nodes, text);
                text.push_str(if group.open == "(" { ")" } else { "]" });
            }
        }
    }
}

fn put(token: &Token<'_>, text: &mut String) {
    put_space(token.spaced, text);
    let body = if token.text.starts_with('$') {
        Cow::from(token.text.replace("\r\n", "\n"))
    } else {
        Cow::from(token.text)
    };
    text.push_str(&body);
}

fn put_space(spaced: bool, text: &mut String) {
    if spaced && !text.is_empty() && !text.ends_with(['(', '[']) {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_anew_becomes_the_same() {
        for (first, again) in [
            (
                "CHECK (((v)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))",
                "CHECK (((v)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text])))",
            ),
            (
                "ON (k::text = ANY (ARRAY['a'::varchar, b || c]::text[]))",
                "ON (k::text = ANY (ARRAY['a'::varchar::text, (b || c)::text]))",
            ),
            (
                "CHECK ((((a >= 1) AND (a <= 2)) AND (b > 0)))",
                "CHECK (((a >= 1) AND (a <= 2) AND (b > 0)))",
            ),
            (
                "((a = 1) OR ((b = 2) OR (c = 3)))",
                "((a = 1) OR (b = 2) OR (c = 3))",
            ),
            (
                "SELECT 1\n   FROM t\n  WHERE (a = 1)",
                "SELECT 1 FROM t WHERE (a = 1)",
            ),
            ("AS $f$a\r\nb$f$", "AS $f$a\nb$f$"),
        ] {
            assert_eq!(settled(first), again);
            assert_eq!(settled(again), again);
        }
    }

    #[test]
    fn what_means_something_else_stays() {
        for sql in [
            "((a AND b) OR c)",
            "(a AND (b OR c))",
            "'(a AND b)  AND c'",
            r"E'it''s \\' || 'x  y'",
            r#""odd  "" name" AND "b""#,
            "((ARRAY[1, 2])::bigint = 1)",
            "CASE WHEN ((a AND b)) THEN 1 END",
            "x[1] + (ARRAY[1, 2])[1]",
            "$1 = $2",
        ] {
            assert_eq!(settled(sql), sql);
        }
    }

    #[test]
    fn deep_nesting_is_left_alone() {
        let deep = format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(settled(&deep), deep);
    }
}
