use migrate_schema::{Schema, Scope};

use super::{Mysql, cells};
use crate::Error;
use crate::drift::Introspect;
use crate::error::Kind;
use crate::history::Cells;

impl Introspect for Mysql<'_> {
    async fn schema(&mut self, scope: &Scope) -> Result<Schema, Error> {
        let read = migrate_schema::mysql::read(self.lent.connection(), scope).await;
        read.map_err(|error| Kind::Schema(error).into())
    }

    async fn ask(&mut self, sql: String) -> Result<Vec<Cells>, Error> {
        match self.send(sql).await {
            Ok(rows) => Ok(rows.iter().map(cells).collect()),
            Err(failure) => Err(Error::database("reading or storing the schema")(
                failure.error,
            )),
        }
    }
}
