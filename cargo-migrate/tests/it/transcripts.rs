//! The transcripts of `docs/command.md`.

use std::fs;
use std::path::Path;

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[test]
fn transcripts() -> Result {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/command.md");
    let text = String::from_utf8(fs::read(document)?)?;
    let directory = tempfile::tempdir()?;
    let start = directory.path().join("command.in/migrations");
    fs::create_dir_all(&start)?;
    // An empty directory of expected files makes the commands run in a copy of the first one.
    fs::create_dir_all(directory.path().join("command.out"))?;
    for (name, sql) in files(&text) {
        fs::write(start.join(name), sql)?;
    }
    let transcript = directory.path().join("command.md");
    fs::write(&transcript, text)?;
    trycmd::TestCases::new()
        .register_bin("cargo", Path::new(env!("CARGO_BIN_EXE_cargo-migrate")))
        .case(transcript.display().to_string())
        .run();
    Ok(())
}

/// The files that the document begins with: each block's first line names it.
fn files(text: &str) -> Vec<(&str, &str)> {
    text.split("```sql\n-- migrations/")
        .skip(1)
        .filter_map(|block| block.split("```").next()?.split_once('\n'))
        .collect()
}
