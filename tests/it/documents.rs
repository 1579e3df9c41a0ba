//! The Markdown files of the repository.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::project::{Result, root, tracked};

/// The longest line of prose, in characters.
const COLUMNS: usize = 100;

/// The path and the text of every Markdown file.
fn documents() -> Result<Vec<(PathBuf, String)>> {
    let mut documents = Vec::new();
    for path in tracked("*.md")? {
        let text = String::from_utf8(fs::read(&path)?)?;
        documents.push((path, text));
    }
    assert!(documents.len() > 100, "git lists only {}", documents.len());
    Ok(documents)
}

/// The lines outside code blocks, each with its number.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_code = false;
    (1..).zip(text.split('\n')).filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    })
}

/// The targets of the links in a line.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0))
}

/// The anchors of the headings, as links name them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = lines(text).filter(|(_, line)| line.starts_with('#'));
    headings
        .map(|(_, line)| {
            let heading = line.trim_start_matches('#').trim();
            let kept = heading.chars();
            let kept = kept.filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.collect::<String>().to_lowercase().replace(' ', "-")
        })
        .collect()
}

#[test]
fn prose_has_short_lines() -> Result {
    let mut long = Vec::new();
    for (path, text) in documents()? {
        // The cells of a table, and an image, cannot be wrapped.
        let may_be_long = |line: &str| line.starts_with('|') || line.starts_with("![");
        for (number, line) in lines(&text).filter(|(_, line)| !may_be_long(line)) {
            if line.chars().count() > COLUMNS {
                long.push(format!("{}:{number}", path.display()));
            }
        }
    }
    assert_eq!(long, [""; 0], "more than {COLUMNS} columns");
    Ok(())
}

#[test]
fn links_lead_to_files_and_headings() -> Result {
    let mut broken = Vec::new();
    for (path, text) in documents()? {
        for (number, line) in lines(&text) {
            for link in links(line).filter(|link| !link.contains("://")) {
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = if file.is_empty() {
                    path.clone()
                } else {
                    path.with_file_name(file)
                };
                let leads = target.exists()
                    && (anchor.is_empty()
                        || anchors(&String::from_utf8(fs::read(&target)?)?).contains(anchor));
                if !leads {
                    broken.push(format!("{}:{number}: {link}", path.display()));
                }
            }
        }
    }
    assert_eq!(broken, [""; 0], "links that lead nowhere");
    Ok(())
}

#[test]
fn the_architecture_is_read_in_one_sitting() -> Result {
    let text = String::from_utf8(fs::read(root().join("ARCHITECTURE.md"))?)?;
    let count = text.lines().count();
    assert!(count < 120, "{count} lines");
    Ok(())
}
