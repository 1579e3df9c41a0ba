use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::key;
use crate::error::Kind;
use crate::{Error, Migrations};

/// A copy of a file to which the migrations were applied once.
pub(super) struct Copy {
    folder: PathBuf,
    /// Locked while the owner lives.
    _owner: File,
}

const OWNER: &str = "owner.lock";

impl Copy {
    pub(super) async fn new(migrations: &Migrations) -> Result<(String, Self), Error> {
        let home = home()?;
        let template = template(migrations, &home).await?;
        let (copy, file) = Self::folder(&home)?;
        fs::copy(&template, &file).map_err(failed("write", &file))?;
        Ok((url(&file), copy))
    }

    /// One without migrations.
    pub(super) fn empty() -> Result<(String, Self), Error> {
        let (copy, file) = Self::folder(&home()?)?;
        File::create(&file).map_err(failed("create", &file))?;
        Ok((url(&file), copy))
    }

    /// A folder of its own, and the file in it that is to be written.
    fn folder(home: &Path) -> Result<(Self, PathBuf), Error> {
        // While one looks for what nobody owns, nobody else makes what is not owned yet.
        let path = home.join("home.lock");
        let alone = File::create(&path).map_err(failed("create", &path))?;
        alone.lock().map_err(failed("lock", &path))?;
        sweep(home);
        let folder = home.join(format!("test-{:016x}", fastrand::u64(..)));
        fs::create_dir(&folder).map_err(failed("create", &folder))?;
        let path = folder.join(OWNER);
        let owner = File::create(&path).map_err(failed("create", &path))?;
        owner.lock().map_err(failed("lock", &path))?;
        drop(alone);
        let file = folder.join("test.db");
        let copy = Self {
            folder,
            _owner: owner,
        };
        Ok((copy, file))
    }
}

/// Where all of them are.
fn home() -> Result<PathBuf, Error> {
    let home = std::env::temp_dir().join("migrate-test");
    fs::create_dir_all(&home).map_err(failed("create", &home))?;
    Ok(home)
}

fn url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

impl Drop for Copy {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, "the test database is left to the next test");
        }
    }
}

/// The file with all migrations, which is made if it is not there: renamed when it is complete.
async fn template(migrations: &Migrations, home: &Path) -> Result<PathBuf, Error> {
    let template = home.join(format!("{}.db", key(migrations)));
    if template.exists() {
        return Ok(template);
    }
    let draft = home.join(format!("draft-{:016x}.db", fastrand::u64(..)));
    migrations.run(&url(&draft)).await?;
    fs::rename(&draft, &template).map_err(failed("rename", &draft))?;
    Ok(template)
}

/// Removes what killed tests left. What cannot be removed now is tried again next time.
fn sweep(home: &Path) {
    #[expect(clippy::disallowed_methods, reason = "our own folder, in any order")]
    let Ok(entries) = fs::read_dir(home) else {
        return;
    };
    for entry in entries.flatten() {
        let folder = entry.path();
        let Ok(owner) = File::open(folder.join(OWNER)) else {
            continue;
        };
        if owner.try_lock().is_ok() {
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error + use<> {
    let path = path.display().to_string();
    move |error| Kind::Url(format!("cannot {doing} {path}: {error}")).into()
}
