use migrate_directory::{Code, Diagnostic, Lock, Was};
use migrate_lint::Selection;

use crate::arguments::{PlaceArguments, SealArguments};
use crate::failure::Failure;
use crate::place::Place;
use crate::text_file::write_lock;

pub(crate) fn run(arguments: &PlaceArguments, seal: &SealArguments) -> Result<(), Failure> {
    let mut place = Place::read(arguments, None)?;
    let lock = place.directory.lock.as_ref();
    // The first seal of an existing project accepts what is already released.
    if lock.is_some_and(|lock| !lock.sealed.is_empty()) {
        place.judge(Selection::default());
    }
    let resealed = resealed_path(&place, seal)?;
    let is_resealed = |diagnostic: &Diagnostic| {
        diagnostic.code == Code::EditedMigration && resealed.as_ref() == Some(&diagnostic.path)
    };
    place.accept_but(is_resealed)?;
    let directory = &place.directory;
    let dialect = place.dialect()?;
    let mut lock = directory.lock.clone().unwrap_or_else(|| Lock::new(dialect));
    let drafts = lock.seal(&directory.migrations);
    if let (Some(version), Some(reason)) = (seal.reseal, &seal.reason) {
        reseal(&mut lock, &place, version, reason)?;
    }
    if Some(&lock) == directory.lock.as_ref() {
        println!("nothing to seal");
        return Ok(());
    }
    write_lock(&place.path("migrations.lock"), &lock)?;
    for draft in drafts {
        println!("sealed {draft}");
    }
    Ok(())
}

/// The path of the file whose edit is accepted.
fn resealed_path(place: &Place, seal: &SealArguments) -> Result<Option<String>, Failure> {
    let Some(version) = seal.reseal else {
        return Ok(None);
    };
    let mut sealed = place
        .directory
        .migrations
        .iter()
        .filter(|migration| migration.sealed);
    let found = sealed.find(|migration| migration.version == version);
    match found {
        Some(migration) => Ok(Some(migration.path.clone())),
        None => Err(
            Failure::usage(format!("no sealed migration has the version {version}"))
                .help("the sealed versions are in migrations.lock"),
        ),
    }
}

fn reseal(lock: &mut Lock, place: &Place, version: i64, reason: &str) -> Result<(), Failure> {
    let reason = reason.trim();
    if reason.is_empty() || reason.contains(char::is_control) {
        return Err(Failure::usage("`--reason` must be one line of text"));
    }
    let migrations = &place.directory.migrations;
    for line in lock
        .sealed
        .iter_mut()
        .filter(|line| line.version == version)
    {
        let migration = migrations
            .iter()
            .find(|one| (one.version, &one.name) == (line.version, &line.name));
        let Some(migration) = migration.filter(|one| one.checksum != line.checksum) else {
            continue;
        };
        line.was.push(Was {
            checksum: line.checksum,
            reason: reason.to_owned(),
        });
        line.checksum = migration.checksum;
        println!("resealed {}", line.identity());
    }
    Ok(())
}
