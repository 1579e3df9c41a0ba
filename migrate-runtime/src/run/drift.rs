//! Comparing the live schema with the stored one, and storing it.

use migrate_schema::{Ignore, Schema, Scope};

use super::Run;
use crate::database::Database;
use crate::engine::{Channel, Engine};
use crate::error::Kind;
use crate::goal::Goal;
use crate::history::Place;
use crate::look;
use crate::outcome::Outcome;
use crate::{Drift, Error, OnDrift};

const STORING: &str = "storing the schema";

impl Run {
    /// Compares the live schema with the stored one. `None` if nothing is stored.
    pub(crate) async fn drift<D: Database>(&self, db: &mut D) -> Result<Option<Drift>, Error> {
        if db.newest(&self.place).await?.or_fail()?.is_none() {
            return Ok(None);
        }
        self.compare(db).await
    }

    /// The same where a history is known to exist.
    async fn compare<D: Database>(&self, db: &mut D) -> Result<Option<Drift>, Error> {
        let Some(stored) = self.stored(db).await? else {
            return Ok(None);
        };
        let live = read(db, &scope(&self.place)).await?;
        let ignore = Ignore::new(self.carried.drift_ignore()).map_err(schema_error)?;
        Ok(Some(Drift::new(live.differences(&stored, &ignore))))
    }

    /// Before a run applies something: looks for drift if the runner wants that.
    pub(super) async fn check_drift<D: Database>(&self, db: &mut D) -> Result<(), Error> {
        let on_drift = self.settings.on_drift;
        if on_drift == OnDrift::Ignore || !matches!(self.goal, Goal::Up(_)) {
            return Ok(());
        }
        let Outcome::Done(newest) = db.newest(&self.place).await? else {
            return Ok(());
        };
        let head = self.carried.head();
        if newest.is_none_or(|newest| newest.is(&head)) || !is_whole(&self.place) {
            return Ok(());
        }
        let Some(drift) = self.compare(db).await? else {
            return Ok(());
        };
        if drift.differences().is_empty() {
            return Ok(());
        }
        if on_drift == OnDrift::Fail {
            let differences = drift.to_string();
            return Err(Kind::Drift { differences }.into());
        }
        tracing::warn!(%drift, "the schema is not what the last migration left");
        Ok(())
    }

    /// Stores the schema after a run that changed it.
    pub(super) async fn store_schema<C: Channel>(&self, db: &mut C) {
        let report = &self.report;
        let is_changed = !report.applied().is_empty()
            || !report.reverted().is_empty()
            || !report.repaired().is_empty()
            || !report.recorded().is_empty();
        if is_changed
            && is_whole(&self.place)
            && let Err(error) = store(db, &self.place).await
        {
            // What was applied is applied.
            tracing::warn!(%error, "the schema could not be stored, drift will compare with an older one");
        }
    }

    /// The newest schema that any set has stored: they share the database.
    async fn stored<C: Channel>(&self, db: &mut C) -> Result<Option<Schema>, Error> {
        let snapshot = self.place.tables.snapshot();
        let sql = format!("SELECT model FROM {snapshot} ORDER BY at DESC LIMIT 1");
        let rows = look::read(db, &self.place, "reading the stored schema", sql).await?;
        let model = rows.first().and_then(|row| row.first()?.as_deref());
        let model = model.map(Schema::parse);
        model.transpose().map_err(schema_error)
    }
}

/// A tenant's schema is not the whole database.
fn is_whole(place: &Place) -> bool {
    #[cfg(feature = "postgres")]
    if place.schema.is_some() {
        return false;
    }
    let _ = place;
    true
}

/// Two round trips: the catalogue, and the record of it.
async fn store<C: Channel>(db: &mut C, place: &Place) -> Result<(), Error> {
    let schema = read(db, &scope(place)).await?;
    let store = place.store_snapshot_sql(&schema.fingerprint(), &schema.to_text());
    let sql = format!("{};\n{store};\nCOMMIT", C::Engine::BEGIN);
    let stored = look::read(db, place, STORING, sql).await;
    if stored.is_err() {
        // The connection may go back to a pool.
        let _ = db.send("ROLLBACK".to_owned()).await;
    }
    stored.map(drop)
}

/// The live schema.
pub(crate) async fn read<C: Channel>(db: &mut C, scope: &Scope) -> Result<Schema, Error> {
    let schema = C::Engine::schema(db.connection(), scope).await;
    schema.map_err(schema_error)
}

/// What belongs to the schema: everything but our own tables.
pub(crate) fn scope(place: &Place) -> Scope {
    match place.tables.configured() {
        Some(place) => Scope::new().history(place),
        None => Scope::new(),
    }
}

fn schema_error(error: migrate_schema::Error) -> Error {
    Kind::Schema(error).into()
}
