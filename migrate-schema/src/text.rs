//! The canonical text: one line per object, `<kind> <name>`, and one indented line per property.

use std::fmt::Write;

use migrate_format::Dialect;

use crate::error::{Error, Kind as ErrorKind};
use crate::kind::{Kind, Property};
use crate::name::Name;
use crate::schema::{Object, Schema};

const VERSION: &str = "1";

pub(crate) fn write(schema: &Schema) -> String {
    let mut text = head(schema);
    line(&mut text, "server ", &schema.server);
    body(&mut text, schema);
    text
}

/// What the fingerprint is of.
pub(crate) fn write_without_server(schema: &Schema) -> String {
    let mut text = head(schema);
    body(&mut text, schema);
    text
}

pub(crate) fn parse(text: &str) -> Result<Schema, Error> {
    let mut lines = text.split('\n').enumerate();
    let mut schema = parse_head(lines.next().map_or("", |(_, line)| line))?;
    let mut current: Option<Object> = None;
    for (index, line) in lines {
        let wrong = |message: &'static str| wrong(index, message);
        if line.is_empty() {
            continue;
        }
        let (word, value) = line
            .trim_start_matches(' ')
            .split_once(' ')
            .ok_or_else(|| wrong("a word and a value are expected"))?;
        if line.starts_with("  ") {
            let property = Property::parse(word).ok_or_else(|| wrong("the property is unknown"))?;
            let value = unescaped(value).ok_or_else(|| wrong("the value has a bad escape"))?;
            let object = current.as_mut();
            object
                .ok_or_else(|| wrong("a property stands before any object"))?
                .set(property, value);
        } else if word == "server" {
            schema.server = unescaped(value).ok_or_else(|| wrong("the value has a bad escape"))?;
        } else {
            let kind = Kind::parse(word).ok_or_else(|| wrong("the kind of object is unknown"))?;
            let parts = parse_name(value).ok_or_else(|| wrong("the name is malformed"))?;
            let name = Name::new(schema.dialect, kind, parts);
            if let Some(object) = current.replace(Object::new(kind, name)) {
                schema.insert(object);
            }
        }
    }
    if let Some(object) = current {
        schema.insert(object);
    }
    Ok(schema)
}

fn head(schema: &Schema) -> String {
    let grants = if schema.with_grants { " grants" } else { "" };
    format!("schema {VERSION} {}{grants}\n", schema.dialect)
}

fn parse_head(line: &str) -> Result<Schema, Error> {
    let words: Vec<&str> = line.split(' ').collect();
    let (dialect, with_grants) = match words.as_slice() {
        ["schema", VERSION, dialect] => (dialect, false),
        ["schema", VERSION, dialect, "grants"] => (dialect, true),
        ["schema", ..] => return Err(wrong(0, "a later version of migrate wrote it")),
        _ => return Err(wrong(0, "it does not begin with `schema 1`")),
    };
    let dialect =
        Dialect::named(dialect).ok_or_else(|| wrong(0, "the kind of database is unknown"))?;
    Ok(Schema::new(dialect, with_grants))
}

fn body(text: &mut String, schema: &Schema) {
    for object in schema.objects() {
        let parts = object.name().parts().iter();
        let name: Vec<String> = parts.map(|part| quoted(part)).collect();
        // Writing to a string does not fail.
        let _ = writeln!(text, "{} {}", object.kind().as_str(), name.join("."));
        for (property, value) in object.properties() {
            let _ = write!(text, "  {} ", property.as_str());
            line(text, "", value);
        }
    }
}

fn line(text: &mut String, word: &str, value: &str) {
    text.push_str(word);
    escape(text, value);
    text.push('\n');
}

fn escape(text: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            _ => text.push(character),
        }
    }
}

fn unescaped(value: &str) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '\\' => match characters.next()? {
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            },
            _ => character,
        });
    }
    Some(text)
}

/// A part of a name, in quotes if dots would not end it.
fn quoted(part: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "_$-(), []".contains(c);
    if !part.is_empty() && part.chars().all(is_plain) {
        return part.to_owned();
    }
    let mut text = String::from("\"");
    escape(&mut text, &part.replace('"', "\"\""));
    text.push('"');
    text
}

fn parse_name(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let part = if let Some(quoted) = rest.strip_prefix('"') {
            let end = closing_quote(quoted)?;
            rest = &quoted[end + 1..];
            unescaped(&quoted[..end].replace("\"\"", "\""))?
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            let part = rest[..end].to_owned();
            rest = &rest[end..];
            part
        };
        parts.push(part);
        match rest.strip_prefix('.') {
            Some(next) => rest = next,
            None if rest.is_empty() => return Some(parts),
            None => return None,
        }
    }
}

/// Where the quote is that is not doubled.
fn closing_quote(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let quote = from + text[from..].find('"')?;
        if !text[quote + 1..].starts_with('"') {
            return Some(quote);
        }
        from = quote + 2;
    }
}

fn wrong(index: usize, message: &'static str) -> Error {
    ErrorKind::Text {
        line: index + 1,
        message,
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let names = [
            "a",
            "a.b",
            "",
            "\"",
            "a\"\".\"b",
            "ü (integer, x[])",
            "\\n\n\r",
            ".",
        ];
        let mut schema = Schema::new(Dialect::Postgres, true);
        schema.server = "15".to_owned();
        for first in names {
            for second in names {
                let parts = vec![first.to_owned(), second.to_owned()];
                let name = Name::new(Dialect::Postgres, Kind::Table, parts);
                let mut object = Object::new(Kind::Table, name);
                object.set(Property::Comment, format!(" {first}\\\r\n{second} "));
                object.set(Property::Default, "");
                schema.insert(object);
            }
        }
        assert_eq!(parse(&write(&schema)).unwrap(), schema);
    }

    #[test]
    fn what_is_no_schema_is_refused() {
        for (text, message) in [
            ("", "line 1: it does not begin"),
            ("schema 2 postgres\n", "line 1: a later version"),
            ("schema 1 oracle\n", "line 1: the kind of database"),
            (
                "schema 1 sqlite\n  type TEXT\n",
                "line 2: a property stands before",
            ),
            (
                "schema 1 sqlite\ntable t\n  colour red\n",
                "line 3: the property is unknown",
            ),
            ("schema 1 sqlite\nsynonym t\n", "line 2: the kind of object"),
            (
                "schema 1 sqlite\ntable \"t\n",
                "line 2: the name is malformed",
            ),
            (
                "schema 1 sqlite\ntable t\n  type \\x\n",
                "line 3: the value has a bad escape",
            ),
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
