//! A schema as SQL.

mod postgres;
mod sqlite;

use std::path::PathBuf;

use migrate_directory::Dialect;

use crate::database::beside;
use crate::failure::Failure;
use crate::scratch::Scratch;

/// The SQL that makes the schema of a database; deterministic. What every database of the scratch server has is
/// left out.
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
        Failure::database(
            "`pg_dump` is not installed\n  = help: install the package `postgresql-client` of the server's release or a newer one",
        )
    })
}
