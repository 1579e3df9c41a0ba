//! A hello-world service with its own migrations, whose build is measured.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::bench::{Bench, Profile};
use crate::migrations::{self, Kind, Layout};
use crate::program::{self, Run};
use crate::result::Result;
use crate::{build, process};

/// The tool with which the service embeds its migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    Ours,
    /// Without a database feature of `migrate-build`, so that the SQL is not analysed.
    OursWithoutAnalysis,
    Sqlx,
}

const FIGURES: &str = include_str!("../peers/figures.rs");

impl Carrier {
    fn main(self) -> &'static str {
        match self {
            Self::Sqlx => include_str!("../services/sqlx.rs"),
            _ => include_str!("../services/ours.rs"),
        }
    }

    fn build_script(self) -> &'static str {
        match self {
            Self::Sqlx => "fn main() {\n    println!(\"cargo:rerun-if-changed=migrations\");\n}\n",
            _ => "fn main() {\n    migrate_build::check(\"migrations\");\n}\n",
        }
    }

    fn dependencies(self, bench: &Bench) -> String {
        let workspace = bench.workspace.display();
        let analysis = if self == Self::Ours {
            "\"postgres\""
        } else {
            ""
        };
        match self {
            Self::Sqlx => "sqlx = { version = \"0.9\", default-features = false, features = [\"macros\", \"migrate\", \
                 \"postgres\", \"runtime-tokio\", \"tls-rustls-ring-webpki\"] }\n"
                .to_owned(),
            _ => format!(
                "migrate-runtime = {{ path = \"{workspace}/migrate-runtime\", features = [\"postgres\"] }}\n\
                 sqlx = {{ version = \"0.9\", default-features = false, features = [\"postgres\", \"runtime-tokio\"] }}\n\
                 \n[build-dependencies]\n\
                 migrate-build = {{ path = \"{workspace}/migrate-build\", features = [{analysis}] }}\n"
            ),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Service {
    name: String,
    folder: PathBuf,
    profile: Profile,
    target: PathBuf,
}

impl Service {
    /// Writes the source of a service with so many migrations. It is not built yet.
    pub(crate) fn new(
        bench: &Bench,
        carrier: Carrier,
        count: usize,
        profile: Profile,
    ) -> Result<Self> {
        let name = format!("service-{carrier:?}-{count}").to_lowercase();
        let folder = bench.work.join("services").join(&name);
        migrations::write(
            &folder.join("migrations"),
            Layout::Flat,
            Kind::Tables,
            count,
        )?;
        if carrier == Carrier::OursWithoutAnalysis {
            let config = "dialect = \"postgres\"\n";
            fs::write(folder.join("migrations/migrate.toml"), config)?;
        }
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
             tokio = {{ version = \"1\", default-features = false, features = [\"macros\", \"rt\"] }}\n{}",
            carrier.dependencies(bench)
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        // The same versions of dependencies for all services.
        fs::copy(
            bench.workspace.join("Cargo.lock"),
            folder.join("Cargo.lock"),
        )?;
        fs::write(folder.join("build.rs"), carrier.build_script())?;
        fs::write(folder.join("src/main.rs"), carrier.main())?;
        fs::write(folder.join("src/figures.rs"), FIGURES)?;
        Ok(Self {
            name,
            folder,
            profile,
            target: bench.work.join("services-target"),
        })
    }

    /// The same service with its own empty target directory.
    pub(crate) fn apart(mut self, bench: &Bench) -> Result<Self> {
        self.target = bench.work.join("services-clean");
        if self.target.exists() {
            fs::remove_dir_all(&self.target)?;
        }
        Ok(self)
    }

    /// Runs `cargo build`. Returns how long it took, and its CPU time.
    pub(crate) fn build(&self) -> Result<(f64, f64)> {
        process::seconds_and_cpu(&mut self.cargo())
    }

    fn cargo(&self) -> Command {
        let mut cargo = build::cargo(&self.folder, &self.target);
        cargo.args(["--profile", self.profile.name()]);
        cargo
    }

    /// Changes `main.rs` as an editor does.
    pub(crate) fn touch(&self) -> Result {
        let main = self.folder.join("src/main.rs");
        let mut text = String::from_utf8(fs::read(&main)?)?;
        text.push_str("// Touched.\n");
        Ok(fs::write(main, text)?)
    }

    pub(crate) fn add_migration(&self, number: usize) -> Result {
        let directory = self.folder.join("migrations");
        migrations::add(&directory, Layout::Flat, Kind::Tables, number)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.target.join(self.profile.folder()).join(&self.name)
    }

    pub(crate) fn boot(&self, url: &str) -> Result<Run> {
        program::run(Command::new(self.file()).arg(url))
    }
}
