use std::borrow::Cow;
use std::ops::Range;

/// The text that is hashed, split and executed: without a byte order mark, and with `\n` for
/// `\r\n`, so that a file has one checksum on every platform.
///
/// ```
/// assert_eq!(migrate_directory::normalise("\u{feff}SELECT 1;\r\n"), "SELECT 1;\n");
/// ```
pub fn normalise(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains("\r\n") {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Maps a range of the normalised text to the range in the file's original text.
///
/// ```
/// let raw = "\u{feff}SELECT\r\n1;\r\n";
/// let text = migrate_directory::normalise(raw);
/// assert_eq!(&text[0..8], "SELECT\n1");
/// assert_eq!(&raw[migrate_directory::original_range(raw, &(0..8))], "SELECT\r\n1");
/// ```
pub fn original_range(raw: &str, range: &Range<usize>) -> Range<usize> {
    let mark = raw.len() - raw.strip_prefix('\u{feff}').unwrap_or(raw).len();
    let bytes = raw.as_bytes();
    let original = |offset: usize| {
        let mut at = mark;
        for _ in 0..offset {
            let is_pair = bytes.get(at..at + 2) == Some(b"\r\n");
            at += if is_pair { 2 } else { 1 };
        }
        at.min(raw.len())
    };
    original(range.start)..original(range.end)
}

/// A position in a text as shown to people: both numbers start at 1, columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Position {
    /// The place of a byte offset. An offset past the end is the end.
    pub fn of(text: &str, offset: usize) -> Self {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters() {
        let at = |offset| {
            let Position { line, column } = Position::of("é;\nab", offset);
            (line, column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(2), (1, 2));
        assert_eq!(at(5), (2, 2));
        assert_eq!(at(99), (2, 3));
    }

    #[test]
    fn a_lone_carriage_return_is_kept() {
        assert_eq!(normalise("a\rb\r\nc"), "a\rb\nc");
    }
}
