//! User variables and `LAST_INSERT_ID()`.

use migrate_directory::Kind;

use super::super::name::Span;
use super::super::statement::SessionValues;
use super::cursor::Cursor;

/// What they give depends on the session, or differs from call to call.
const OF_THE_SESSION: [&str; 6] = [
    "LAST_INSERT_ID",
    "ROW_COUNT",
    "FOUND_ROWS",
    "UUID",
    "UUID_SHORT",
    "RAND",
];

pub(super) fn read(cursor: &Cursor<'_>) -> SessionValues {
    let mut values = SessionValues::default();
    if cursor.is("SET") {
        // Executed again in the next session, so only what differs there is lost.
        let mut rest = cursor.clone();
        rest.advance(1);
        for part in rest.list() {
            let assigned = assigned(part.clone());
            values
                .kept
                .extend(assigned.filter(|_| is_of_the_session(part)));
        }
        return values;
    }
    let mut at = cursor.clone();
    let mut into = false;
    while !at.is_empty() {
        let mut ahead = at.clone();
        if let Some((name, span)) = variable(&mut ahead) {
            let is_set = into || ahead.is_symbol(":");
            if is_set {
                values.kept.push(name);
            } else {
                values.read.push((name, span));
            }
            into &= ahead.is_symbol(",");
            at = ahead;
            continue;
        }
        if at.is_symbol("@") {
            // `@@variable` is the server's.
            at.advance(3);
            continue;
        }
        let is_call = at.is("LAST_INSERT_ID")
            && at.kind_at(1) == Some(Kind::Open)
            && at.kind_at(2) == Some(Kind::Close);
        if is_call && values.last_id.is_none() {
            values.last_id = Some(at.place());
        }
        // A table follows `INSERT INTO`.
        into = at.is("INTO") || into && at.is_symbol(",");
        at.advance(1);
    }
    values
}

/// The variable that a part of `SET` gives a value to.
fn assigned(mut part: Cursor<'_>) -> Option<String> {
    variable(&mut part).map(|(name, _)| name)
}

/// `@name`.
fn variable(cursor: &mut Cursor<'_>) -> Option<(String, Span)> {
    let start = cursor.place();
    let mut ahead = cursor.clone();
    let is_user = ahead.eat_symbol("@") && !ahead.is_symbol("@");
    let name = is_user.then(|| ahead.ident())??;
    *cursor = ahead;
    Some((name.text.to_lowercase(), start.start..name.span.end))
}

fn is_of_the_session(mut part: Cursor<'_>) -> bool {
    while !part.is_empty() {
        if part.is_any(&OF_THE_SESSION) && part.kind_at(1) == Some(Kind::Open) {
            return true;
        }
        part.advance(1);
    }
    false
}
