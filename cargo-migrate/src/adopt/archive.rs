//! The files that a baseline replaced. Databases of other tools have recorded these files.

use std::fs;

use migrate_directory::{Checksum, Dialect, Replaced};

use super::file::{File, Role, Texts};
use crate::consolidate::{ARCHIVE, OldFile, files_of, parsed, stem};
use crate::failure::Failure;
use crate::place::Place;

/// The files of all replaced migrations in the lock, with their texts if they are still in the
/// archive.
pub(super) fn archived(place: &Place) -> Result<Vec<File>, Failure> {
    let lines = place.directory.lock.iter().flat_map(|lock| &lock.sealed);
    let mut lines = lines.flat_map(|line| &line.replaces).peekable();
    if lines.peek().is_none() {
        return Ok(Vec::new());
    }
    let scripts = scripts(place, place.dialect()?)?;
    let mut files: Vec<File> = Vec::new();
    for line in lines {
        let is = |script: &&Script| {
            script.file.identity == line.identity && script.file.checksum == line.checksum
        };
        let script = scripts.iter().find(is);
        let mut known = files
            .iter_mut()
            .filter(|file| file.identity == line.identity);
        match (known.next(), script) {
            // A resealed migration has one line per checksum.
            (Some(file), None) => file.sealed.push(line.checksum),
            (Some(file), Some(script)) if file.texts.is_none() => {
                file.sealed.push(line.checksum);
                *file = script.replaced(place, std::mem::take(&mut file.sealed));
            }
            (Some(file), Some(script)) if file.path == script.path(place) => {}
            (_, Some(script)) => files.push(script.replaced(place, vec![line.checksum])),
            (None, None) => files.push(gone(place, line)),
        }
    }
    Ok(files)
}

/// A file in the archive.
struct Script {
    /// Its path is relative to the archive.
    file: OldFile,
    raw: String,
}

fn scripts(place: &Place, dialect: Dialect) -> Result<Vec<Script>, Failure> {
    let folder = place.path(ARCHIVE);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let paths = files_of(&folder)?;
    let is_sql = |path: &String| path.strip_suffix(".sql").is_some();
    let paths = paths.into_iter().filter(is_sql);
    let scripts = paths.map(|path| {
        let at = folder.join(&path);
        let bytes = fs::read(&at).map_err(Failure::file("read", &at))?;
        let raw = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Script {
            file: OldFile::new(path, &raw, dialect),
            raw,
        })
    });
    scripts.collect()
}

impl Script {
    fn path(&self, place: &Place) -> String {
        place
            .snapshot
            .path(&format!("{ARCHIVE}/{}", self.file.path))
    }

    fn replaced(&self, place: &Place, sealed: Vec<Checksum>) -> File {
        let stem = stem(&self.file.path);
        let name = self.file.path.rfind(stem).unwrap_or_default();
        File {
            identity: self.file.identity.clone(),
            version: self.file.version,
            path: self.path(place),
            stem: stem.to_owned(),
            home: self.file.path[..name].trim_end_matches('/').to_owned(),
            texts: Some(Texts {
                raw: self.raw.clone(),
                normalised: self.file.text.clone(),
            }),
            sealed,
            role: Role::Replaced,
        }
    }
}

/// A migration that is only in the lock, because its file was deleted.
fn gone(place: &Place, line: &Replaced) -> File {
    File {
        identity: line.identity.clone(),
        version: parsed(&line.identity).0,
        path: place.snapshot.path("migrations.lock"),
        stem: line.identity.clone(),
        home: String::new(),
        texts: None,
        sealed: vec![line.checksum],
        role: Role::Replaced,
    }
}
