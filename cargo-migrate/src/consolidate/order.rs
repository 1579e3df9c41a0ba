//! The order of files from several tools and folders.

use std::path::Path;

use crate::failure::Failure;

use super::file::OldFile;

/// A sort key that compares the numbers in a name as numbers: `5_x`, `05a_x`, `26_x`. Repeatable
/// migrations come last.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    is_repeatable: bool,
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// The count of the digits and the digits, without leading zeros.
    Number(usize, String),
    Word(String),
}

impl Rank {
    pub(super) fn of(stem: &str) -> Self {
        let is_repeatable = stem.starts_with("R__");
        let unprefixed = match stem.strip_prefix('V') {
            Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => rest,
            _ => stem,
        };
        let mut parts = Vec::new();
        let mut rest = unprefixed;
        while let Some(first) = rest.chars().next() {
            let is_digit = first.is_ascii_digit();
            let end = rest
                .find(|one: char| one.is_ascii_digit() != is_digit)
                .unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            rest = after;
            parts.push(if is_digit {
                let digits = part.trim_start_matches('0');
                Part::Number(digits.len(), digits.to_owned())
            } else {
                Part::Word(word(part))
            });
        }
        Self {
            is_repeatable,
            parts,
        }
    }
}

/// Separators sort before letters: `05_x` comes before `05a_x`.
fn word(text: &str) -> String {
    text.replace(['_', '-', '.', ' '], "\u{1}")
}

/// Sorts the files by a list with one path per line. A line `skip <path>` leaves a file out of the
/// replay.
pub(super) fn apply(list: &Path, text: &str, files: Vec<OldFile>) -> Result<Vec<OldFile>, Failure> {
    let mut left = files;
    let mut ordered = Vec::with_capacity(left.len());
    for (number, line) in (1..).zip(text.split('\n')) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (path, is_skipped) = match line.strip_prefix("skip ") {
            Some(path) => (path.trim(), true),
            None => (line, false),
        };
        let Some(at) = left.iter().position(|file| file.path == path) else {
            return Err(Failure::usage(format!(
                "{}:{number}: `{path}` is not a file of the history, or is listed twice",
                list.display()
            ))
            .help("list each file once, by its path relative to the package"));
        };
        let file = left.remove(at);
        ordered.push(OldFile { is_skipped, ..file });
    }
    if let Some(missing) = left.first() {
        return Err(Failure::usage(format!(
            "{} does not list `{}`",
            list.display(),
            missing.path
        ))
        .help(format!(
            "add a line for it, or `skip {}` to leave it out of the replay",
            missing.path
        )));
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_numbers() {
        let mut names = vec![
            "20260101000000_prisma",
            "26_last",
            "R__views",
            "05a_more",
            "5_x",
            "05b_even_more",
            "00_reset",
            "10_ten",
            "V7__x",
            "06_next",
        ];
        names.sort_by_key(|name| Rank::of(name));
        let order = [
            "00_reset",
            "5_x",
            "05a_more",
            "05b_even_more",
            "06_next",
            "V7__x",
            "10_ten",
            "26_last",
            "20260101000000_prisma",
            "R__views",
        ];
        assert_eq!(names, order);
    }
}
