//! The invariants of ARCHITECTURE.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::{Result, root};

/// The crates that a build of `package` links, or runs with `host`.
fn links(package: &str, features: &str) -> Result<BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "--package",
            package,
            "--no-default-features",
        ])
        .args([
            "--features",
            features,
            "--edges",
            "normal,no-proc-macro",
            "--prefix",
            "none",
            "--format",
            "{lib}",
        ])
        .current_dir(root())
        .output()?;
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?
        .split_whitespace()
        .map(str::to_owned)
        .collect())
}

fn sources(directory: &Path) -> Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for entry in walk(directory)? {
        if entry.extension().is_some_and(|extension| extension == "rs") {
            let text = String::from_utf8(fs::read(&entry)?)?;
            files.push((entry, text));
        }
    }
    Ok(files)
}

#[expect(clippy::disallowed_methods, reason = "a test may list directories")]
fn walk(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(walk(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

#[test]
fn a_program_links_no_parser() -> Result {
    for features in [
        "postgres,tls",
        "sqlite",
        "mysql,tls",
        "mysql,postgres,sqlite,tls",
    ] {
        let linked = links("migrate-runtime", features)?;
        for forbidden in [
            "migrate_core",
            "migrate_macros",
            "toml",
            "serde",
            "annotate_snippets",
            "postcard",
        ] {
            assert!(
                !linked.contains(forbidden),
                "migrate-runtime links {forbidden} with {features}"
            );
        }
    }
    Ok(())
}

#[test]
fn the_core_knows_no_sibling_and_no_database() -> Result {
    let linked = links("migrate-core", "")?;
    let siblings = [
        "migrate_runtime",
        "migrate_build",
        "migrate_macros",
        "sqlx",
        "tokio",
    ];
    assert!(
        siblings.iter().all(|sibling| !linked.contains(*sibling)),
        "{linked:?}"
    );
    Ok(())
}

#[test]
fn the_schema_knows_no_sibling_and_no_serde() -> Result {
    let linked = links("migrate-schema", "mysql,postgres,sqlite")?;
    let others = linked.iter().filter(|name| name.starts_with("migrate_"));
    assert_eq!(others.collect::<Vec<_>>(), ["migrate_schema"]);
    assert!(!linked.contains("serde"), "{linked:?}");
    Ok(())
}

#[test]
fn one_file_names_each_outside_thing() -> Result {
    let core = sources(&root().join("migrate-core/src"))?;
    let names = |word: &str| -> BTreeSet<String> {
        let files = core.iter().filter(|(_, text)| text.contains(word));
        files
            .filter_map(|(path, _)| Some(path.file_name()?.to_str()?.to_owned()))
            .collect()
    };
    assert_eq!(
        names("annotate_snippets"),
        BTreeSet::from(["diagnostic.rs".to_owned()])
    );
    assert_eq!(
        names("toml::"),
        BTreeSet::from(["config.rs".to_owned(), "lint_config.rs".to_owned()])
    );
    assert_eq!(
        names("fs::"),
        BTreeSet::from(["snapshot.rs".to_owned(), "verdict.rs".to_owned()])
    );
    Ok(())
}

/// Its tree changes from version to version, so its nodes end at one door.
#[test]
fn one_module_names_the_parser() -> Result {
    let door = root().join("migrate-lint/src/postgres/parser");
    for (path, text) in sources(&root().join("migrate-lint/src"))? {
        let is_door = path.starts_with(&door) || path == door.with_extension("rs");
        assert!(
            is_door || !text.contains("squawk_syntax"),
            "{}",
            path.display()
        );
    }
    Ok(())
}

/// What reaches beyond the database in memory is refused at that door.
#[test]
fn one_module_names_the_engine() -> Result {
    let door = root().join("migrate-lint/src/sqlite/engine");
    for (path, text) in sources(&root().join("migrate-lint/src"))? {
        let is_door = path.starts_with(&door) || path == door.with_extension("rs");
        assert!(is_door || !text.contains("rusqlite"), "{}", path.display());
    }
    Ok(())
}

/// A second `libsqlite3-sys` would be a second SQLite.
#[test]
fn one_sqlite_is_linked() -> Result {
    let lock = String::from_utf8(fs::read(root().join("Cargo.lock"))?)?;
    assert_eq!(lock.matches("name = \"libsqlite3-sys\"").count(), 1);
    Ok(())
}

#[test]
fn the_lint_knows_the_core_alone() -> Result {
    let linked = links("migrate-lint", "postgres,sqlite")?;
    let others = linked.iter().filter(|name| name.starts_with("migrate_"));
    assert_eq!(others.collect::<Vec<_>>(), ["migrate_core", "migrate_lint"]);
    for outside in ["sqlx", "tokio"] {
        assert!(!linked.contains(outside), "{linked:?}");
    }
    // A user of one database builds no parser of another.
    assert!(!links("migrate-lint", "sqlite")?.contains("squawk_syntax"));
    assert!(!links("migrate-lint", "postgres")?.contains("rusqlite"));
    Ok(())
}

#[test]
fn the_macro_is_a_door() -> Result {
    let macros = sources(&root().join("migrate-macros/src"))?;
    let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
    let lines = macros
        .iter()
        .flat_map(|(_, text)| text.split('\n'))
        .filter(is_code);
    let count = lines.count();
    assert!(count < 100, "{count} lines");
    Ok(())
}

#[test]
fn the_service_uses_what_a_user_can() -> Result {
    for directory in ["src", "examples/postgres-tenants/src"] {
        for (path, text) in sources(&root().join(directory))? {
            assert!(
                !text.contains("__private") && !text.contains("migrate_core"),
                "{}",
                path.display()
            );
        }
    }
    Ok(())
}

#[test]
fn the_changelog_has_this_version() -> Result {
    let changelog = String::from_utf8(fs::read(root().join("CHANGELOG.md"))?)?;
    let heading = format!("## {}", env!("CARGO_PKG_VERSION"));
    assert!(
        changelog.contains(&heading) || changelog.contains("## Unreleased"),
        "no `{heading}`"
    );
    Ok(())
}
