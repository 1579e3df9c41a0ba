use std::fs::{self, File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use sqlx::sqlite::{SqliteConnection, SqliteOwnedBuf, SqlitePool, SqlitePoolOptions};

use super::template::{TEMPLATES, key};
use crate::error::Kind;
use crate::{Error, Migrations};

/// A copy of a file to which the migrations were applied once.
pub(super) struct Copy {
    _folder: Folder,
}

impl Copy {
    pub(super) async fn new(migrations: &Migrations) -> Result<(String, Self), Error> {
        let home = home()?;
        let mut template = template(migrations, &home).await?;
        let folder = Folder::new(&home)?;
        let path = folder.path.join("test.db");
        let mut file = File::create(&path).map_err(failed("create", &path))?;
        io::copy(&mut template, &mut file).map_err(failed("write", &path))?;
        Ok((url(&path), Self { _folder: folder }))
    }

    /// One without migrations.
    pub(super) fn empty() -> Result<(String, Self), Error> {
        let folder = Folder::new(&home()?)?;
        let path = folder.path.join("test.db");
        File::create(&path).map_err(failed("create", &path))?;
        Ok((url(&path), Self { _folder: folder }))
    }
}

fn url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// A migrated SQLite database in memory for one test: a copy of the same template as
/// [`TestDatabase`](super::TestDatabase) has.
///
/// Such a database is its connection, so the pool keeps exactly one. A test that needs several uses
/// a file.
///
/// # Errors
///
/// When a migration fails, or the template cannot be written or read.
pub async fn in_memory(migrations: &Migrations) -> Result<SqlitePool, Error> {
    let home = home()?;
    let mut image = Vec::new();
    let mut template = template(migrations, &home).await?;
    template
        .read_to_end(&mut image)
        .map_err(failed("read", &home))?;
    // A database in memory has no write-ahead log, so the header must not name one.
    if let Some(versions) = image.get_mut(18..20) {
        versions.fill(1);
    }
    let image: Arc<[u8]> = image.into();
    SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(move |connection, _| Box::pin(fill(connection, image.clone())))
        .connect("sqlite::memory:")
        .await
        .map_err(Error::database("making a test database"))
}

async fn fill(connection: &mut SqliteConnection, image: Arc<[u8]>) -> Result<(), sqlx::Error> {
    let image = SqliteOwnedBuf::try_from(&*image)?;
    connection.deserialize(None, image, false).await
}

/// Where templates and copies are.
fn home() -> Result<PathBuf, Error> {
    let home = std::env::temp_dir().join("migrate-test");
    fs::create_dir_all(&home).map_err(failed("create", &home))?;
    Ok(home)
}

/// The file with all migrations. If it is missing, it is made under a lock, and renamed when it is
/// complete. It is open, so that nobody can remove it any more.
async fn template(migrations: &Migrations, home: &Path) -> Result<File, Error> {
    let template = home.join(format!("{}.db", key(migrations)));
    if let Ok(file) = open(&template) {
        return Ok(file);
    }
    let _alone = lock(&template.with_extension("lock")).await?;
    if let Ok(file) = open(&template) {
        return Ok(file);
    }
    let folder = Folder::new(home)?;
    let draft = folder.path.join("draft.db");
    migrations.run(&url(&draft)).await?;
    fs::rename(&draft, &template).map_err(failed("rename", &draft))?;
    sweep_templates(home);
    open(&template).map_err(failed("open", &template))
}

/// Marks a template that is used as one of the newest.
fn open(template: &Path) -> io::Result<File> {
    let file = File::options().read(true).append(true).open(template)?;
    file.set_modified(SystemTime::now())?;
    Ok(file)
}

/// Waits in the runtime: another task of the same thread may hold the lock.
async fn lock(path: &Path) -> Result<File, Error> {
    const PAUSE: Duration = Duration::from_millis(10);
    let file = File::create(path).map_err(failed("create", path))?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
            Err(TryLockError::Error(error)) => return Err(failed("lock", path)(error)),
        }
    }
}

/// A folder that is removed when its owner is dropped, or by the next test.
struct Folder {
    path: PathBuf,
    /// Locked while the owner lives.
    _owner: File,
}

const OWNER: &str = "owner.lock";

impl Folder {
    fn new(home: &Path) -> Result<Self, Error> {
        // While this test looks for folders without an owner, no other makes one that has no owner
        // yet.
        let path = home.join("home.lock");
        let alone = File::create(&path).map_err(failed("create", &path))?;
        alone.lock().map_err(failed("lock", &path))?;
        sweep_folders(home);
        let folder = home.join(format!("test-{:016x}", fastrand::u64(..)));
        fs::create_dir(&folder).map_err(failed("create", &folder))?;
        let path = folder.join(OWNER);
        let owner = File::create(&path).map_err(failed("create", &path))?;
        owner.lock().map_err(failed("lock", &path))?;
        Ok(Self {
            path: folder,
            _owner: owner,
        })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, "the test database could not be removed, the next test removes it");
        }
    }
}

/// Removes what killed tests left. What cannot be removed now is tried again next time.
fn sweep_folders(home: &Path) {
    for folder in entries(home) {
        let Ok(owner) = File::open(folder.join(OWNER)) else {
            continue;
        };
        if owner.try_lock().is_ok() {
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

/// Removes the templates that were not used for the longest time.
fn sweep_templates(home: &Path) {
    let mut templates: Vec<(SystemTime, PathBuf)> = entries(home)
        .filter(|path| path.extension().is_some_and(|extension| extension == "db"))
        .filter_map(|path| Some((fs::metadata(&path).ok()?.modified().ok()?, path)))
        .collect();
    templates.sort();
    let surplus = templates.len().saturating_sub(TEMPLATES);
    for (_, template) in templates.iter().take(surplus) {
        let _ = fs::remove_file(template);
        let _ = fs::remove_file(template.with_extension("lock"));
    }
}

#[expect(clippy::disallowed_methods, reason = "our own folder, in any order")]
fn entries(home: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(home).into_iter().flatten();
    entries.flatten().map(|entry| entry.path())
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error + use<> {
    let path = path.display().to_string();
    move |error| Kind::Url(format!("cannot {doing} {path}: {error}")).into()
}
