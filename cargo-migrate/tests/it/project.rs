//! A directory in which the command runs.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The server that `cargo xtask test` started.
pub(crate) fn postgres() -> Result<String> {
    server("MIGRATE_TEST_POSTGRES")
}

/// The same for MariaDB.
pub(crate) fn mariadb() -> Result<String> {
    server("MIGRATE_TEST_MARIADB")
}

fn server(variable: &str) -> Result<String> {
    std::env::var(variable)
        .map_err(|_| format!("no {variable}: run the tests with `cargo xtask test`").into())
}

pub(crate) struct Project(TempDir);

impl Project {
    /// A project with these migrations.
    pub(crate) fn new(files: &[(&str, &str)]) -> Result<Self> {
        let project = Self(tempfile::tempdir()?);
        fs::create_dir(project.root().join("migrations"))?;
        for (name, text) in files {
            project.write(name, text)?;
        }
        Ok(project)
    }

    /// The same, committed on the branch `main` of a repository.
    pub(crate) fn committed(files: &[(&str, &str)]) -> Result<Self> {
        let project = Self::new(files)?;
        project.git("init --quiet --initial-branch main")?;
        project.commit("first")?;
        Ok(project)
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file of the migrations directory.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result {
        let path = self.root().join("migrations").join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, text)?)
    }

    pub(crate) fn remove(&self, name: &str) -> Result {
        Ok(fs::remove_file(self.root().join("migrations").join(name))?)
    }

    pub(crate) fn read(&self, path: &str) -> Result<String> {
        Ok(String::from_utf8(fs::read(self.root().join(path))?)?)
    }

    pub(crate) fn lock(&self) -> Result<String> {
        self.read("migrations/migrations.lock")
    }

    /// The command, with words separated by spaces.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-migrate"));
        command.arg("migrate").args(arguments.split(' '));
        command.env_remove("DATABASE_URL").env_remove("NO_COLOR");
        command.current_dir(self.root()).stdin(Stdio::null());
        command
    }

    fn migrate(&self, arguments: &str) -> Result<Output> {
        Ok(self.command(arguments).output()?)
    }

    /// Runs the command, which must end with an exit code. Returns its output.
    pub(crate) fn ends(&self, arguments: &str, code: i32) -> Result<String> {
        let output = self.migrate(arguments)?;
        let said = String::from_utf8([output.stdout, output.stderr].concat())?;
        assert_eq!(output.status.code(), Some(code), "{arguments}: {said}");
        Ok(said)
    }

    /// Runs the command, which must end with an exit code and print these words.
    pub(crate) fn says(&self, arguments: &str, code: i32, words: &[&str]) -> Result {
        let said = self.ends(arguments, code)?;
        for word in words {
            assert!(said.contains(word), "{arguments}: {said}");
        }
        Ok(())
    }

    /// Runs git with words that are separated by spaces. Returns its output.
    pub(crate) fn git(&self, arguments: &str) -> Result<String> {
        let output = self.git_command(arguments).output()?;
        let said = String::from_utf8([output.stdout, output.stderr].concat())?;
        if output.status.success() {
            Ok(said)
        } else {
            Err(format!("git {arguments}: {said}").into())
        }
    }

    pub(crate) fn git_command(&self, arguments: &str) -> Command {
        let mut command = Command::new("git");
        command.args(arguments.split(' ')).current_dir(self.root());
        // No settings of the user, and a name for commits.
        command
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "A");
            command.env(format!("GIT_{role}_EMAIL"), "a@example.invalid");
            command.env(format!("GIT_{role}_DATE"), "2026-01-31T12:00:00+0000");
        }
        command
    }

    /// Commits everything.
    pub(crate) fn commit(&self, message: &str) -> Result {
        self.git("add --all .")?;
        self.git(&format!("commit --quiet --message {message}"))?;
        Ok(())
    }
}
