//! Proves that the baseline creates the same schema as the files.

use migrate_directory::Dialect;
use migrate_schema::{Difference, Schema, Scope};
use sqlx::Connection;

use super::dump::schema_sql;
use super::inventory::Inventory;
use super::replay::replay;
use super::result::Consolidated;
use crate::arguments::ConsolidateArguments;
use crate::database::{connect_postgres, rows_of};
use crate::failure::Failure;
use crate::place::Place;
use crate::scratch::{Scratch, ignore};

/// The result of the comparison.
pub(crate) enum Outcome {
    /// The baseline creates the same schema.
    Equal(Box<Consolidated>),
    Different(Vec<Difference>),
}

/// Replays the old files, dumps the schema, applies the dump to another database, and compares the
/// two schemas.
pub(crate) async fn prove(
    place: &Place,
    inventory: &Inventory,
    arguments: &ConsolidateArguments,
    dialect: Dialect,
) -> Result<Outcome, Failure> {
    let live = arguments.database_url.first().filter(|_| arguments.live);
    let any = arguments.database_url.first().map(String::as_str);
    let texts = inventory.files.iter().map(|file| file.text.as_str());
    let scratch = Scratch::open(dialect, &arguments.scratch, any, texts).await?;
    let replayed = scratch.database().await?;
    let source = if let Some(url) = live {
        url.as_str()
    } else {
        replay(&scratch, replayed.url(), dialect, inventory.replaced()).await?;
        replayed.url()
    };
    let mut sql = scratch.left_out(inventory.replaced().map(|file| file.text.as_str()));
    sql.push_str(&schema_sql(&scratch, source, dialect).await?);
    let consolidated = Consolidated::new(place, inventory, &sql, &arguments.name, dialect)?;
    let made = scratch
        .migrated(&consolidated.place, Some(consolidated.version))
        .await?;
    let reader = Reader {
        place,
        dialect,
        with_grants: live.is_none(),
    };
    let (is, should_be) = (reader.read(made.url()).await?, reader.read(source).await?);
    let differences = is.differences(&should_be, &ignore(place)?);
    Ok(if differences.is_empty() {
        Outcome::Equal(Box::new(consolidated))
    } else {
        Outcome::Different(differences)
    })
}

struct Reader<'p> {
    place: &'p Place,
    dialect: Dialect,
    /// Grants are compared only between databases of the same server.
    with_grants: bool,
}

impl Reader<'_> {
    async fn read(&self, url: &str) -> Result<Schema, Failure> {
        if self.dialect != Dialect::Postgres || !self.with_grants {
            let runner = rows_of(self.place, self.dialect).runner();
            return Ok(runner.schema(url).await?);
        }
        let mut connection = connect_postgres(url).await?;
        let schema = migrate_schema::postgres::read(&mut connection, &Scope::new().grants()).await;
        connection.close().await?;
        schema.map_err(|error| Failure::database(error.to_string()))
    }
}
