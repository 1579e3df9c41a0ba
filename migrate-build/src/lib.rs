//! For the build script of a crate that embeds its migrations:
//!
//! ```no_run
//! // fn main() of build.rs
//! migrate_build::check("migrations");
//! ```
//!
//! [`check`] makes cargo notice every change of the directory, checks the files and their SQL, and
//! hands the verdict to `embed_migrations!`, which shows the errors. The features `postgres`,
//! `sqlite` and `mysql` name the databases that the build may be for. If exactly one of them is
//! enabled, the directory need not name its database.

#![expect(
    clippy::print_stdout,
    reason = "a build script sends its instructions to cargo on standard output"
)]

use std::path::{Path, PathBuf};
use std::{env, fs};

use migrate_directory::{Dialect, Directory, Queries, Settings, Snapshot, Verdict};
use migrate_lint::{Options, lint};

/// Checks the migrations directory at `directory`, relative to `Cargo.toml`.
///
/// Warnings are printed, one line each. Errors in the migrations do not fail the build script:
/// `embed_migrations!` shows them together with the lines of the files. Call this function once for
/// each embedded directory.
pub fn check(directory: impl AsRef<str>) {
    match try_check(directory.as_ref()) {
        Ok(warnings) => {
            for warning in warnings {
                println!("cargo::warning={warning}");
            }
        }
        Err(reason) => println!("cargo::error={reason}"),
    }
}

fn try_check(directory: &str) -> Result<Vec<String>, String> {
    let package = variable("CARGO_MANIFEST_DIR")?;
    let out_dir = variable("OUT_DIR")?;
    let snapshot = Snapshot::read(&package, directory);
    for path in snapshot.tracked(&package) {
        track(&path);
    }
    let settings = Settings {
        dialect: None,
        dialects: enabled_dialects(),
        release: env::var_os("PROFILE").is_some_and(|profile| profile == "release"),
    };
    let mut understood = Directory::new(&snapshot, &settings);
    let kept = Verdict::path(&out_dir, &snapshot.directory).with_extension("state");
    judge(&mut understood, &package, &kept);
    let (verdict, warnings) = Verdict::new(snapshot, &understood);
    verdict
        .write(&out_dir)
        .map_err(|error| format!("cannot write the verdict on `{directory}`: {error}"))?;
    Ok(warnings)
}

/// Judges the SQL. The schema state after the older migrations is cached between builds.
fn judge(directory: &mut Directory, package: &Path, kept: &Path) {
    let known = fs::read(kept).ok();
    let queries = directory.dialect.map(|dialect| {
        let folder = package.join(Queries::FOLDER);
        if folder.exists() {
            track(&folder);
        }
        Queries::read(package, dialect)
    });
    let options = Options {
        known: known.as_deref(),
        queries: queries.as_ref(),
        ..Options::default()
    };
    let report = lint(directory, &options);
    if let Some(state) = &report.state {
        // Without the cache the next build only takes longer.
        let _ =
            fs::create_dir_all(kept.parent().unwrap_or(kept)).and_then(|()| fs::write(kept, state));
    }
    report.tell(directory);
}

fn track(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

fn variable(name: &str) -> Result<PathBuf, String> {
    env::var_os(name)
        .map(PathBuf::from)
        .ok_or_else(|| format!("`{name}` is not set: call `migrate_build::check` from build.rs"))
}

/// The databases of the enabled features. Without a feature all are possible, and the directory
/// must name its database.
fn enabled_dialects() -> Vec<Dialect> {
    let enabled = [
        (Dialect::Postgres, cfg!(feature = "postgres")),
        (Dialect::Sqlite, cfg!(feature = "sqlite")),
        (Dialect::Mysql, cfg!(feature = "mysql")),
    ];
    let chosen = enabled.iter().any(|(_, enabled)| *enabled);
    enabled
        .into_iter()
        .filter_map(|(dialect, enabled)| (enabled || !chosen).then_some(dialect))
        .collect()
}
