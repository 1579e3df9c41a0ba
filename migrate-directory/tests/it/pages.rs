//! Builds the examples of every page, so that `cargo migrate explain` shows the truth.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use migrate_directory::Code;

use crate::example::{Example, Result};

/// Columns of a terminal.
const WIDTH: usize = 80;

#[test]
fn the_examples_of_every_page() {
    for code in Code::ALL {
        if let Err(error) = check(*code) {
            panic!("pages/{code}.md: {error}");
        }
    }
}

fn check(code: Code) -> Result {
    let (text, examples) = code
        .page()
        .split_once("\n## Fails\n")
        .ok_or("no `## Fails`")?;
    let (fails, passes) = examples
        .split_once("\n## Passes\n")
        .ok_or("no `## Passes`")?;
    let (title, text) = text.split_once("\n\n").ok_or("no text")?;
    assert_eq!(title, format!("# {code}"));
    let (_, advice) = text
        .split_once("\nWhat to do:\n\n")
        .ok_or("no `What to do:`")?;
    assert!(advice.starts_with("- "), "{code}: the advice is a list");
    for line in code.page().split('\n') {
        assert!(line.chars().count() <= WIDTH, "{code}: too wide: {line}");
    }

    // The examples of rules for SQL are tested in migrate-lint.
    if code.is_rule() {
        return Ok(());
    }
    let (fails, passes) = (Example::parse(fails)?, Example::parse(passes)?);
    let texts: Vec<&str> = fails.texts().chain(passes.texts()).collect();
    let refused = fails.build(&texts)?;
    assert!(!refused.is_empty(), "{code}: what should fail does not");
    for frame in refused {
        let title = frame.split('\n').next().unwrap_or_default();
        assert!(title.ends_with(&format!(" [{code}]")), "{code}: {frame}");
    }
    assert_eq!(passes.build(&texts)?, [""; 0], "{code}: what should pass");
    Ok(())
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may list directories")]
fn every_page_has_a_code() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("pages");
    let names = fs::read_dir(pages).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let codes = Code::ALL.iter().map(|code| format!("{code}.md"));
    assert_eq!(names.collect::<BTreeSet<_>>(), codes.collect());
}

#[test]
fn summaries_are_a_line_of_a_list() {
    for code in Code::ALL {
        let summary = code.summary();
        assert!(summary.len() <= 64 && !summary.ends_with('.'), "{summary}");
        assert!(!summary.starts_with(char::is_uppercase), "{summary}");
    }
}
