use crate::arguments::{BaselineArguments, PlaceArguments};
use crate::confirm::confirm;
use crate::database::{block_on, dialect_of, migrations};
use crate::failure::Failure;
use crate::place::Place;

pub(crate) fn run(arguments: &PlaceArguments, baseline: &BaselineArguments) -> Result<(), Failure> {
    let url = &baseline.database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    if !baseline.trust {
        return Err(Failure::usage(
            "nothing here compares the database with the migrations\n  = help: give --trust if you know that it has what they make",
        ));
    }
    if !baseline.drafts {
        let is_recorded = |version| baseline.to.is_none_or(|to| version <= to);
        place.refuse_drafts(url, |migration| is_recorded(migration.version))?;
    }
    confirm(
        "record migrations without running them in",
        url,
        &baseline.confirm,
    )?;
    let report = block_on(migrations.runner().baseline(url, baseline.to))?;
    for identity in report.recorded() {
        println!("recorded {identity}");
    }
    let left = migrations.len() - report.recorded().len();
    println!("{} recorded, {left} pending", report.recorded().len());
    Ok(())
}
