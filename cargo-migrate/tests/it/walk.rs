//! The steps of a new user, from `cargo new` to an edit that does not build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::{Project, Result};

const MAIN: &str = r#"use migrate_runtime::{Migrations, embed_migrations};

static MIGRATIONS: Migrations = embed_migrations!();

#[tokio::main]
async fn main() -> Result<(), migrate_runtime::Error> {
    println!("{}", MIGRATIONS.run("sqlite:app.db").await?);
    Ok(())
}
"#;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The output of cargo, and whether it succeeded.
fn cargo(project: &Project, arguments: &[&str]) -> Result<(bool, String)> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--color=never", "--quiet"])
        .current_dir(project.root())
        .env(
            "CARGO_TARGET_DIR",
            repository().join("target").join("projects"),
        )
        // The same settings as for build scripts, so that shared dependencies are built once.
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("OUT_DIR")
        .output()?;
    let said = String::from_utf8([output.stdout, output.stderr].concat())?;
    Ok((output.status.success(), said))
}

#[test]
fn from_nothing_to_an_edit_that_does_not_build() -> Result {
    let project = Project::new(&[])?;
    fs::remove_dir(project.root().join("migrations"))?;
    let (done, said) = cargo(&project, &["init", "--name", "walk", "--vcs", "git"])?;
    assert!(done, "{said}");
    // The same versions, which are already built.
    fs::copy(
        repository().join("Cargo.lock"),
        project.root().join("Cargo.lock"),
    )?;
    let path = |name: &str| repository().join(name).display().to_string();
    let runtime = path("migrate-runtime");
    let build = path("migrate-build");
    for add in [
        vec!["add", "--path", &runtime, "--features", "sqlite"],
        vec!["add", "--build", "--path", &build, "--features", "sqlite"],
        vec!["add", "tokio", "--features", "macros,rt-multi-thread"],
    ] {
        let (done, said) = cargo(&project, &add)?;
        assert!(done, "{said}");
    }
    fs::write(project.root().join("src/main.rs"), MAIN)?;

    project.says(
        "init --dialect sqlite",
        0,
        &["created migrations\n", "created build.rs"],
    )?;
    let said = project.ends("new users --down", 0)?;
    let file = said.split('\n').next().ok_or("a file")?.to_owned();
    let (done, said) = cargo(&project, &["build"])?;
    assert!(!done && said.contains("[empty-migration]"), "{said}");
    fs::write(
        project.root().join(&file),
        "CREATE TABLE users (id INTEGER PRIMARY KEY);\n",
    )?;
    let down = file.replace(".sql", ".down.sql");
    fs::write(project.root().join(&down), "DROP TABLE users;\n")?;
    let (done, said) = cargo(&project, &["run"])?;
    assert!(done && said.contains("1 applied in "), "{said}");
    let (done, said) = cargo(&project, &["run"])?;
    assert!(
        done && said.contains("0 applied, the schema is up to date (1 embedded)"),
        "{said}"
    );

    project.says("seal", 0, &["sealed "])?;
    project.commit("first")?;
    fs::write(
        project.root().join(&file),
        "CREATE TABLE users (id TEXT);\n",
    )?;
    let (done, said) = cargo(&project, &["build"])?;
    let line = "was edited after it was sealed (migrations/migrations.lock:4) [edited-migration]";
    assert!(!done && said.contains(line), "{said}");
    let help = said.split("restore it with `git ").nth(1);
    let fix = help
        .and_then(|help| help.split('`').next())
        .ok_or("a help")?;
    project.git(fix)?;
    let (done, said) = cargo(&project, &["build"])?;
    assert!(done, "{said}");
    Ok(())
}

/// Two branches that each sealed a migration: merged, rebased, built, applied.
#[test]
fn two_branches_become_one_that_builds() -> Result {
    let manifest = "[package]\nname = 'branches'\nversion = '0.1.0'\nedition = '2024'\n[dependencies]\n\
         migrate-runtime = { path = 'ROOT/migrate-runtime', features = ['sqlite'] }\n\
         tokio = { version = '1', features = ['macros', 'rt-multi-thread'] }\n[build-dependencies]\n\
         migrate-build = { path = 'ROOT/migrate-build', features = ['sqlite'] }\n[workspace]\n";
    let project = Project::new(&[("1_a.sql", "CREATE TABLE a (id INT);\n")])?;
    let root = repository().display().to_string();
    fs::write(
        project.root().join("Cargo.toml"),
        manifest.replace("ROOT", &root),
    )?;
    fs::copy(
        repository().join("Cargo.lock"),
        project.root().join("Cargo.lock"),
    )?;
    fs::create_dir(project.root().join("src"))?;
    fs::write(project.root().join("src/main.rs"), MAIN)?;
    fs::write(project.root().join(".gitignore"), "app.db\nCargo.lock\n")?;
    project.git("init --quiet --initial-branch main")?;
    project.ends("init --dialect sqlite", 0)?;
    project.ends("seal", 0)?;
    project.commit("first")?;
    project.git("checkout --quiet -b topic")?;
    project.write("2_theirs.sql", "CREATE TABLE theirs (id INT);\n")?;
    project.ends("seal", 0)?;
    project.commit("theirs")?;
    project.git("checkout --quiet main")?;
    project.write("2_ours.sql", "CREATE TABLE ours (id INT);\n")?;
    project.ends("seal", 0)?;
    project.commit("ours")?;
    let (done, said) = cargo(&project, &["run"])?;
    assert!(done && said.contains("2 applied"), "{said}");

    project.git("checkout --quiet topic")?;
    assert!(project.git("merge main").is_err());
    let (done, said) = cargo(&project, &["build"])?;
    assert!(!done && said.contains("holds a merge conflict"), "{said}");
    project.ends("rebase --onto main", 0)?;
    project.commit("merged")?;
    let (done, said) = cargo(&project, &["run"])?;
    assert!(done && said.contains("1 applied"), "{said}");
    Ok(())
}
