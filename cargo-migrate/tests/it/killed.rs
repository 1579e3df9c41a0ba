//! `adopt` and `baseline` record everything or nothing, even if a process is killed at any moment.

use std::process::Stdio;
use std::time::Instant;

use crate::adopt::migrate_with_sqlx;
use crate::histories::{Database, MORE, TABLE};
use crate::project::{Project, Result};

const COMMANDS: [&str; 2] = ["adopt", "baseline --trust"];

/// A backend is killed while it records, as in a power failure of the server.
#[test]
fn an_adoption_that_is_cut_off_leaves_nothing() -> Result {
    for command in COMMANDS {
        let (project, database, stopped) = stopping()?;
        let arguments = arguments(command, &database);
        let mut child = project.command(&arguments);
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let backend = stopped.backend()?;
        database.execute(&format!("SELECT pg_terminate_backend({backend})"))?;
        assert_eq!(child.wait()?.code(), Some(3));
        stopped.release()?;
        assert_eq!(recorded_rows(&database)?, (0, 0));
        project.ends(&arguments, 0)?;
        assert_eq!(recorded_rows(&database)?, (1, 1));
    }
    Ok(())
}

/// A database that sqlx has migrated and whose history is not adopted yet.
fn ready(project: &Project, fresh: impl Fn(&Project) -> Result<Database>) -> Result<Database> {
    project.write("1_t.sql", TABLE)?;
    project.write("2_n.sql", MORE)?;
    let database = fresh(project)?;
    migrate_with_sqlx(project, &database)?;
    Ok(database)
}

/// The numbers of rows and events in the history, counted at the same moment.
fn recorded(database: &Database) -> Result<usize> {
    let (there, schema) = match database.dialect() {
        "postgres" => (
            "SELECT 'x' FROM pg_tables WHERE schemaname = '_migrate' AND tablename = 'event'",
            "_migrate.",
        ),
        "mysql" => (
            "SELECT 'x' FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '_migrate_history'",
            "_migrate_",
        ),
        _ => (
            "SELECT 'x' FROM sqlite_schema WHERE name = '_migrate_history'",
            "_migrate_",
        ),
    };
    if database.query(there)?.is_empty() {
        return Ok(0);
    }
    let rows = format!("SELECT name FROM {schema}history UNION ALL SELECT kind FROM {schema}event");
    Ok(database.query(&rows)?.len())
}

/// The program is killed at moments spread over its whole run. The server may complete what it has
/// already received.
fn nothing_or_everything(fresh: fn(&Project) -> Result<Database>) -> Result {
    for command in COMMANDS {
        let undisturbed = Project::new(&[])?;
        let database = ready(&undisturbed, fresh)?;
        let started = Instant::now();
        undisturbed.ends(&arguments(command, &database), 0)?;
        let whole = started.elapsed();
        assert_eq!(recorded(&database)?, 3);
        for step in 1..=MOMENTS {
            let project = Project::new(&[])?;
            let database = ready(&project, fresh)?;
            let arguments = arguments(command, &database);
            let mut child = project
                .command(&arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?;
            // This does not wait for a condition: the kills happen at different moments.
            std::thread::sleep(whole * step / MOMENTS);
            child.kill()?;
            child.wait()?;
            let rows = recorded(&database)?;
            assert!(matches!(rows, 0 | 3), "{rows} rows at step {step}");
            let output = project.command(&arguments).output()?;
            let said = String::from_utf8_lossy(&output.stderr);
            let is_known = said.contains("has a history of these migrations already");
            assert!(output.status.success() || is_known, "{said}");
            assert_eq!(recorded(&database)?, 3, "{said}");
            let url = format!(
                "--dialect {} --database-url {}",
                database.dialect(),
                database.url
            );
            project.ends(&format!("status --check {url}"), 0)?;
        }
    }
    Ok(())
}

const MOMENTS: u32 = 16;

/// A database that sqlx has migrated, in which a record will stop.
fn stopping() -> Result<(Project, Database, Stopped)> {
    let project = Project::new(&[("1_t.sql", TABLE)])?;
    let database = Database::postgres()?;
    with_our_tables(&database)?;
    migrate_with_sqlx(&project, &database)?;
    let stopped = Stopped::new(&database)?;
    Ok((project, database, stopped))
}

fn arguments(command: &str, database: &Database) -> String {
    let (dialect, url) = (database.dialect(), &database.url);
    format!(
        "{command} --dialect {dialect} --database-url {url} --confirm {}",
        database.name()
    )
}

#[test]
fn a_kill_on_sqlite() -> Result {
    nothing_or_everything(|project| Ok(Database::sqlite(project)))
}

#[test]
fn a_kill_on_postgres() -> Result {
    nothing_or_everything(|_| Database::postgres())
}

#[test]
fn a_kill_on_mariadb() -> Result {
    nothing_or_everything(|_| Database::mariadb())
}

/// The command ends on Ctrl-C. The server may complete what it has already received.
#[cfg(unix)]
#[test]
fn a_record_that_is_interrupted() -> Result {
    for command in COMMANDS {
        let (project, database, stopped) = stopping()?;
        let arguments = arguments(command, &database);
        let child = project
            .command(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let backend = stopped.backend()?;
        let sent = std::process::Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()?;
        assert!(sent.success());
        let output = child.wait_with_output()?;
        let said = String::from_utf8(output.stderr)?;
        assert_eq!(output.status.code(), Some(130), "{said}");
        assert!(said.contains("error: interrupted"), "{said}");
        stopped.release()?;
        let at_work = format!("SELECT 'x' FROM pg_stat_activity WHERE pid = {backend}");
        while !database.query(&at_work)?.is_empty() {}
        let rows = recorded_rows(&database)?;
        assert!(matches!(rows, (0, 0) | (1, 1)), "{rows:?}");
        let output = project.command(&arguments).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        let is_known = said.contains("has a history of these migrations already");
        assert!(output.status.success() || is_known, "{said}");
        assert_eq!(recorded_rows(&database)?, (1, 1));
    }
    Ok(())
}

/// The history tables exist for another set, so a lock on one of them stops recording halfway.
fn with_our_tables(database: &Database) -> Result {
    let other = Project::new(&[("1_o.sql", "SELECT 1;\n")])?;
    other.ends("init --dialect postgres", 0)?;
    let lock = other.lock()?.replace("set default", "set other");
    other.write("migrations.lock", &lock)?;
    other.ends(&format!("up --drafts --database-url {}", database.url), 0)?;
    Ok(())
}

/// The numbers of rows and events of the set.
fn recorded_rows(database: &Database) -> Result<(usize, usize)> {
    let of = |table: &str| -> Result<usize> {
        let rows = format!("SELECT set_name FROM _migrate.{table} WHERE set_name = 'default'");
        Ok(database.query(&rows)?.len())
    };
    Ok((of("history")?, of("event")?))
}

/// A lock on the event table, which stops recording.
struct Stopped {
    runtime: tokio::runtime::Runtime,
    holder: sqlx::PgConnection,
    url: String,
}

impl Stopped {
    fn new(database: &Database) -> Result<Self> {
        let runtime = tokio::runtime::Runtime::new()?;
        let lock = "BEGIN; LOCK TABLE _migrate.event IN ACCESS EXCLUSIVE MODE";
        let holder = runtime.block_on(async {
            let mut holder =
                <sqlx::PgConnection as sqlx::Connection>::connect(&database.url).await?;
            sqlx::raw_sql(lock).execute(&mut holder).await?;
            Ok::<_, sqlx::Error>(holder)
        })?;
        Ok(Self {
            runtime,
            holder,
            url: database.url.clone(),
        })
    }

    /// The process of the server that waits for the lock.
    fn backend(&self) -> Result<String> {
        let database = Database {
            url: self.url.clone(),
        };
        let waiting = "SELECT pid::text FROM pg_locks WHERE relation = '_migrate.event'::regclass AND NOT granted";
        loop {
            if let Some(pid) = database.query(waiting)?.pop() {
                return Ok(pid);
            }
        }
    }

    fn release(self) -> Result {
        use sqlx::Connection;
        self.runtime.block_on(self.holder.close())?;
        Ok(())
    }
}
