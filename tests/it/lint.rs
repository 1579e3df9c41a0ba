//! `cargo build` of a user's project whose SQL should not be shipped.

use migrate_core::{Dialect, Directory, Lock, Settings, Snapshot};

use crate::project::{Built, Project, Result};

const BOOKINGS: (&str, &str) = (
    "1_bookings.sql",
    "CREATE TABLE bookings (id BIGINT PRIMARY KEY, status TEXT);\n",
);

fn lock() -> String {
    let settings = Settings {
        dialect: Some(Dialect::Postgres),
        dialects: Vec::new(),
        release: false,
    };
    let directory = Directory::new(&Snapshot::of("migrations", [BOOKINGS]), &settings);
    let mut lock = Lock::new(Dialect::Postgres);
    lock.seal(&directory.migrations);
    lock.write()
}

/// Builds the project with one draft behind the sealed migration.
fn build(project: &Project, draft: &str) -> Result<Built> {
    let lock = lock();
    project.migrations(&[
        (BOOKINGS.0, BOOKINGS.1.as_bytes()),
        ("2_draft.sql", draft.as_bytes()),
        ("migrations.lock", lock.as_bytes()),
    ])?;
    project.cargo("build")
}

#[test]
fn a_draft_that_hurts_does_not_compile() -> Result {
    let project = Project::on("postgres")?;
    for (draft, code, place, help) in [
        (
            "DROP TABLE bookings;\n",
            "drop-table",
            "2:0",
            "-- migrate: allow(drop-table) <reason>",
        ),
        (
            "SELECT 1;\nALTER TABLE bokings ADD COLUMN a INT;\n",
            "unknown-object",
            "2_draft.sql:2:13",
            "did you mean `bookings`?",
        ),
        (
            "ALTER TABLE bookings\n  ALTER COLUMN staus SET DEFAULT 'new';\n",
            "unknown-object",
            "2_draft.sql:2:16",
            "did you mean `status`?",
        ),
        (
            "ALTER TABEL bookings ADD COLUMN a INT;\n",
            "syntax",
            "2_draft.sql:1:",
            "correct the statement",
        ),
    ] {
        let built = build(&project, draft)?;
        assert!(!built.success, "{draft}");
        let errors = built.errors();
        assert_eq!(errors.len(), 1, "{draft}:\n{}", built.stderr);
        assert!(errors[0].contains(&format!("[{code}]")), "{}", errors[0]);
        let place = place.replace("2:0", "2_draft.sql:1:1");
        assert!(
            built.stderr.contains(&format!("--> migrations/{place}")),
            "{}",
            built.stderr
        );
        assert!(built.stderr.contains(help), "{}", built.stderr);
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
            .contains("`allow(drop-column)` allows nothing here"),
        "{}",
        built.stderr
    );
    Ok(())
}
