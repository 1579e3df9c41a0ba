use std::fs::{self, OpenOptions};
use std::io::Write;

use migrate_directory::{Dialect, Lock};

use crate::arguments::PlaceArguments;
use crate::confirm::choose;
use crate::failure::Failure;
use crate::place::{Place, unknown_dialect};
use crate::text_file::{read, read_if_exists, write_lock};

pub(crate) fn run(arguments: &PlaceArguments) -> Result<(), Failure> {
    let place = Place::read(arguments, None)?;
    let dialect = match place.directory.dialect {
        Some(dialect) => dialect,
        None => asked()?,
    };
    let directory = place.root.join(&place.snapshot.directory);
    if !directory.exists() {
        fs::create_dir_all(&directory).map_err(Failure::file("create", &directory))?;
        println!("created {}", place.snapshot.directory);
    }
    let lock = place.path("migrations.lock");
    if lock.exists() {
        println!("kept    {}", place.snapshot.path("migrations.lock"));
    } else {
        write_lock(&lock, &Lock::new(dialect))?;
        println!("created {}", place.snapshot.path("migrations.lock"));
    }
    if place.root.join("Cargo.toml").exists() {
        build_script(&place)?;
    }
    attributes(&place)
}

fn asked() -> Result<Dialect, Failure> {
    let kinds = [Dialect::Postgres, Dialect::Sqlite, Dialect::Mysql];
    let chosen = choose("Which kind of database?", &kinds.map(Dialect::name))?;
    chosen.map(|at| kinds[at]).ok_or_else(unknown_dialect)
}

fn build_script(place: &Place) -> Result<(), Failure> {
    let path = place.root.join("build.rs");
    let call = format!("migrate_build::check(\"{}\");", place.snapshot.directory);
    if !path.exists() {
        let script = format!("fn main() {{\n    {call}\n}}\n");
        fs::write(&path, script).map_err(Failure::file("write", &path))?;
        println!("created build.rs; add migrate-build to [build-dependencies] in Cargo.toml");
        return Ok(());
    }
    if read(&path)?.contains("migrate_build::check") {
        println!("kept    build.rs");
    } else {
        println!("add this line to main() in build.rs: {call}");
    }
    Ok(())
}

/// Checksums ignore line endings. This line keeps them out of diffs too.
fn attributes(place: &Place) -> Result<(), Failure> {
    let path = place.root.join(".gitattributes");
    let line = format!("{}/** text=auto eol=lf", place.snapshot.directory);
    let existing = read_if_exists(&path)?;
    if existing.contains(&line) {
        println!("kept    .gitattributes");
        return Ok(());
    }
    let separator = if existing.is_empty() || existing.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let mut file = OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .map_err(Failure::file("open", &path))?;
    writeln!(file, "{separator}{line}").map_err(Failure::file("write", &path))?;
    println!("added   a line to .gitattributes");
    Ok(())
}
