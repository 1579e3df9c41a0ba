use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};
use serde::{Deserialize, Serialize};

use crate::{Code, Level, Position};

/// One problem, as data. Every door (macro, build script, command) shows the same ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The kind of problem.
    pub code: Code,
    /// Whether the build fails.
    pub level: Level,
    /// The file, relative to the package, with `/` between the parts.
    pub path: String,
    /// The place in the file's normalised text, in bytes. `0..0` where the file as a whole is meant.
    pub range: Range<usize>,
    /// What is wrong: lower case, no final dot.
    pub message: String,
    /// What is wrong at that place, in a few words. May be empty.
    pub label: String,
    /// What to do: one imperative sentence.
    pub help: String,
}

impl Diagnostic {
    /// A diagnostic that fails the build.
    pub fn deny(
        code: Code,
        path: impl Into<String>,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            code,
            level: Level::Deny,
            path: path.into(),
            range,
            message: message.into(),
            label: String::new(),
            help: help.into(),
        }
    }

    /// The same with a few words at the place itself.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same as a warning.
    #[must_use]
    pub fn warn(mut self) -> Self {
        self.level = Level::Warn;
        self
    }

    /// One line: `path:line:column: message [code]; help`. `text` is the file's normalised text.
    pub fn line(&self, text: Option<&str>) -> String {
        let Position { line, column } = self.position(text);
        let Self {
            path,
            message,
            code,
            help,
            ..
        } = self;
        format!("{path}:{line}:{column}: {message} [{code}]; {help}")
    }

    /// A frame as rustc draws it, without the word `error`, so that it reads as rustc's own when it
    /// is the text of a `compile_error!`.
    pub fn frame(&self, text: Option<&str>) -> String {
        self.render(text, &Renderer::plain())
    }

    /// The same with the colours of a terminal.
    pub fn coloured_frame(&self, text: Option<&str>) -> String {
        self.render(text, &Renderer::styled())
    }

    fn render(&self, text: Option<&str>, renderer: &Renderer) -> String {
        let title = format!("{} [{}]", self.message, self.code);
        let group = Group::with_title(Title::ERROR.no_name().primary_title(title));
        let group = match text.filter(|text| !text.is_empty()) {
            Some(text) => {
                let window = Window::around(text, &self.range);
                let annotation = AnnotationKind::Primary.span(window.span.clone());
                let annotation = match self.label.as_str() {
                    "" => annotation,
                    label => annotation.label(label),
                };
                group.element(
                    Snippet::source(window.text)
                        .path(self.path.as_str())
                        .line_start(window.line)
                        .annotation(annotation),
                )
            }
            None => group.element(Origin::path(self.path.as_str()).line(1).char_column(1)),
        };
        let help = Title::HELP.message(self.help.as_str());
        renderer.render(&[group.element(help)])
    }

    /// Where the problem is. `1:1` where there is no text.
    pub fn position(&self, text: Option<&str>) -> Position {
        Position::of(text.unwrap_or_default(), self.range.start)
    }
}

/// The lines of a text that a frame shows, so that a long file is not laid out for one line of it.
struct Window<'t> {
    text: &'t str,
    line: usize,
    span: Range<usize>,
}

impl<'t> Window<'t> {
    fn around(text: &'t str, range: &Range<usize>) -> Self {
        let start = text.floor_char_boundary(range.start);
        let end = text.ceil_char_boundary(range.end).max(start);
        let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        // Of a range over several lines the first one is shown.
        let last = text[start..]
            .find('\n')
            .map_or(text.len(), |newline| start + newline);
        Self {
            text: &text[first..last],
            line: Position::of(text, start).line,
            span: start - first..end.min(last) - first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_points_into_the_file() {
        let text = "CREATE TABLE t (id INT);\nCOMMIT;\n";
        let frame = Diagnostic::deny(
            Code::TransactionControl,
            "migrations/1_t.sql",
            25..31,
            "`COMMIT` would end the runner's transaction",
            "remove the statement",
        )
        .label("ends the transaction")
        .frame(Some(text));
        insta::assert_snapshot!(frame, @r"
        `COMMIT` would end the runner's transaction [transaction-control]
         --> migrations/1_t.sql:2:1
          |
        2 | COMMIT;
          | ^^^^^^ ends the transaction
          |
          = help: remove the statement
        ");
    }

    #[test]
    fn a_frame_without_text_names_the_file() {
        let frame = Diagnostic::deny(
            Code::UnrecognisedFile,
            "migrations/1-a.sql",
            0..0,
            "not a migration's name",
            "rename it to `1_a.sql`",
        )
        .frame(None);
        insta::assert_snapshot!(frame, @r"
        not a migration's name [unrecognised-file]
        --> migrations/1-a.sql:1:1
         = help: rename it to `1_a.sql`
        ");
    }
}
