//! `cargo build` of a user's project whose SQL should not be shipped.

use std::fs;

use migrate_directory::{Dialect, Directory, Lock, Settings, Snapshot};

use crate::project::{Built, Project, Result, root};

const BOOKINGS: (&str, &str) = (
    "1_bookings.sql",
    "CREATE TABLE bookings (id BIGINT PRIMARY KEY, status TEXT);\n",
);

fn lock(dialect: Dialect, files: &[(&str, &str)]) -> String {
    let settings = Settings {
        dialect: Some(dialect),
        dialects: Vec::new(),
        release: false,
    };
    let directory = Directory::new(
        &Snapshot::of("migrations", files.iter().copied()),
        &settings,
    );
    let mut lock = Lock::new(dialect);
    lock.seal(&directory.migrations);
    lock.write()
}

/// Builds the project with one draft after the sealed migration.
fn build(project: &Project, draft: &str) -> Result<Built> {
    let lock = lock(Dialect::Postgres, &[BOOKINGS]);
    project.migrations(&[
        (BOOKINGS.0, BOOKINGS.1.as_bytes()),
        ("2_draft.sql", draft.as_bytes()),
        ("migrations.lock", lock.as_bytes()),
    ])?;
    project.cargo("build")
}

/// The build shows one error: with this code, at this place in the draft, with this help.
#[track_caller]
fn refuses(built: &Built, code: &str, place: &str, help: &str) {
    assert!(!built.success, "{code}");
    let errors = built.errors();
    assert_eq!(errors.len(), 1, "{}", built.stderr);
    assert!(errors[0].contains(&format!("[{code}]")), "{}", errors[0]);
    let place = format!("_draft.sql:{place}");
    assert!(built.stderr.contains(&place), "{}", built.stderr);
    assert!(built.stderr.contains(help), "{}", built.stderr);
}

#[test]
fn a_draft_that_hurts_does_not_compile() -> Result {
    let project = Project::on("postgres")?;
    for (draft, code, place, help) in [
        (
            "DROP TABLE bookings;\n",
            "drop-table",
            "1:1",
            "-- migrate: allow(drop-table) <reason>",
        ),
        (
            "SELECT 1;\nALTER TABLE bokings ADD COLUMN a INT;\n",
            "unknown-object",
            "2:13",
            "did you mean `bookings`?",
        ),
        (
            "ALTER TABLE bookings\n  ALTER COLUMN staus SET DEFAULT 'new';\n",
            "unknown-object",
            "2:16",
            "did you mean `status`?",
        ),
        (
            "ALTER TABEL bookings ADD COLUMN a INT;\n",
            "syntax",
            "1:",
            "correct the statement",
        ),
    ] {
        refuses(&build(&project, draft)?, code, place, help);
    }
    Ok(())
}

#[test]
fn a_reason_lets_it_pass() -> Result {
    let project = Project::on("postgres")?;
    let built = build(
        &project,
        "-- migrate: allow(drop-table) nobody reads it since 1.4\nDROP TABLE bookings;\n",
    )?;
    assert!(built.success, "{}", built.stderr);
    // What it breaks is still said, on one line.
    let warnings: Vec<&str> = built
        .stderr
        .split('\n')
        .filter(|line| line.starts_with("warning: project@"))
        .collect();
    assert_eq!(warnings.len(), 1, "{}", built.stderr);
    assert!(warnings[0].contains("[removed-table]"), "{}", warnings[0]);

    let built = build(
        &project,
        "-- migrate: compatible\n-- migrate: allow(drop-table) nobody reads it since 1.4\nDROP TABLE bookings;\n",
    )?;
    assert!(built.success, "{}", built.stderr);
    assert!(!built.stderr.contains("warning"), "{}", built.stderr);
    Ok(())
}

#[test]
fn a_reason_that_is_not_needed_is_reported() -> Result {
    let project = Project::on("postgres")?;
    let built = build(
        &project,
        "-- migrate: allow(drop-column) not read\nALTER TABLE bookings ADD COLUMN a INT;\n",
    )?;
    assert!(built.success, "{}", built.stderr);
    assert!(
        built
            .stderr
            .contains("`allow(drop-column)` has no effect here"),
        "{}",
        built.stderr
    );
    Ok(())
}

/// The migrations of the reference service, and one draft.
fn build_service(project: &Project, draft: &str) -> Result<Built> {
    let snapshot = Snapshot::read(root(), "migrations");
    let settings = Settings {
        dialect: None,
        dialects: vec![Dialect::Sqlite],
        release: false,
    };
    let service = Directory::new(&snapshot, &settings);
    let names = service.migrations.iter();
    let names: Vec<String> = names.map(|one| format!("{}.sql", one.identity())).collect();
    let texts = service.migrations.iter().map(|one| one.text.as_str());
    let sealed: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts).collect();
    let lock = lock(Dialect::Sqlite, &sealed);
    let mut files: Vec<(&str, &[u8])> = sealed
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    files.push(("20990101000000_draft.sql", draft.as_bytes()));
    files.push(("migrations.lock", lock.as_bytes()));
    project.migrations(&files)?;
    project.cargo("build")
}

#[test]
fn the_service_does_not_build_with_a_draft_that_hurts() -> Result {
    let project = Project::on("sqlite")?;
    for (draft, code, place, help) in [
        (
            "DROP TABLE bookings;\n",
            "drop-table",
            "1:1",
            "-- migrate: allow(drop-table) <reason>",
        ),
        (
            "SELECT 1;\nALTER TABLE bokings ADD COLUMN a INTEGER;\n",
            "unknown-object",
            "2:13",
            "did you mean `bookings`?",
        ),
        (
            "CREATE INDEX late ON bookings (arives);\n",
            "unknown-object",
            "1:32",
            "did you mean `arrives`?",
        ),
        (
            "ALTER TABEL bookings ADD COLUMN a INTEGER;\n",
            "syntax",
            "1:7",
            "correct the statement",
        ),
    ] {
        refuses(&build_service(&project, draft)?, code, place, help);
    }
    let built = build_service(
        &project,
        "-- migrate: compatible\n-- migrate: allow(drop-table) nobody reads it since 1.4\nDROP TABLE bookings;\n",
    )?;
    assert!(built.success, "{}", built.stderr);
    assert!(!built.stderr.contains("warning"), "{}", built.stderr);
    Ok(())
}

/// The first screen of the README, with the migration of its quick start.
#[test]
fn the_readme_shows_what_a_build_prints() -> Result {
    let readme = String::from_utf8(fs::read(root().join("README.md"))?)?;
    let block = |begin: &str| -> Result<&str> {
        let (_, rest) = readme.split_once(begin).ok_or("no such block")?;
        Ok(rest.split_once("```").ok_or("no end of the block")?.0)
    };
    let shown = block("```console\n$ cargo build\n")?;
    let users = block("```sql\n-- migrations/1_users.sql\n")?;
    let project = Project::on("sqlite")?;
    let main = "use migrate_runtime::{Migrations, embed_migrations};\n\n\
                static MIGRATIONS: Migrations = embed_migrations!();\n\
                fn main() {\n    println!(\"{}\", MIGRATIONS.len());\n}\n";
    project.write("src/main.rs", main)?;
    let lock = lock(Dialect::Sqlite, &[("1_users.sql", users)]);
    project.migrations(&[
        ("1_users.sql", users.as_bytes()),
        (
            "2_slim_users.sql",
            b"ALTER TABLE users DROP COLUMN email;\n",
        ),
        ("migrations.lock", lock.as_bytes()),
    ])?;
    let built = project.cargo("build")?;
    assert!(!built.success);
    assert!(built.stderr.contains(shown), "{}", built.stderr);
    Ok(())
}
