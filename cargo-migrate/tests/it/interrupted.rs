//! Ctrl-C, which a terminal sends to the command and to the programs that it has started.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::consolidate::tree;
use crate::histories::Database;
use crate::project::{Project, Result};
use crate::scratch::{servers, temporary};
use crate::story::Server;

const INDEX: (&str, &str) = ("1_a.sql", "CREATE TABLE a (id INT PRIMARY KEY);\n");
const SLEEP: (&str, &str) = ("2_sleep.sql", "SELECT pg_sleep(600);\n");

/// A command in its own terminal, with a folder for its servers.
struct Running {
    child: Child,
    temporary: TempDir,
}

impl Running {
    fn start(mut command: Command) -> Result<Self> {
        let temporary = temporary()?;
        let command = command.env("TMPDIR", temporary.path()).process_group(0);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(Self {
            child: command.spawn()?,
            temporary,
        })
    }

    /// Waits for a condition while the command runs.
    fn until<T>(&mut self, something: impl Fn(&[PathBuf]) -> Result<Option<T>>) -> Result<T> {
        loop {
            if let Some(found) = something(&servers(self.temporary.path())?)? {
                return Ok(found);
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("ended too early: {status}").into());
            }
            std::thread::yield_now();
        }
    }

    /// Waits until a server is being prepared.
    fn until_prepared(&mut self) -> Result {
        self.until(|servers| {
            let is_prepared = servers.iter().any(|one| one.join("data").exists());
            Ok(is_prepared.then_some(()))
        })
    }

    /// Sends Ctrl-C while a process runs. The process ends too.
    fn interrupt_with(self, server: Option<String>) -> Result {
        let server = server.ok_or("a process")?;
        assert!(is_alive(&server)?);
        self.interrupt()?;
        has_ended(&server)
    }

    /// Sends Ctrl-C. The command reports it, and its servers leave nothing behind.
    fn interrupt(self) -> Result {
        let group = format!("-{}", self.child.id());
        let sent = Command::new("kill").args(["-INT", "--", &group]).status()?;
        assert!(sent.success());
        let output = self.child.wait_with_output()?;
        let said = String::from_utf8([output.stdout, output.stderr].concat())?;
        assert_eq!(output.status.code(), Some(130), "{said}");
        assert!(
            said.contains("error: interrupted\n  = help: run the command again"),
            "{said}"
        );
        assert_eq!(
            servers(self.temporary.path())?,
            Vec::<PathBuf>::new(),
            "{said}"
        );
        Ok(())
    }
}

/// A project, and its files, which must not change.
fn unchanged(files: &[(&str, &str)]) -> Result<(Project, BTreeMap<String, String>)> {
    let project = Project::new(files)?;
    let before = tree(project.root())?;
    Ok((project, before))
}

/// The process of a server, if its directory contains the id.
fn process(server: &Path, file: &str) -> Option<String> {
    let text = fs::read(server.join(file)).ok()?;
    let text = String::from_utf8(text).ok()?;
    let line = text.split('\n').next()?.trim().to_owned();
    (!line.is_empty()).then_some(line)
}

fn is_alive(process: &str) -> Result<bool> {
    let asked = Command::new("kill")
        .args(["-0", process])
        .stderr(Stdio::null())
        .status()?;
    Ok(asked.success())
}

/// Its parent may take a moment to notice.
fn has_ended(process: &str) -> Result {
    let started = Instant::now();
    while is_alive(process)? {
        assert!(
            started.elapsed() < Duration::from_mins(1),
            "{process} stays"
        );
    }
    Ok(())
}

#[test]
fn a_consolidation_while_its_server_is_prepared() -> Result {
    let (project, before) = unchanged(&[INDEX, SLEEP])?;
    let mut run = Running::start(project.command("consolidate --dialect postgres"))?;
    run.until_prepared()?;
    run.interrupt()?;
    assert_eq!(tree(project.root())?, before);
    Ok(())
}

#[test]
fn a_consolidation_while_it_replays() -> Result {
    let (project, before) = unchanged(&[INDEX, SLEEP])?;
    let mut run = Running::start(project.command("consolidate --dialect postgres"))?;
    let server = run.until(|servers| {
        let Some(server) = servers.first().filter(|one| one.join(".s.PGSQL.5432").exists()) else {
            return Ok(None);
        };
        let directory = server.display().to_string().replace('/', "%2F");
        let database = Database {
            url: format!("postgres://postgres@{directory}/postgres"),
        };
        let sleeps = "SELECT 'x' FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'";
        // The server may listen, but not answer yet.
        let is_asleep = database.query(sleeps).is_ok_and(|rows| !rows.is_empty());
        Ok(is_asleep.then(|| process(server, "data/postmaster.pid")))
    })?;
    run.interrupt_with(server)?;
    assert_eq!(tree(project.root())?, before);
    Ok(())
}

#[test]
fn a_consolidation_while_the_schema_is_written_down() -> Result {
    let scratch = Server::start()?;
    let (project, before) = unchanged(&[INDEX])?;
    let programs = tempfile::tempdir()?;
    let (program, mark) = (
        programs.path().join("pg_dump"),
        programs.path().join("mark"),
    );
    let script = format!("#!/bin/sh\necho >{}\nexec sleep 600\n", mark.display());
    fs::write(&program, script)?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    let url = scratch.url("postgres");
    let mut command = project.command(&format!("consolidate --dialect postgres --scratch {url}"));
    let path = format!("{}:{}", programs.path().display(), std::env::var("PATH")?);
    command.env("PATH", path);
    let mut run = Running::start(command)?;
    run.until(|_| Ok(mark.exists().then_some(())))?;
    run.interrupt()?;
    assert_eq!(tree(project.root())?, before);
    let databases = "SELECT datname::text FROM pg_database WHERE NOT datistemplate";
    assert_eq!(scratch.database("postgres").query(databases)?, ["postgres"]);
    Ok(())
}

#[test]
fn a_private_mariadb_while_it_is_prepared_and_while_it_replays() -> Result {
    let database = Database::mariadb()?;
    let project = Project::new(&[("1_s.sql", "SELECT sleep(600);\n")])?;
    let drift = format!(
        "drift --scratch --dialect mysql --database-url {}",
        database.url
    );
    let mut run = Running::start(project.command(&drift))?;
    run.until_prepared()?;
    run.interrupt()?;

    let mut run = Running::start(project.command(&drift))?;
    let server = run.until(|servers| {
        let Some(server) = servers.first().filter(|one| one.join("socket").exists()) else {
            return Ok(None);
        };
        let url = format!(
            "mysql://root@localhost/mysql?socket={}",
            server.join("socket").display()
        );
        let sleeps = "SELECT 'x' FROM information_schema.processlist WHERE state = 'User sleep'";
        let is_asleep = Database { url }
            .query(sleeps)
            .is_ok_and(|rows| !rows.is_empty());
        Ok(is_asleep.then(|| process(server, "server.pid")))
    })?;
    run.interrupt_with(server)?;
    Ok(())
}
