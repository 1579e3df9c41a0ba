//! The invariants of ARCHITECTURE.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use migrate_directory::Code;

use crate::project::{Result, root, tracked};

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
        .filter(|word| *word != "(*)")
        .map(str::to_owned)
        .collect())
}

/// The crates of this workspace among them.
fn ours(linked: &BTreeSet<String>) -> Vec<&str> {
    let names = linked.iter().map(String::as_str);
    names.filter(|name| name.starts_with("migrate_")).collect()
}

pub(crate) fn sources(directory: &Path) -> Result<Vec<(PathBuf, String)>> {
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
        "drift,mysql,postgres,sqlite,testing,tls",
    ] {
        let linked = links("migrate-runtime", features)?;
        let mut expected = vec!["migrate_format", "migrate_runtime"];
        if features.starts_with("drift") {
            expected.push("migrate_schema");
        }
        assert_eq!(ours(&linked), expected, "with {features}");
        for forbidden in [
            "squawk_syntax",
            "rusqlite",
            "toml",
            "serde",
            "serde_json",
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
fn the_format_knows_sha2_alone() -> Result {
    let linked = links("migrate-format", "")?;
    // `sha2` and what it links.
    let expected = [
        "block_buffer",
        "cfg_if",
        "cpufeatures",
        "crypto_common",
        "digest",
        "hybrid_array",
        "migrate_format",
        "sha2",
        "typenum",
    ];
    assert_eq!(linked, expected.map(str::to_owned).into());
    Ok(())
}

#[test]
fn the_core_knows_the_format_alone_and_no_database() -> Result {
    let linked = links("migrate-directory", "")?;
    assert_eq!(ours(&linked), ["migrate_directory", "migrate_format"]);
    for outside in ["sqlx", "tokio", "rusqlite"] {
        assert!(!linked.contains(outside), "{linked:?}");
    }
    Ok(())
}

#[test]
fn the_schema_knows_the_format_alone_and_no_serde() -> Result {
    let linked = links("migrate-schema", "mysql,postgres,sqlite")?;
    assert_eq!(ours(&linked), ["migrate_format", "migrate_schema"]);
    assert!(!linked.contains("serde"), "{linked:?}");
    Ok(())
}

#[test]
fn the_scratch_servers_know_no_sibling_and_no_driver() -> Result {
    let linked = links("migrate-scratch", "")?;
    assert_eq!(ours(&linked), ["migrate_scratch"]);
    for outside in ["sqlx", "tokio", "serde"] {
        assert!(!linked.contains(outside), "{linked:?}");
    }
    Ok(())
}

#[test]
fn the_build_script_knows_no_runtime() -> Result {
    let linked = links("migrate-build", "mysql,postgres,sqlite")?;
    assert_eq!(
        ours(&linked),
        [
            "migrate_build",
            "migrate_directory",
            "migrate_format",
            "migrate_lint"
        ]
    );
    Ok(())
}

#[test]
fn one_file_names_each_outside_thing() -> Result {
    let core = sources(&root().join("migrate-directory/src"))?;
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
        names("serde_json"),
        BTreeSet::from(["queries.rs".to_owned()])
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
fn the_lint_knows_the_core_and_the_format_alone() -> Result {
    let linked = links("migrate-lint", "mysql,postgres,sqlite")?;
    assert_eq!(
        ours(&linked),
        ["migrate_directory", "migrate_format", "migrate_lint"]
    );
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
                !text.contains("__private") && !text.contains("migrate_directory"),
                "{}",
                path.display()
            );
        }
    }
    Ok(())
}

/// Which database a rule is for is read from the sources: a rule is named in the module of each.
#[test]
fn the_documentation_says_which_database_has_a_rule() -> Result {
    let text = String::from_utf8(fs::read(root().join("docs/lint.md"))?)?;
    let (_, table) = text
        .split_once("| only for | |\n|---|---|\n")
        .ok_or("no table")?;
    let (table, _) = table.split_once("\n\n").ok_or("no end of the table")?;
    let mut only = BTreeMap::new();
    for row in table.split('\n') {
        let mut cells = row.split('|').map(str::trim).skip(1);
        let (databases, rules) = (cells.next(), cells.next());
        for rule in rules.unwrap_or_default().split_whitespace() {
            only.insert(rule.trim_matches('`'), databases.unwrap_or_default());
        }
    }
    let databases = [
        ("postgres", "PostgreSQL"),
        ("mysql", "MySQL and MariaDB"),
        ("sqlite", "SQLite"),
    ];
    for code in Code::ALL.iter().filter(|code| code.is_rule()) {
        let mut found = Vec::new();
        for (module, database) in databases {
            if names_rule(&format!("migrate-lint/src/{module}"), *code)? {
                found.push(database);
            }
        }
        // What no module names is worded once for all of them.
        let for_all = found.is_empty() && names_rule("migrate-lint/src", *code)?;
        let expected = (!for_all && found.len() < databases.len()).then(|| found.join(", "));
        let said = only.get(code.name()).copied();
        assert_eq!(said, expected.as_deref(), "`{code}` in docs/lint.md");
    }
    Ok(())
}

/// Whether a module names the rule in its code, its table of rules included.
fn names_rule(module: &str, code: Code) -> Result<bool> {
    let name = format!("Code::{code:?}");
    let sources = sources(&root().join(module))?;
    Ok(sources.iter().any(|(_, text)| {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        code.match_indices(&name).any(|(at, _)| {
            let next = code[at + name.len()..].chars().next();
            !next.is_some_and(char::is_alphanumeric)
        })
    }))
}

/// The Rust files that git tracks or would add.
fn rust_files() -> Result<Vec<PathBuf>> {
    let files = tracked("*.rs")?;
    assert!(files.len() > 500, "git lists only {} files", files.len());
    Ok(files)
}

/// `cargo fmt` follows `mod` lines, so it misses what a macro declares and what no crate reaches.
#[test]
fn every_file_is_formatted() -> Result {
    let mut unformatted = Vec::new();
    for path in rust_files()? {
        // Given on standard input, a file is formatted without the modules that it declares.
        let mut rustfmt = Command::new("rustfmt");
        rustfmt
            .args(["--edition", "2024"])
            .stdin(File::open(&path)?);
        if rustfmt.output()?.stdout != fs::read(&path)? {
            unformatted.push(path);
        }
    }
    assert!(unformatted.is_empty(), "run rustfmt on {unformatted:?}");
    Ok(())
}

#[test]
fn comments_have_short_lines() -> Result {
    let mut long = Vec::new();
    for path in rust_files()? {
        let text = String::from_utf8(fs::read(&path)?)?;
        for (number, line) in (1..).zip(text.split('\n')) {
            let comment = line.trim_start();
            // Lines of examples that rustdoc hides are code.
            let is_hidden = ["/// # ", "//! # "]
                .iter()
                .any(|one| comment.starts_with(one));
            if comment.starts_with("//") && !is_hidden && line.chars().count() > 100 {
                long.push(format!("{}:{number}", path.display()));
            }
        }
    }
    assert_eq!(long, [""; 0], "more than 100 columns");
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
