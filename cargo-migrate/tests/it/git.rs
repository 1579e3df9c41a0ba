//! What the command reads from git: other revisions, staged files, first commits.

use std::fs;
use std::process::Command;

use crate::project::{Project, Result};

const TOML: (&str, &str) = ("migrate.toml", "dialect = \"sqlite\"\n");
const A: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT);\n");
const B: (&str, &str) = ("2_b.sql", "CREATE TABLE b (id INT);\n");

/// `1_a` and `2_b` are sealed and committed on `main`, a branch `topic` is checked out.
fn released() -> Result<Project> {
    let project = Project::new(&[TOML, A, B])?;
    project.git("init --quiet --initial-branch main")?;
    project.ends("seal", 0)?;
    project.commit("first")?;
    project.git("checkout --quiet -b topic")?;
    Ok(project)
}

/// The lock alone does not reveal an edit of both a sealed migration and its line in the lock.
#[test]
fn what_was_released_stays() -> Result {
    let project = released()?;
    let base = "check --base main";
    project.ends(base, 0)?;
    let restore = || project.git("checkout --quiet main -- migrations").map(drop);
    let sealed_again = || -> Result {
        project.remove("migrations.lock")?;
        project.ends("seal", 0)?;
        project.ends("check", 0)?;
        Ok(())
    };

    project.write(B.0, "CREATE TABLE b (id TEXT);\n")?;
    sealed_again()?;
    let edited = "`2_b` was edited after it was sealed at `main` [edited-migration]";
    project.says(
        base,
        1,
        &[edited, "git checkout main -- migrations/2_b.sql"],
    )?;
    restore()?;

    project.remove(B.0)?;
    sealed_again()?;
    let gone = "`2_b` is sealed at `main`, and not here [missing-migration]";
    project.says(base, 1, &[gone])?;
    restore()?;

    project.remove(B.0)?;
    project.write("3_b.sql", B.1)?;
    sealed_again()?;
    let renamed = "`2_b`, which is sealed at `main`, was renamed to `3_b` [renamed-migration]";
    project.says(base, 1, &[renamed])?;
    project.remove("3_b.sql")?;
    restore()?;

    project.write("0_z.sql", "CREATE TABLE z (id INT);\n")?;
    sealed_again()?;
    let early = "`0_z` sorts before `2_b`, which is sealed at `main` [out-of-order]";
    project.says(base, 1, &[early, "cargo migrate rebase --onto main"])?;
    project.remove("0_z.sql")?;
    restore()?;

    project.remove("migrations.lock")?;
    project.says(
        base,
        1,
        &["there is a lock at `main`, and none here [bad-lock]"],
    )?;
    restore()?;

    let lock = project.lock()?.replace("set default", "set other");
    project.write("migrations.lock", &lock)?;
    project.says(
        base,
        1,
        &["the set was `default` at `main`, and is `other` here"],
    )?;
    restore()?;

    // A new migration and a resealed one are allowed.
    project.write("3_c.sql", "CREATE TABLE c (id INT);\n")?;
    project.write(A.0, "-- Accounts.\nCREATE TABLE a (id INT);\n")?;
    project.ends("seal --reseal 1 --reason comment", 0)?;
    project.ends(base, 0)?;
    Ok(())
}

#[test]
fn a_revision_that_cannot_be_read() -> Result {
    let project = released()?;
    project.says(
        "check --base nope",
        1,
        &["this clone has no revision `nope`", "git branch --all"],
    )?;
    project.says(
        "check --base origin/main",
        1,
        &["git fetch --depth=1 origin main:refs/remotes/origin/main"],
    )?;
    // Before there was a lock, nothing was sealed.
    project.git("checkout --quiet --orphan bare")?;
    project.git("rm --quiet --cached migrations/migrations.lock")?;
    project.git("commit --quiet --message bare")?;
    project.git("reset --quiet --hard topic")?;
    project.ends("check --base bare", 0)?;
    project.git("checkout --quiet --detach")?;
    project.ends("check --base main", 0)?;
    let outside = Project::new(&[TOML, A])?;
    outside.says(
        "check --base main",
        1,
        &["is not inside a git repository", "git init"],
    )?;
    Ok(())
}

#[test]
fn a_shallow_clone_needs_one_commit_of_the_base() -> Result {
    let project = released()?;
    project.write("3_c.sql", "CREATE TABLE c (id INT);\n")?;
    project.commit("third")?;
    let clone = Project::new(&[])?;
    fs::remove_dir(clone.root().join("migrations"))?;
    let from = format!("file://{}", project.root().display());
    clone.git(&format!("clone --quiet --depth=1 --branch topic {from} ."))?;
    let fetch = "git fetch --depth=1 origin main:refs/remotes/origin/main";
    clone.says("check --base origin/main", 1, &[fetch])?;
    clone.git(fetch.trim_start_matches("git "))?;
    clone.ends("check --base origin/main", 0)?;
    Ok(())
}

#[test]
fn the_hook_checks_what_is_staged() -> Result {
    let project = released()?;
    project.says("hook --print", 0, &["cargo migrate check --staged\n"])?;
    project.ends("hook", 2)?;
    let said = project.ends("hook install", 0)?;
    assert!(said.contains("pre-commit"), "{said}");
    assert!(project.ends("hook install", 0)?.starts_with("kept "));
    let commit = || -> Result<String> {
        // The folder in which cargo finds its subcommands.
        let bin = std::path::Path::new(env!("CARGO_BIN_EXE_cargo-migrate"));
        let path = std::env::var("PATH")?;
        let bin = bin.parent().ok_or("a folder")?.display().to_string();
        let mut commit = project.git_command("commit --message x");
        let output = commit.env("PATH", format!("{bin}:{path}")).output()?;
        let said = String::from_utf8(output.stderr)?;
        Ok(if output.status.success() {
            String::new()
        } else {
            said
        })
    };
    // Wrong in the index, correct in the work tree.
    project.write(A.0, "CREATE TABLE a (id TEXT);\n")?;
    project.git("add --all .")?;
    project.write(A.0, A.1)?;
    let said = commit()?;
    assert!(said.contains("[edited-migration]"), "{said}");
    // The other way round.
    project.git("add --all .")?;
    project.write("3_c.sql", "CREATE TABLE c (id INT);\n")?;
    project.git("add --all .")?;
    project.write(A.0, "CREATE TABLE a (id TEXT);\n")?;
    assert_eq!(commit()?, "");
    project.ends("hook uninstall", 0)?;
    assert!(!project.root().join(".git/hooks/pre-commit").exists());
    project.says("hook uninstall", 0, &["is not installed"])?;
    Ok(())
}

#[test]
fn another_hook_is_kept() -> Result {
    let project = released()?;
    let hook = ".git/hooks/pre-commit";
    let path = project.root().join(hook);
    fs::create_dir_all(project.root().join(".git/hooks"))?;
    fs::write(&path, "#!/bin/bash\nmake lint\nexit 0\n")?;
    project.ends("hook install", 0)?;
    let text = project.read(hook)?;
    assert!(
        text.starts_with("#!/bin/bash\n# >>> cargo migrate\n"),
        "{text}"
    );
    assert!(
        text.ends_with("# <<< cargo migrate\nmake lint\nexit 0\n"),
        "{text}"
    );
    project.ends("hook uninstall", 0)?;
    assert_eq!(project.read(hook)?, "#!/bin/bash\nmake lint\nexit 0\n");
    fs::write(&path, "#!/usr/bin/env python3\n")?;
    project.says(
        "hook install",
        1,
        &["is not a shell script", "cargo migrate check --staged"],
    )?;
    Ok(())
}

/// A package in a folder of the repository, whose hooks are elsewhere.
#[test]
fn a_package_inside_a_repository() -> Result {
    let project = Project::new(&[])?;
    let package = project.root().join("services/a b");
    fs::create_dir_all(package.join("migrations"))?;
    fs::write(package.join("migrations").join(A.0), A.1)?;
    project.git("init --quiet --initial-branch main")?;
    project.git("config core.hooksPath hooks")?;
    let run = |arguments: &str| -> Result<String> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-migrate"));
        command.args(arguments.split(' ')).current_dir(&package);
        Ok(String::from_utf8(command.output()?.stdout)?)
    };
    let print = "cargo migrate check --staged --dir 'services/a b/migrations'\n";
    assert_eq!(run("hook --print")?, print);
    run("hook install")?;
    assert!(project.root().join("hooks/pre-commit").exists());
    Ok(())
}

#[test]
fn the_history_says_when_and_what() -> Result {
    let project = Project::committed(&[
        TOML,
        A,
        (
            "20260202101500_c.sql",
            "-- migrate: breaking\n-- Notes | for bookings.\nCREATE TABLE c (id INT);\n",
        ),
    ])?;
    project.says(
        "history --check",
        1,
        &["is out of date", "cargo migrate history"],
    )?;
    project.ends("history", 0)?;
    let expected = "# Migrations\n\n<!-- cargo migrate history -->\n\
        | migration | description | date |\n|---|---|---|\n\
        | `1_a` | a | 2026-01-31 |\n\
        | `20260202101500_c` | Notes \\| for bookings. | 2026-02-02 |\n\
        <!-- end of cargo migrate history -->\n";
    assert_eq!(project.read("migrations/README.md")?, expected);
    project.ends("history --check", 0)?;
    project.commit("history")?;

    // The table keeps what a shallow clone does not know. The text around it does not change.
    fs::remove_dir_all(project.root().join(".git"))?;
    project.write("README.md", &format!("{expected}\nBelow.\n"))?;
    project.ends("history --check", 0)?;
    project.write("20260303000000_d.sql", "SELECT 1;\n")?;
    project.ends("history", 0)?;
    let text = project.read("migrations/README.md")?;
    assert!(
        text.contains("| `20260303000000_d` | d | 2026-03-03 |"),
        "{text}"
    );
    assert!(text.ends_with("\nBelow.\n"), "{text}");
    let json = project.ends("history --format json", 0)?;
    assert!(json.contains("\"description\": \"a\""), "{json}");
    Ok(())
}
