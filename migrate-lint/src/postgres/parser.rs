//! The one door to `squawk-syntax`, whose tree changes from version to version: below this module
//! its nodes become the statements of [`super::statement`], above it nobody knows them.

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
mod reader;
mod rows;
mod session;
mod statements;
mod tables;
mod types;

use squawk_syntax::SourceFile;
use squawk_syntax::ast;

use self::reader::{Place, Reader, shift};
use super::name::Span;
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
