use crate::arguments::{BaselineArguments, PlaceArguments};
use crate::commands::drift;
use crate::confirm::confirm;
use crate::database::{block_on, dialect_of, migrations};
use crate::failure::Failure;
use crate::place::Place;
use crate::scratch::compare;

pub(crate) fn run(arguments: &PlaceArguments, baseline: &BaselineArguments) -> Result<(), Failure> {
    let url = &baseline.database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    if !baseline.drafts {
        let is_recorded = |version| baseline.to.is_none_or(|to| version <= to);
        place.refuse_drafts(url, |migration| is_recorded(migration.version))?;
    }
    let compared = if baseline.trust {
        None
    } else {
        Some(equal(&place, url, baseline)?)
    };
    confirm(
        "record migrations without running them in",
        url,
        &baseline.confirm,
    )?;
    let runner = migrations.runner();
    let report = match compared {
        Some(fingerprint) => block_on(runner.baseline_compared(url, baseline.to, &fingerprint))?,
        None => block_on(runner.baseline(url, baseline.to))?,
    };
    for identity in report.recorded() {
        println!("recorded {identity}");
    }
    let left = migrations.len() - report.recorded().len();
    println!("{} recorded, {left} pending", report.recorded().len());
    Ok(())
}

/// The fingerprint of a database that has what the migrations make.
fn equal(place: &Place, url: &str, baseline: &BaselineArguments) -> Result<String, Failure> {
    if baseline.to == Some(0) {
        return Err(Failure::usage(
            "`--to 0` compares nothing\n  = help: give --trust too, if what is in the database is somebody else's",
        ));
    }
    let compared = block_on(compare(place, url, &baseline.scratch, baseline.to))?;
    if compared.differences.is_empty() {
        println!("the database has what the migrations make");
        return Ok(compared.fingerprint);
    }
    drift::show(&compared.differences);
    Err(Failure::found(
        "the database is not what the migrations make, nothing was recorded\n  = help: bring it to that state, name what is \
         somebody else's in `drift.ignore` of migrate.toml, or record it up to an older version with `--to <version>`",
    ))
}
