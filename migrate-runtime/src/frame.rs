use std::fmt;

/// A position in a migration's file, with its line: how an SQL error is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    path: String,
    line: usize,
    column: usize,
    source: String,
}

impl Frame {
    /// The place of a byte offset in the file's text.
    pub(crate) fn new(path: String, text: &str, offset: usize) -> Self {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let source = text[line_start..].split('\n').next().unwrap_or_default();
        Self {
            path,
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            source: source.to_owned(),
        }
    }

    pub(crate) fn line(&self) -> usize {
        self.line
    }

    pub(crate) fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            path,
            line,
            column,
            source,
        } = self;
        let width = line.to_string().len();
        // Tabs stay tabs, so that the caret is under the character in any terminal.
        let indent: String = source
            .chars()
            .take(column - 1)
            .map(|letter| if letter == '\t' { '\t' } else { ' ' })
            .collect();
        writeln!(f, "{:width$}--> {path}:{line}:{column}", "")?;
        writeln!(f, "{:width$} |", "")?;
        writeln!(f, "{line} | {source}")?;
        write!(f, "{:width$} | {indent}^", "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_place() {
        let frame = Frame::new(
            "migrations/1_a.sql".to_owned(),
            "SELECT 1;\n\tSELECT é, nope;\n",
            22,
        );
        assert_eq!(
            frame.to_string(),
            " --> migrations/1_a.sql:2:12\n  |\n2 | \tSELECT é, nope;\n  | \t          ^"
        );
    }
}
