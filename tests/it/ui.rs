//! What rustc adds to the macro: spans, several errors at once, wrong arguments.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use migrate_directory::{Dialect, Directory, Settings, Snapshot, Verdict};

use crate::project::{Result, root};

#[test]
fn ui() -> Result {
    let generated = root().join("target/tests/trybuild");
    let package = generated.join("bookings");
    link_fixtures(&package)?;
    hand_over_verdicts(&generated)?;
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*.rs");
    Ok(())
}

/// trybuild moves `CARGO_MANIFEST_DIR`; the fixtures follow.
fn link_fixtures(package: &Path) -> Result {
    fs::create_dir_all(package.join("tests"))?;
    let link = package.join("tests/fixtures");
    if link.symlink_metadata().is_ok() {
        fs::remove_file(&link)?;
    }
    Ok(symlink(root().join("tests/fixtures"), link)?)
}

/// The generated package has no build script: its verdicts come through `[env]`.
fn hand_over_verdicts(generated: &Path) -> Result {
    let out_dir = generated.join("out");
    let settings = Settings {
        dialect: None,
        dialects: vec![Dialect::Sqlite],
        release: false,
    };
    for fixture in ["two_broken", "stale"] {
        let directory = format!("tests/fixtures/{fixture}");
        let mut snapshot = Snapshot::read(root(), &directory);
        if fixture == "stale" {
            snapshot.entries.clear();
        }
        let directory = Directory::new(&snapshot, &settings);
        let (verdict, _) = Verdict::new(snapshot, &directory);
        verdict.write(&out_dir)?;
    }
    fs::create_dir_all(generated.join(".cargo"))?;
    // Forced: the variable of this package's own build script is in the environment.
    let config = format!(
        "[env]\nOUT_DIR = {{ value = {:?}, force = true }}\n\n[profile.dev]\ndebug = false\n",
        out_dir.display().to_string()
    );
    Ok(fs::write(generated.join(".cargo/config.toml"), config)?)
}
