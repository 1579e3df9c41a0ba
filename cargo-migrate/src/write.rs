//! Writing files atomically: a reader sees the old file or the new one, nothing in between.

use std::io::Write;
use std::path::Path;

use migrate_directory::Lock;
use tempfile::NamedTempFile;

use crate::failure::Failure;

pub(crate) fn write_lock(path: &Path, lock: &Lock) -> Result<(), Failure> {
    write(path, &lock.write())
}

/// Writes a text file that everybody may read.
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
