//! The splitter of the Supabase CLI. Its history stores the pieces.

/// Splits a text after each semicolon that is not inside quotes, a comment, parentheses or
/// `BEGIN ATOMIC`.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut begin, mut at) = (0, 0);
    let mut depth = 0_usize;
    while at < text.len() {
        let rest = &text[at..];
        let length = token(rest);
        match &rest[..length] {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            ";" if depth == 0 => {
                pieces.extend(piece(&text[begin..=at]));
                begin = at + 1;
            }
            _ => {}
        }
        at += length;
    }
    pieces.extend(piece(&text[begin..]));
    pieces
}

fn piece(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(';').trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The length of the token at the start of a text: a quoted text, a comment, a body, a word or one
/// character.
fn token(text: &str) -> usize {
    let first = text.chars().next().map_or(1, char::len_utf8);
    let to_end = |found: Option<usize>| found.unwrap_or(text.len());
    match &text[..first] {
        quote @ ("'" | "\"") => to_end(text[1..].find(quote).map(|end| end + 2)),
        "\\" => text[1..]
            .chars()
            .next()
            .map_or(1, |next| 1 + next.len_utf8()),
        "-" if text.starts_with("--") => to_end(text.find('\n').map(|end| end + 1)),
        "/" if text.starts_with("/*") => comment(text),
        "$" => dollar_quoted(text).unwrap_or(1),
        _ => match word(text) {
            0 => first,
            length => atomic(text).unwrap_or(length),
        },
    }
}

/// The length of a comment. Comments nest.
fn comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(next) = text[at..].find(['/', '*']) {
        at += next;
        if text[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if text[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}

fn dollar_quoted(text: &str) -> Option<usize> {
    let rest = &text[1..];
    let end = rest.find(|one: char| !(one.is_alphanumeric() || one == '_'))?;
    if !rest[end..].starts_with('$') {
        return None;
    }
    let tag = &text[..end + 2];
    let body = &text[tag.len()..];
    Some(
        body.find(tag)
            .map_or(text.len(), |end| tag.len() + end + tag.len()),
    )
}

fn word(text: &str) -> usize {
    text.find(|one: char| !(one.is_alphanumeric() || one == '_'))
        .unwrap_or(text.len())
}

/// The length of `BEGIN ATOMIC … END`.
fn atomic(text: &str) -> Option<usize> {
    let begin = word(text);
    let gap = text[begin..].find(|one: char| !one.is_whitespace())?;
    let body = begin + gap;
    let is_atomic = text[..begin].eq_ignore_ascii_case("begin")
        && gap > 0
        && text[body..body + word(&text[body..])].eq_ignore_ascii_case("atomic");
    if !is_atomic {
        return None;
    }
    let mut at = body;
    while at < text.len() {
        let rest = &text[at..];
        let length = token(rest);
        at += length;
        if rest[..length].eq_ignore_ascii_case("end") {
            break;
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_inside_a_statement() {
        let whole = [
            "SELECT 'a;''b'",
            "SELECT \"a;\"\"b\"",
            "DO $x$ BEGIN PERFORM 1; END $x$",
            "-- a; b\nSELECT 1",
            "/* a; /* b; */ c; */ SELECT 1",
            "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END",
            "SELECT $1",
        ];
        for text in whole {
            assert_eq!(split(&format!("{text};\nSELECT 'é'")), [text, "SELECT 'é'"]);
        }
        assert_eq!(split(";; SELECT 1;;\n-- end"), ["SELECT 1", "-- end"]);
        assert!(split(" \n").is_empty());
    }
}
