use crate::arguments::{BaselineArguments, PlaceArguments};
use crate::commands::drift;
use crate::confirm::confirm;
use crate::database::{block_on, open, refuse_drafts};
use crate::failure::Failure;
use crate::place::Place;
use crate::scratch::compare;

pub(crate) fn run(arguments: &PlaceArguments, baseline: &BaselineArguments) -> Result<(), Failure> {
    let url = &baseline.database.database_url;
    let (place, migrations) = open(arguments, url)?;
    if !baseline.drafts {
        let is_recorded = |version| baseline.to.is_none_or(|to| version <= to);
        refuse_drafts(&place, url, |migration| is_recorded(migration.version))?;
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

/// The fingerprint of the database, whose schema must be that of the migrations.
fn equal(place: &Place, url: &str, baseline: &BaselineArguments) -> Result<String, Failure> {
    if baseline.to == Some(0) {
        return Err(Failure::usage(
            "`--to 0` records no migration, so there is no schema to compare with",
        )
        .help("add `--trust` if the existing tables belong to another program"));
    }
    let compared = block_on(compare(place, url, &baseline.scratch, baseline.to))?;
    if compared.differences.is_empty() {
        println!("the schema of the database is the one that the migrations create");
        return Ok(compared.fingerprint);
    }
    drift::show(&compared.differences);
    Err(Failure::found(
        "the schema of the database differs from the one that the migrations create; nothing was recorded",
    )
    .help(
        "change the database to match, list the objects of other programs in `drift.ignore` of \
         migrate.toml, or record only older migrations with `--to <version>`",
    ))
}
