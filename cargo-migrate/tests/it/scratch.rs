//! Replays on private servers.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::histories::Database;
use crate::project::{Project, Result, postgres};

/// The folders of private servers in a directory.
pub(crate) fn servers(directory: &std::path::Path) -> Result<Vec<PathBuf>> {
    #[expect(clippy::disallowed_methods, reason = "a test may list directories")]
    let entries = fs::read_dir(directory)?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with("migrate-") {
            found.push(path);
        }
    }
    Ok(found)
}

/// A folder like the system's folder for temporary files, where the server's account may write too.
pub(crate) fn temporary() -> Result<TempDir> {
    let temporary = tempfile::tempdir()?;
    #[cfg(unix)]
    fs::set_permissions(
        temporary.path(),
        std::os::unix::fs::PermissionsExt::from_mode(0o1777),
    )?;
    Ok(temporary)
}

/// A server that was used and then killed.
fn leaves_nothing(database: &Database) -> Result {
    let project = Project::new(&[("1_a.sql", "CREATE TABLE a (id INT);\n")])?;
    let (dialect, url) = (database.dialect(), &database.url);
    let url = format!("--dialect {dialect} --database-url {url}");
    let temporary = temporary()?;
    let run = |arguments: &str| {
        let mut command = project.command(&format!("{arguments} {url}"));
        command.env("TMPDIR", temporary.path());
        command
    };
    let says = |arguments: &str, code: i32, words: &str| -> Result {
        let output = run(arguments).output()?;
        let said = String::from_utf8([output.stdout, output.stderr].concat())?;
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(words), "{said}");
        assert_eq!(servers(temporary.path())?, Vec::<PathBuf>::new());
        Ok(())
    };
    let baseline = format!("baseline --confirm {}", database.name());
    says(
        &baseline,
        1,
        "table a: in the migrations, not in the database",
    )?;
    database.execute("CREATE TABLE a (id INT)")?;
    says(&baseline, 0, "recorded 1_a")?;
    says("drift --scratch", 0, "no drift")?;
    database.execute("ALTER TABLE a ADD by_hand INT")?;
    says("drift --scratch", 1, "column a.by_hand: ")?;

    let mut killed = run("drift --scratch")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let started = Instant::now();
    let is_prepared = |servers: &[PathBuf]| servers.iter().any(|one| one.join("data").exists());
    while !is_prepared(&servers(temporary.path())?) {
        assert!(
            killed.try_wait()?.is_none(),
            "ended before it started a server"
        );
        assert!(started.elapsed() < Duration::from_mins(1), "no server");
        thread::yield_now();
    }
    killed.kill()?;
    killed.wait()?;
    while !servers(temporary.path())?.is_empty() {
        assert!(
            started.elapsed() < Duration::from_mins(2),
            "the server stays"
        );
        thread::yield_now();
    }
    Ok(())
}

#[test]
fn a_private_postgres_leaves_nothing() -> Result {
    leaves_nothing(&Database::postgres()?)
}

#[test]
fn a_private_mariadb_leaves_nothing() -> Result {
    leaves_nothing(&Database::mariadb()?)
}

#[test]
fn without_a_server_the_message_says_what_to_do() -> Result {
    let project = Project::new(&[("1_a.sql", "CREATE TABLE a (id INT);\n")])?;
    let server = postgres()?;
    let mut command = project.command(&format!(
        "drift --scratch postgres://nobody@127.0.0.1:1/none --dialect postgres --database-url {server}"
    ));
    let output = command.output()?;
    let said = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(3), "{said}");
    Ok(())
}

#[test]
fn a_database_that_exists_on_the_scratch_server_is_left_alone() -> Result {
    let project = Project::new(&[("1_a.sql", "CREATE TABLE a (id INT);\n")])?;
    let (live, precious) = (Database::postgres()?, Database::postgres()?);
    precious.execute("CREATE TABLE a (precious TEXT); INSERT INTO a VALUES ('kept')")?;
    let url = format!("--dialect postgres --database-url {}", live.url);
    project.ends(&format!("up {url}"), 0)?;
    project.says(
        &format!("drift --scratch {} {url}", precious.url),
        0,
        &["no drift"],
    )?;
    assert_eq!(precious.query("SELECT precious FROM a")?, ["kept"]);
    Ok(())
}

#[test]
fn a_baseline_is_recorded_if_the_database_is_what_the_migrations_make() -> Result {
    let files = [
        ("1_a.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n"),
        ("2_b.sql", "CREATE TABLE b (id INTEGER PRIMARY KEY);\n"),
    ];
    for is_postgres in [false, true] {
        let project = Project::new(&files)?;
        let database = if is_postgres {
            Database::postgres()?
        } else {
            Database::sqlite(&project)
        };
        let (dialect, scratch) = if is_postgres {
            ("postgres", postgres()?)
        } else {
            ("sqlite", "sqlite:".to_owned())
        };
        let url = format!("--dialect {dialect} --database-url {}", database.url);
        let baseline = format!(
            "baseline --scratch {scratch} --confirm {} {url}",
            database.name()
        );
        database.execute(files[0].1)?;
        let missing = [
            "table b: in the migrations, not in the database",
            "nothing was recorded",
        ];
        project.says(&baseline, 1, &missing)?;
        project.says(
            &format!("{baseline} --to 1"),
            0,
            &["recorded 1_a", "1 recorded, 1 pending"],
        )?;
        project.says(&format!("up {url}"), 0, &["applied 2_b"])?;
        let table = if is_postgres {
            "_migrate.event"
        } else {
            "_migrate_event"
        };
        let detail = database.query(&format!("SELECT detail FROM {table}"))?;
        assert!(
            detail[0].starts_with("compared, fingerprint "),
            "{detail:?}"
        );
    }
    Ok(())
}
