use migrate_schema::{Change, Difference};
use serde::Serialize;

use crate::arguments::{DriftArguments, Format, PlaceArguments, ScratchArguments};
use crate::database::{block_on, open};
use crate::failure::Failure;
use crate::output::print_json;
use crate::scratch::compare;

/// The drift as `--format json` shows it.
#[derive(Serialize)]
struct Shown<'d> {
    differences: Vec<ShownDifference<'d>>,
}

#[derive(Serialize)]
pub(crate) struct ShownDifference<'d> {
    kind: &'d str,
    name: String,
    change: &'d str,
    property: Option<&'d str>,
    found: Option<&'d str>,
    expected: Option<&'d str>,
    message: String,
}

pub(crate) fn run(arguments: &PlaceArguments, drift: &DriftArguments) -> Result<(), Failure> {
    let url = &drift.database.database_url;
    let (place, migrations) = open(arguments, url)?;
    let differences = match &drift.scratch {
        Some(server) => {
            let scratch = ScratchArguments {
                scratch: server.clone(),
                prelude: drift.prelude,
            };
            block_on(compare(&place, url, &scratch, None))?.differences
        }
        None => block_on(migrations.runner().drift(url))?
            .differences()
            .to_vec(),
    };
    match drift.format {
        Format::Json => print_json(&Shown {
            differences: shown_differences(&differences),
        })?,
        Format::Human if differences.is_empty() => println!("no drift"),
        Format::Human => show(&differences),
    }
    Failure::if_found(!differences.is_empty())
}

/// Prints one line per difference.
pub(crate) fn show(differences: &[Difference]) {
    for difference in differences {
        println!("{difference}");
    }
}

/// The differences as JSON documents show them.
pub(crate) fn shown_differences(differences: &[Difference]) -> Vec<ShownDifference<'_>> {
    let differences = differences.iter().map(|difference| {
        let (change, property, found, expected) = match difference.change() {
            Change::Added => ("added", None, None, None),
            Change::Removed => ("removed", None, None, None),
            Change::Changed {
                property,
                found,
                expected,
            } => (
                "changed",
                Some(property.as_str()),
                found.as_deref(),
                expected.as_deref(),
            ),
        };
        ShownDifference {
            kind: difference.kind().as_str(),
            name: difference.name().qualified(),
            change,
            property,
            found,
            expected,
            message: difference.to_string(),
        }
    });
    differences.collect()
}
