//! What the pages of the rules show is true: the first example is found, the second raises nothing.

use std::path::Path;

use migrate_directory::{Code, Dialect, Directory, Level, Queries, Settings, Snapshot};
use migrate_lint::{Options, Selection, lint};

use crate::corpus::Result;

#[test]
fn the_examples_of_every_rule() {
    for code in Code::ALL.iter().filter(|code| code.is_rule()) {
        if let Err(error) = check(*code) {
            panic!("pages/{code}.md: {error}");
        }
    }
}

fn check(code: Code) -> Result {
    let (fails, passes) = code
        .page()
        .split_once("\n## Passes\n")
        .ok_or("no `## Passes`")?;
    let (_, fails) = fails.split_once("\n## Fails\n").ok_or("no `## Fails`")?;
    let found = judge(fails)?;
    if !found.iter().any(|(one, _)| *one == code) {
        return Err(format!("what should fail gives {found:?}").into());
    }
    let found = judge(passes)?;
    if !found.is_empty() {
        return Err(format!("what should pass gives {found:?}").into());
    }
    Ok(())
}

#[test]
fn the_documentation_lists_every_rule() -> Result {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/lint.md");
    let text = String::from_utf8(std::fs::read(path)?)?;
    for code in Code::ALL.iter().filter(|code| code.is_rule()) {
        let row = format!("| `{code}` | {}", code.summary());
        assert!(text.contains(&row), "no `{row}`");
    }
    Ok(())
}

/// What is said of the files of a section, all but the first of which are judged.
fn judge(section: &str) -> Result<Vec<(Code, String)>> {
    let mut files = Vec::new();
    let mut metadata = Vec::new();
    let mut rest = section;
    while let Some((_, block)) = rest.split_once("\n```") {
        let (info, block) = block.split_once('\n').ok_or("a block without text")?;
        let end = block.find("\n```").ok_or("a block without end")? + 1;
        let path = info.split(' ').nth(1).ok_or("a block without path")?;
        let text = &block[..end];
        if path.starts_with(Queries::FOLDER) {
            metadata.push((path.to_owned(), text.to_owned()));
        } else {
            let name = path.strip_prefix("migrations/");
            files.push((name.ok_or("a file of elsewhere")?, text));
        }
        rest = &block[end + "```".len()..];
    }
    // An example of another database says so in its `migrate.toml`.
    let says_dialect = files.iter().any(|(_, text)| text.starts_with("dialect = "));
    let settings = Settings {
        dialect: (!says_dialect).then_some(Dialect::Postgres),
        dialects: Vec::new(),
        release: false,
    };
    let mut directory = Directory::new(&Snapshot::of("migrations", files), &settings);
    let count = directory.migrations.len();
    let queries = Queries::of(metadata, [], Dialect::Postgres);
    let options = Options {
        queries: Some(&queries),
        selection: Selection::Latest(count.saturating_sub(1).max(1)),
        ..Options::default()
    };
    let report = lint(&directory, &options);
    report.tell(&mut directory);
    // A lock is missing in every example.
    let found = directory.diagnostics.iter();
    let found = found.filter(|one| one.code != Code::UnsealedMigration || one.level == Level::Deny);
    let text = |path: &str| directory.text(path);
    Ok(found
        .map(|one| (one.code, one.line(text(&one.path))))
        .collect())
}
