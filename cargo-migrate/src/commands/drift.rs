use migrate_runtime::testing::TestDatabase;
use migrate_schema::{Change, Difference, Ignore};
use serde::Serialize;

use crate::arguments::{DatabaseArguments, Format, PlaceArguments};
use crate::commands::check::json;
use crate::database::{block_on, dialect_of, migrations};
use crate::failure::Failure;
use crate::place::Place;

/// The drift as `--format json` shows it.
#[derive(Serialize)]
struct Shown<'d> {
    differences: Vec<ShownDifference<'d>>,
}

#[derive(Serialize)]
struct ShownDifference<'d> {
    kind: &'d str,
    name: String,
    change: &'d str,
    property: Option<&'d str>,
    found: Option<&'d str>,
    expected: Option<&'d str>,
    message: String,
}

pub(crate) fn run(
    arguments: &PlaceArguments,
    database: &DatabaseArguments,
    scratch: Option<&str>,
    format: Format,
) -> Result<(), Failure> {
    let url = &database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    let differences = match scratch {
        Some(scratch) => {
            let live = block_on(migrations.runner().schema(url))?;
            let ignore = Ignore::new(&place.directory.drift_ignore)
                .map_err(|error| Failure::found(error.to_string()))?;
            let replayed = block_on(async {
                let copy = TestDatabase::new(&migrations, scratch).await?;
                migrations.runner().schema(copy.url()).await
            })?;
            live.differences(&replayed, &ignore)
        }
        None => block_on(migrations.runner().drift(url))?
            .differences()
            .to_vec(),
    };
    match format {
        Format::Json => println!("{}", json(&shown(&differences))?),
        Format::Human if differences.is_empty() => println!("no drift"),
        Format::Human => {
            for difference in &differences {
                println!("{difference}");
            }
        }
    }
    if differences.is_empty() {
        Ok(())
    } else {
        Err(Failure::found(""))
    }
}

fn shown(differences: &[Difference]) -> Shown<'_> {
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
    Shown {
        differences: differences.collect(),
    }
}
