//! Edits for `--fix` that run the statements of a file outside of one transaction.

use crate::finding::Edit;
use crate::postgres::check::{Check, Existing};
use crate::postgres::name::Span;
use crate::postgres::statement::Statement;

const DIRECTIVE: &str = "-- migrate: transaction(none)\n";

/// The edits that make each statement of the file run by itself. `None` if that would change what
/// the file does, or if the statement is a part of a body or block.
fn apart(check: &Check<'_>) -> Option<Vec<Edit>> {
    let transaction = &check.file.transaction;
    if check.parsed.in_body || check.parsed.conditional || transaction.open && !transaction.whole {
        return None;
    }
    if !transaction.open {
        return Some(Vec::new());
    }
    check.file.is_divisible.then(|| vec![insert(0, DIRECTIVE)])
}

/// Writes CONCURRENTLY after the keyword. Such a statement has to run by itself.
pub(in crate::postgres::rules) fn concurrently(check: &Check<'_>, keyword: &str) -> Vec<Edit> {
    let Some(mut edits) = apart(check) else {
        return Vec::new();
    };
    let Some(at) = end_of(check, keyword) else {
        return Vec::new();
    };
    edits.push(insert(at, " CONCURRENTLY"));
    edits
}

/// Where a keyword of the statement ends.
pub(in crate::postgres::rules) fn end_of(check: &Check<'_>, keyword: &str) -> Option<usize> {
    let is_outside = |one: char| !one.is_alphanumeric() && one != '_';
    let ends = check.text.match_indices(is_outside).map(|(at, _)| at);
    let mut ends = ends.chain([check.text.len()]);
    let is_keyword = |end: &usize| {
        let word = check.text[..*end].rsplit(is_outside).next();
        word.is_some_and(|word| word.eq_ignore_ascii_case(keyword))
    };
    ends.find(is_keyword).map(|end| check.start + end)
}

/// Adds a constraint without scanning the rows, and validates it in a statement of its own.
pub(in crate::postgres::rules) fn validate_later(
    check: &Check<'_>,
    table: &Existing<'_>,
    constraint: &Span,
    name: &str,
) -> Vec<Edit> {
    let Some(mut edits) = apart(check).filter(|_| is_whole_action(check)) else {
        return Vec::new();
    };
    let end = check.start + check.text.len();
    let validate = format!(";\nALTER TABLE {} VALIDATE CONSTRAINT {name}", table.shown);
    if constraint.end == end {
        edits.push(insert(end, &format!(" NOT VALID{validate}")));
    } else {
        edits.push(insert(constraint.end, " NOT VALID"));
        edits.push(insert(end, &validate));
    }
    edits
}

/// Statements before this one, another text in place of a part of it, and statements after it.
pub(in crate::postgres::rules) fn surround(
    check: &Check<'_>,
    before: &[String],
    instead: Option<(&Span, &str)>,
    after: &[String],
) -> Vec<Edit> {
    let Some(mut edits) = apart(check).filter(|_| is_whole_action(check)) else {
        return Vec::new();
    };
    let before: String = before.iter().flat_map(|one| [one, ";\n"]).collect();
    edits.push(insert(check.start, &before));
    edits.extend(instead.map(|(span, text)| Edit {
        range: span.clone(),
        text: text.to_owned(),
    }));
    let after: String = after.iter().flat_map(|one| [";\n", one]).collect();
    if !after.is_empty() {
        edits.push(insert(check.start + check.text.len(), &after));
    }
    edits
}

/// Whether the statement has one action, so that the statements around it concern nothing else.
fn is_whole_action(check: &Check<'_>) -> bool {
    matches!(check.parsed.statement, Statement::AlterTable(_)) && check.actions == 1
}

fn insert(at: usize, text: &str) -> Edit {
    Edit {
        range: at..at,
        text: text.to_owned(),
    }
}
