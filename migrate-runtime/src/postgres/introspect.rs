use migrate_schema::{Schema, Scope};

use super::{Postgres, cells};
use crate::Error;
use crate::drift::Introspect;
use crate::error::Kind;
use crate::history::Cells;

impl Introspect for Postgres<'_> {
    async fn schema(&mut self, scope: &Scope) -> Result<Schema, Error> {
        let read = migrate_schema::postgres::read(self.lent.connection(), scope).await;
        read.map_err(|error| Kind::Schema(error).into())
    }

    async fn ask(&mut self, sql: String) -> Result<Vec<Cells>, Error> {
        let failed = Error::database("reading or storing the schema");
        let rows = match self.transaction(sql).await {
            Ok(rows) => rows,
            Err(failure) => return Err(failed(failure.error)),
        };
        rows.iter()
            .map(cells)
            .collect::<Result<_, _>>()
            .map_err(failed)
    }
}
