use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::{Deserialize, Serialize};

use crate::{Checksum, Code, Diagnostic, Dialect, Directory, Embedded, Level, Scripts, Snapshot};

/// What the build script found out, for the macro: so that an ordinary compile pays for reading the
/// files alone.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The version of this crate that wrote it.
    written_by: String,
    snapshot: Snapshot,
    /// The frames of what fails the build.
    errors: Vec<String>,
    embedded: Option<Stored>,
}

/// Why there is no verdict to use: a frame for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictError {
    frame: String,
}

impl VerdictError {
    /// The frame to show.
    pub fn frame(&self) -> &str {
        &self.frame
    }
}

impl Verdict {
    /// The verdict on a snapshot that was understood as `directory`, and one line per warning.
    pub fn new(snapshot: Snapshot, directory: &Directory) -> (Self, Vec<String>) {
        let of_level = |level| {
            let diagnostics = directory.diagnostics.iter();
            diagnostics.filter(move |diagnostic| diagnostic.level == level)
        };
        let mut errors: Vec<String> = of_level(Level::Deny)
            .map(|diagnostic| diagnostic.frame(directory.text(&diagnostic.path)))
            .collect();
        let warnings = of_level(Level::Warn)
            .map(|diagnostic| diagnostic.line(directory.text(&diagnostic.path)))
            .collect();
        let embedded = errors
            .is_empty()
            .then(|| directory.embed(&snapshot))
            .flatten()
            .map(Stored);
        if embedded.is_none() && errors.is_empty() {
            errors.push(too_large(&snapshot.directory));
        }
        let verdict = Self {
            written_by: env!("CARGO_PKG_VERSION").to_owned(),
            snapshot,
            errors,
            embedded,
        };
        (verdict, warnings)
    }

    /// Writes the verdict below the build script's `OUT_DIR`.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self, out_dir: &Path) -> io::Result<()> {
        let path = Self::path(out_dir, &self.snapshot.directory);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let bytes = postcard::to_allocvec(self).map_err(io::Error::other)?;
        fs::write(path, bytes)
    }

    /// Reads the verdict on `package/directory` and makes sure that it still speaks of what is on
    /// disk. `out_dir` is the `OUT_DIR` that the macro sees, if it sees one.
    ///
    /// # Errors
    ///
    /// When there is no build script, or when it ran before the directory changed.
    pub fn load(
        package: &Path,
        directory: &str,
        out_dir: Option<&Path>,
    ) -> Result<Self, VerdictError> {
        let snapshot = Snapshot::read(package, directory);
        let bytes = out_dir
            .map(|out_dir| fs::read(Self::path(out_dir, &snapshot.directory)))
            .and_then(Result::ok)
            .ok_or_else(|| missing(&snapshot.directory))?;
        match postcard::from_bytes::<Self>(&bytes) {
            Ok(verdict)
                if verdict.written_by == env!("CARGO_PKG_VERSION")
                    && verdict.snapshot == snapshot =>
            {
                Ok(verdict)
            }
            _ => Err(stale(&snapshot.directory)),
        }
    }

    /// What to embed.
    ///
    /// # Errors
    ///
    /// The frames of everything that fails the build.
    pub fn embedded(&self) -> Result<&Embedded, &[String]> {
        match &self.embedded {
            Some(Stored(embedded)) => Ok(embedded),
            None => Err(&self.errors),
        }
    }

    /// The files read, for the compiler to track.
    pub fn files(&self, package: &Path) -> impl Iterator<Item = PathBuf> {
        self.snapshot.files(package)
    }

    /// The file below `OUT_DIR` that holds the verdict on a directory.
    pub fn path(out_dir: &Path, directory: &str) -> PathBuf {
        let name = Checksum::of(directory).to_string();
        out_dir
            .join("migrate")
            .join(format!("{}.verdict", &name[..16]))
    }
}

/// How the verdict stores what to embed: the crate of these types has no serde.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stored(#[serde(with = "StoredEmbedded")] Embedded);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Embedded")]
struct StoredEmbedded {
    #[serde(with = "StoredDialect")]
    dialect: Dialect,
    set: String,
    history: Option<String>,
    directory: String,
    head: Vec<u8>,
    drift_ignore: String,
    #[serde(with = "StoredScripts")]
    ups: Scripts,
    #[serde(with = "StoredScripts")]
    downs: Scripts,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Scripts")]
struct StoredScripts {
    names: String,
    text: String,
    records: Vec<u8>,
    spans: Vec<u8>,
    notes: String,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Dialect")]
enum StoredDialect {
    Postgres,
    Sqlite,
    Mysql,
}

fn too_large(directory: &str) -> String {
    let message = format!("the migrations of `{directory}` exceed 4 GiB");
    let help = "move data out of the migrations";
    Diagnostic::deny(Code::UnreadableFile, directory, 0..0, message, help).frame(None)
}

fn missing(directory: &str) -> VerdictError {
    let help = format!(
        "without one a new file would not be noticed; add to Cargo.toml\n    [build-dependencies]\n    \
         migrate-build = {{ version = \"0.1\", features = [\"postgres\"] }}  # or sqlite, mysql\nand to build.rs\n    \
         fn main() {{ migrate_build::check(\"{directory}\"); }}"
    );
    let message = format!("no build script checks `{directory}`");
    error(Code::MissingBuildScript, message, help)
}

fn stale(directory: &str) -> VerdictError {
    error(
        Code::StaleBuildScript,
        format!("`{directory}` changed after the build script looked at it"),
        format!(
            "build again; if that does not help, make build.rs call `migrate_build::check(\"{directory}\")` \
                 and use one version of the migrate crates"
        ),
    )
}

fn error(code: Code, message: String, help: String) -> VerdictError {
    VerdictError {
        frame: Diagnostic::deny(code, "build.rs", 0..0, message, help).frame(None),
    }
}
