use migrate_schema::{Schema, Scope};

use super::Mysql;
use crate::Error;
use crate::drift::Introspect;
use crate::error::Kind;

impl Introspect for Mysql<'_> {
    async fn schema(&mut self, scope: &Scope) -> Result<Schema, Error> {
        let read = migrate_schema::mysql::read(self.lent.connection(), scope).await;
        read.map_err(|error| Kind::Schema(error).into())
    }
}
