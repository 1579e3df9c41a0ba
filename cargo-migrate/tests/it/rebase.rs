//! Two branches that both sealed migrations.

use crate::project::{Project, Result};

const TOML: (&str, &str) = ("migrate.toml", "dialect = \"sqlite\"\n");
const A: (&str, &str) = ("0001_a.sql", "CREATE TABLE a (id INT);\n");

/// `main` sealed `0002_ours`, `topic` sealed `0002_theirs` with a down file and `0003_more`.
fn branches() -> Result<Project> {
    let project = Project::new(&[TOML, A])?;
    project.git("init --quiet --initial-branch main")?;
    project.ends("seal", 0)?;
    project.commit("first")?;
    project.git("checkout --quiet -b topic")?;
    project.write("0002_theirs.sql", "CREATE TABLE theirs (id INT);\n")?;
    project.write("0002_theirs.down.sql", "DROP TABLE theirs;\n")?;
    project.write("0003_more.sql", "ALTER TABLE theirs ADD COLUMN n INT;\n")?;
    project.ends("seal", 0)?;
    project.commit("theirs")?;
    project.ends("up --database-url sqlite:topic.db", 0)?;
    project.git("checkout --quiet main")?;
    project.write("0002_ours.sql", "CREATE TABLE ours (id INT);\n")?;
    project.ends("seal", 0)?;
    project.commit("ours")?;
    project.ends("up --database-url sqlite:main.db", 0)?;
    project.git("checkout --quiet topic")?;
    Ok(project)
}

const RESULT: &str = "renamed migrations/0002_theirs.sql to migrations/0003_theirs.sql
renamed migrations/0002_theirs.down.sql to migrations/0003_theirs.down.sql
renamed migrations/0003_more.sql to migrations/0004_more.sql
wrote   migrations/migrations.lock
next:   git add --all migrations
";

#[test]
fn a_conflict_is_resolved() -> Result {
    let project = branches()?;
    assert!(
        project.git("merge main").is_err(),
        "git should not merge the lock"
    );
    project.says(
        "check",
        1,
        &["holds a merge conflict", "cargo migrate rebase"],
    )?;
    assert_eq!(project.ends("rebase --onto main", 0)?, RESULT);
    project.ends("check --base main", 0)?;
    project.commit("merged")?;
    let sealed = project.lock()?;
    assert!(
        sealed.contains("2_ours\n") && sealed.contains("4_more\n"),
        "{sealed}"
    );

    // A database with the migration of main gets those of the other branch.
    let said = project.ends("up --database-url sqlite:main.db", 0)?;
    assert!(
        said.contains("applied 3_theirs") && said.contains("applied 4_more"),
        "{said}"
    );
    // The database of the branch has it under its old name. Without all down files, it is
    // recreated.
    let url = "--database-url sqlite:topic.db";
    project.says(
        &format!("up {url}"),
        1,
        &["`2_theirs` is called `3_theirs` in this program"],
    )?;
    project.says(
        &format!("redo --confirm topic.db {url}"),
        1,
        &["no down file for 3_more", "nothing was reverted"],
    )?;
    project.ends(&format!("reset --confirm topic.db {url}"), 0)?;
    project.ends(&format!("status --check {url}"), 0)?;
    Ok(())
}

/// The other way round: `main` is checked out and the branch is merged into it.
#[test]
fn the_side_of_the_ref_is_kept_whichever_it_is() -> Result {
    let project = branches()?;
    project.git("branch released main")?;
    project.git("checkout --quiet main")?;
    project.git("config merge.conflictStyle diff3")?;
    assert!(project.git("merge topic").is_err());
    project.says(
        "rebase --onto topic",
        0,
        &["renamed migrations/0002_ours.sql to migrations/0004_ours.sql"],
    )?;
    project.git("reset --quiet --hard")?;
    project.remove("0004_ours.sql")?;
    assert!(project.git("merge topic").is_err());
    assert_eq!(project.ends("rebase --onto released", 0)?, RESULT);
    Ok(())
}

#[test]
fn without_a_known_default_it_asks_for_onto() -> Result {
    let project = branches()?;
    project.says("rebase", 1, &["--onto <ref>"])?;
    project.git("branch first main~1")?;
    assert!(project.git("merge main").is_err());
    project.says("rebase --onto first", 1, &["neither side", "--onto <ref>"])?;
    project.says(
        "rebase --onto nope",
        1,
        &["this clone has no revision `nope`"],
    )?;
    Ok(())
}

#[test]
fn the_default_branch_of_the_remote() -> Result {
    let project = branches()?;
    let clone = Project::new(&[])?;
    std::fs::remove_dir(clone.root().join("migrations"))?;
    project.git("checkout --quiet main")?;
    clone.git(&format!("clone --quiet {} .", project.root().display()))?;
    clone.git("checkout --quiet topic")?;
    assert!(clone.git("merge origin/main").is_err());
    assert_eq!(clone.ends("rebase", 0)?, RESULT);
    Ok(())
}

/// Before the merge, and with drafts, which remain drafts.
#[test]
fn drafts_go_behind_too() -> Result {
    let project = branches()?;
    project.git("checkout --quiet main")?;
    project.write("0001_early.sql", "CREATE TABLE early (id INT);\n")?;
    project.says("check", 1, &["[duplicate-version]"])?;
    project.says(
        "rebase --onto main",
        0,
        &["renamed migrations/0001_early.sql to migrations/0003_early.sql"],
    )?;
    project.ends("check", 0)?;
    assert!(!project.lock()?.contains("early"));
    project.says("rebase --onto main", 0, &["nothing to rename"])?;
    Ok(())
}

#[test]
fn folders_and_times_keep_their_form() -> Result {
    let project = Project::new(&[
        TOML,
        ("20260101000000_a/up.sql", "CREATE TABLE a (id INT);\n"),
        ("20260102000000_b/up.sql", "CREATE TABLE b (id INT);\n"),
    ])?;
    project.git("init --quiet --initial-branch main")?;
    project.ends("seal", 0)?;
    project.commit("first")?;
    project.write("20260101120000_c/up.sql", "CREATE TABLE c (id INT);\n")?;
    project.write("20260101120000_c/down.sql", "DROP TABLE c;\n")?;
    let said = project.ends("rebase --onto main", 0)?;
    let new = said
        .split("to migrations/")
        .nth(1)
        .and_then(|new| new.split('\n').next());
    let new = new.ok_or("a name")?.to_owned();
    assert_eq!((new.len(), new.ends_with("_c")), (16, true), "{said}");
    assert!(
        project
            .root()
            .join("migrations")
            .join(&new)
            .join("down.sql")
            .exists()
    );
    project.ends("check", 0)?;
    Ok(())
}
