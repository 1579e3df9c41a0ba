//! Properties of every text, however broken. The fuzz target includes this file.

use migrate_directory::{Dialect, Problem, split};

/// Asserts that the statements' spans and the rest tile the text, and that each statement's text
/// lies within its span and begins at its first token.
pub(crate) fn check(text: &str) {
    for dialect in Dialect::ALL {
        let split = split(text, dialect);
        let mut end = 0;
        for statement in &split.statements {
            assert_eq!(statement.span.start, end, "{dialect} {text:?}");
            end = statement.span.end;
            let span = text.get(statement.span.clone());
            assert!(span.is_some(), "{dialect} {text:?}");
            assert!(
                statement.text.start >= statement.span.start,
                "{dialect} {text:?}"
            );
            assert!(
                statement.text.end <= statement.span.end,
                "{dialect} {text:?}"
            );
            let sql = text.get(statement.text.clone()).unwrap_or_default();
            assert!(begins_with_token(sql, dialect), "{dialect} {text:?}");
        }
        assert_eq!(split.rest, end..text.len(), "{dialect} {text:?}");
        for problem in &split.problems {
            let (Problem::Unterminated { at, .. } | Problem::ClientCommand { at, .. }) = problem;
            let shown = text.get(at.clone());
            assert!(
                shown.is_some_and(|shown| !shown.is_empty()),
                "{dialect} {text:?}"
            );
        }
        if dialect == Dialect::Postgres && split.problems.is_empty() {
            for statement in &split.statements {
                is_one_statement(&text[statement.text.clone()]);
            }
        }
    }
}

fn begins_with_token(sql: &str, dialect: Dialect) -> bool {
    let comment = match dialect {
        Dialect::Mysql => sql.starts_with('#'),
        Dialect::Postgres | Dialect::Sqlite => sql.starts_with("--") || sql.starts_with("/*"),
    };
    !sql.is_empty() && !sql.starts_with(|first: char| first.is_ascii_whitespace()) && !comment
}

/// Splitting a statement again does not split it further.
fn is_one_statement(sql: &str) {
    let again = split(sql, Dialect::Postgres);
    assert!(again.problems.is_empty(), "{sql:?}");
    assert_eq!(again.statements.len(), 1, "{sql:?}");
    assert_eq!(again.statements[0].text.start, 0, "{sql:?}");
}
