//! `SET`.

use migrate_directory::Kind;

use super::super::statement::{Scope, Setting, Statement};
use super::cursor::Cursor;

pub(super) fn statement(cursor: &mut Cursor<'_>) -> Option<Statement> {
    cursor.advance(1);
    if cursor.is("PASSWORD") || cursor.are(&["DEFAULT", "ROLE"]) || cursor.is("RESOURCE") {
        return None;
    }
    if cursor.eat("ROLE") {
        let name = cursor.compact();
        let name = (name != "default").then_some(name);
        return Some(Statement::SetRole { name });
    }
    let mut settings = Vec::new();
    let mut scope = Scope::Session;
    for part in cursor.list() {
        settings.extend(setting(part, &mut scope));
    }
    Some(Statement::Set(settings))
}

/// A word such as `SESSION` applies to the assignments after it, too.
fn setting(mut part: Cursor<'_>, scope: &mut Scope) -> Option<Setting> {
    let span = part.span();
    if part.eat_any(&["GLOBAL", "PERSIST", "PERSIST_ONLY"]) {
        *scope = Scope::Global;
    } else if part.eat_any(&["SESSION", "LOCAL"]) {
        *scope = Scope::Session;
        if part.is("TRANSACTION") {
            return Some(of_session("transaction", span));
        }
    }
    if part.is("TRANSACTION") {
        let scope = if *scope == Scope::Global {
            Scope::Global
        } else {
            Scope::Other
        };
        return Some(Setting {
            scope,
            ..of_session("transaction", span)
        });
    }
    if let Some(setting) = names(&mut part, &span) {
        return Some(setting);
    }
    let mut own = *scope;
    if part.eat_symbol("@") {
        if !part.eat_symbol("@") {
            return None;
        }
        if part.eat_any(&["GLOBAL", "PERSIST", "PERSIST_ONLY"]) {
            own = Scope::Global;
            part.eat_symbol(".");
        } else if part.eat_any(&["SESSION", "LOCAL"]) {
            own = Scope::Session;
            part.eat_symbol(".");
        }
    }
    let variable = part.name()?;
    part.eat_symbol(":");
    if !part.eat_symbol("=") {
        return None;
    }
    Some(Setting {
        scope: own,
        variable: variable.name.to_lowercase(),
        restores: is_kept_value(&part),
        value: value(&part),
        span,
    })
}

fn of_session(variable: &str, span: super::super::name::Span) -> Setting {
    Setting {
        scope: Scope::Session,
        variable: variable.to_owned(),
        value: String::new(),
        restores: false,
        span,
    }
}

/// `NAMES x` and `CHARACTER SET x`.
fn names(part: &mut Cursor<'_>, span: &super::super::name::Span) -> Option<Setting> {
    let is_names = part.eat("NAMES") && !part.is_symbol("=");
    if !is_names && !part.eat_all(&["CHARACTER", "SET"]) && !part.eat("CHARSET") {
        return None;
    }
    let value = part.option().unwrap_or_default().to_lowercase();
    Some(Setting {
        restores: value == "default",
        value,
        ..of_session("character_set_client", span.clone())
    })
}

/// `DEFAULT`, a user variable, or the server's own value.
fn is_kept_value(part: &Cursor<'_>) -> bool {
    let text = part.compact();
    let is_variable = text.starts_with('@')
        && !text[1..].contains(|letter: char| {
            !letter.is_alphanumeric() && !matches!(letter, '_' | '@' | '.' | '`' | '$')
        });
    text == "default" || is_variable
}

fn value(part: &Cursor<'_>) -> String {
    let mut one = part.clone();
    match one.string() {
        Some(text) if one.is_empty() && part.kind_at(0) == Some(Kind::String) => {
            text.to_lowercase()
        }
        _ => part.compact(),
    }
}
