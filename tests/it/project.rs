//! A project of a user's, in a directory of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files that git tracks, or would add, and whose names match.
pub(crate) fn tracked(pattern: &str) -> Result<Vec<PathBuf>> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others"])
        .args(["--exclude-standard", pattern])
        .current_dir(root())
        .output()?;
    let listed = String::from_utf8(listed.stdout)?;
    let files = listed.split_terminator('\0').map(|file| root().join(file));
    Ok(files.filter(|path| path.is_file()).collect())
}

/// A small crate that embeds `migrations` and prints what it embeds.
pub(crate) struct Project {
    directory: TempDir,
    /// The feature of the database that it is for.
    database: &'static str,
}

/// What a build said.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

const MAIN: &str = "use migrate_runtime::{Migrations, embed_migrations};
static MIGRATIONS: Migrations = embed_migrations!();
fn main() {
    for migration in MIGRATIONS.iter() {
        println!(\"{} {}\", migration.identity(), migration.sql().len());
    }
}
";

impl Project {
    pub(crate) fn new() -> Result<Self> {
        Self::on("sqlite")
    }

    pub(crate) fn on(database: &'static str) -> Result<Self> {
        let directory = tempfile::Builder::new()
            .prefix("project")
            .tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let project = Self {
            directory,
            database,
        };
        project.write("src/main.rs", MAIN)?;
        project.with_build_script()?;
        // The versions that are built already.
        fs::copy(root().join("Cargo.lock"), project.path("Cargo.lock"))?;
        Ok(project)
    }

    pub(crate) fn with_build_script(&self) -> Result {
        self.manifest("[build-dependencies]\nmigrate-build = { path = 'ROOT/migrate-build', features = ['DATABASE'] }\n")?;
        self.write(
            "build.rs",
            "fn main() { migrate_build::check(\"migrations\"); }\n",
        )
    }

    pub(crate) fn without_build_script(&self) -> Result {
        self.manifest("")?;
        Ok(fs::remove_file(self.path("build.rs"))?)
    }

    fn manifest(&self, build: &str) -> Result {
        let manifest = format!(
            "[package]\nname = 'project'\nversion = '0.1.0'\nedition = '2024'\n\
             [dependencies]\nmigrate-runtime = {{ path = 'ROOT/migrate-runtime', features = ['DATABASE'] }}\n{build}[workspace]\n"
        );
        self.write(
            "Cargo.toml",
            manifest
                .replace("ROOT", &root().display().to_string())
                .replace("DATABASE", self.database),
        )
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) -> Result {
        let path = self.path(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, content)?)
    }

    /// Replaces the migrations. A path that ends in `/` is an empty folder.
    pub(crate) fn migrations(&self, files: &[(&str, &[u8])]) -> Result {
        let directory = self.path("migrations");
        if directory.exists() {
            fs::remove_dir_all(&directory)?;
        }
        fs::create_dir_all(&directory)?;
        for (path, content) in files {
            match path.strip_suffix('/') {
                Some(folder) => fs::create_dir_all(directory.join(folder))?,
                None => self.write(&format!("migrations/{path}"), content)?,
            }
        }
        Ok(())
    }

    pub(crate) fn cargo(&self, command: &str) -> Result<Built> {
        // One target directory for all, so that the dependencies are built once.
        let target = root().join("target").join("projects");
        let output = Command::new(env!("CARGO"))
            .args([command, "--offline", "--color=never"])
            .current_dir(self.directory.path())
            .env("CARGO_TARGET_DIR", target)
            // As build scripts have it, so that what both need is built once.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            // Of this package's own build script.
            .env_remove("OUT_DIR")
            .output()?;
        Ok(Built {
            success: output.status.success(),
            stdout: String::from_utf8(output.stdout)?,
            stderr: String::from_utf8(output.stderr)?,
        })
    }
}

impl Built {
    /// The problems shown, but for cargo's last word.
    pub(crate) fn errors(&self) -> Vec<&str> {
        let lines = self.stderr.split('\n');
        lines
            .filter(|line| {
                line.starts_with("error") && !line.starts_with("error: could not compile")
            })
            .collect()
    }
}
