//! Text files.

use std::fs;
use std::io::Write;
use std::path::Path;

use migrate_directory::Lock;
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Reads a text file.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    let bytes = fs::read(path).map_err(Failure::file("read", path))?;
    String::from_utf8(bytes).map_err(|_| {
        Failure::found(format!("{} is not UTF-8", path.display())).help("save the file as UTF-8")
    })
}

/// Reads a text file. The text is empty if there is no such file.
pub(crate) fn read_if_exists(path: &Path) -> Result<String, Failure> {
    if path.exists() {
        read(path)
    } else {
        Ok(String::new())
    }
}

pub(crate) fn write_lock(path: &Path, lock: &Lock) -> Result<(), Failure> {
    write(path, &lock.write())
}

/// Writes a text file that everybody may read. Other programs see the old file or the new one.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(Failure::file("write into", folder))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(Failure::file("write", path))?;
    readable(&file).map_err(Failure::file("write", path))?;
    file.persist(path)
        .map_err(|error| Failure::file("write", path)(error.error))?;
    Ok(())
}

/// Temporary files are readable by their owner alone.
#[cfg(unix)]
fn readable(file: &NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file()
        .set_permissions(PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &NamedTempFile) -> std::io::Result<()> {
    Ok(())
}
