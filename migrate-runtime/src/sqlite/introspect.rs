use migrate_schema::{Schema, Scope};

use super::Sqlite;
use crate::Error;
use crate::drift::Introspect;
use crate::error::Kind;

impl Introspect for Sqlite<'_> {
    async fn schema(&mut self, scope: &Scope) -> Result<Schema, Error> {
        let read = migrate_schema::sqlite::read(self.lent.connection(), scope).await;
        read.map_err(|error| Kind::Schema(error).into())
    }
}
