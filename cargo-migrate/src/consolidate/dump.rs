//! The schema of a database as SQL.

mod postgres;
mod sqlite;

use std::path::PathBuf;

use migrate_directory::Dialect;

use crate::database::beside;
use crate::failure::Failure;
use crate::scratch::Scratch;

/// SQL that creates the schema of a database, without what every database of the scratch server
/// has. The same schema always gives the same SQL.
pub(crate) async fn schema_sql(
    scratch: &Scratch,
    url: &str,
    dialect: Dialect,
) -> Result<String, Failure> {
    match dialect {
        Dialect::Sqlite => sqlite::schema_sql(url).await,
        Dialect::Postgres | Dialect::Mysql => {
            let program = pg_dump(scratch)?;
            let empty = scratch.database().await?;
            let urls = [empty.url().to_owned(), url.to_owned()];
            let [before, after] = beside(move || {
                let [empty, full] = urls;
                Ok([
                    postgres::dump(&program, &empty)?,
                    postgres::dump(&program, &full)?,
                ])
            })
            .await?;
            Ok(postgres::schema_sql(&before, &after, scratch.is_supabase()))
        }
    }
}

fn pg_dump(scratch: &Scratch) -> Result<PathBuf, Failure> {
    scratch.program("pg_dump").ok_or_else(|| {
        Failure::database("`pg_dump` is not installed")
            .help("install `postgresql-client`, in the version of the server or a newer one")
    })
}
