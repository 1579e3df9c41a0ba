use std::fmt;

use migrate_schema::{Difference, Ignore, Schema, Scope};

use crate::database::{Database, Outcome};
use crate::error::Kind;
use crate::history::Place;
use crate::run::{Goal, Run};
use crate::target::{Access, Target};
use crate::{Error, Report, Runner};

const READING: &str = "reading the stored schema";
const STORING: &str = "storing the schema";

/// What a run does when the live schema is not what the last migration left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDrift {
    /// It does not look.
    #[default]
    Ignore,
    /// It says so in a warning, and goes on.
    Warn,
    /// It ends with an error of the kind [`ErrorKind::Drift`](crate::ErrorKind::Drift) before anything runs.
    Fail,
}

/// How a live schema differs from what the last migration left: [`Runner::drift`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    differences: Vec<Difference>,
}

impl Drift {
    /// What differs, sorted by name. Empty if nothing does.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }
}

/// One line per difference.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.differences.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// What drift needs of a database.
pub(crate) trait Introspect: Database {
    /// The live schema, without our own tables.
    fn schema(&mut self, scope: &Scope) -> impl Future<Output = Result<Schema, Error>> + Send;
}

impl Runner {
    /// What a run does when the live schema is not what the last migration left. With anything but
    /// [`OnDrift::Ignore`] each run that would apply something introspects the database first. Default: it does not look.
    pub fn on_drift(mut self, on_drift: OnDrift) -> Self {
        self.on_drift = on_drift;
        self
    }

    /// Compares the live schema with what the last migration left. Writes nothing. Names that `drift.ignore`
    /// of `migrate.toml` matches are passed over.
    ///
    /// ```no_run
    /// # #[cfg(feature = "postgres")]
    /// # async fn f(migrations: migrate_runtime::Migrations, pool: sqlx::PgPool) -> Result<(), migrate_runtime::Error> {
    /// for difference in migrations.runner().drift(&pool).await?.differences() {
    ///     println!("{difference}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database cannot be reached or read, or when nothing is stored to compare with
    /// ([`ErrorKind::Refused`](crate::ErrorKind::Refused)).
    pub async fn drift<'t>(self, target: impl Target<'t>) -> Result<Drift, Error> {
        let session = self.open(target, Access::Read).await?;
        session.drift(Run::new(&self, Goal::Up(None))).await
    }

    /// The live schema as a value, without our own tables. Writes nothing.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached or read.
    pub async fn schema<'t>(self, target: impl Target<'t>) -> Result<Schema, Error> {
        let session = self.open(target, Access::Read).await?;
        session.schema(&scope(&self.place())).await
    }
}

impl Run {
    /// Compares the live schema with the stored one. `None` if nothing is stored.
    pub(crate) async fn drift<D: Introspect>(&self, db: &mut D) -> Result<Option<Drift>, Error> {
        if db.newest(&self.place).await?.or_fail()?.is_none() {
            return Ok(None);
        }
        self.compare(db).await
    }

    /// The same where a history is known to be there.
    async fn compare<D: Introspect>(&self, db: &mut D) -> Result<Option<Drift>, Error> {
        let Some(stored) = self.stored(db).await? else {
            return Ok(None);
        };
        let live = db.schema(&scope(&self.place)).await?;
        let patterns = self.embedded.drift_ignore();
        let ignore = Ignore::new(patterns).map_err(schema_error)?;
        Ok(Some(Drift {
            differences: live.differences(&stored, &ignore),
        }))
    }

    /// Drives the run, and stores the schema if it changed it.
    pub(crate) async fn drive_and_store<D: Introspect>(self, db: &mut D) -> Result<Report, Error> {
        let place = self.place.clone();
        if self.looks_for_drift() {
            self.check_drift(db).await?;
        }
        let report = self.drive(db).await?;
        let is_changed = !report.applied().is_empty()
            || !report.reverted().is_empty()
            || !report.repaired().is_empty()
            || !report.recorded().is_empty();
        if is_changed
            && is_whole(&place)
            && let Err(error) = store(db, &place).await
        {
            // What was applied is applied.
            tracing::warn!(%error, "the schema could not be stored, drift will compare with an older one");
        }
        Ok(report)
    }

    async fn check_drift<D: Introspect>(&self, db: &mut D) -> Result<(), Error> {
        let Outcome::Done(newest) = db.newest(&self.place).await? else {
            return Ok(());
        };
        let head = self.embedded.head();
        if newest.is_none_or(|newest| newest.is(&head)) || !is_whole(&self.place) {
            return Ok(());
        }
        let Some(drift) = self.compare(db).await? else {
            return Ok(());
        };
        if drift.differences.is_empty() {
            return Ok(());
        }
        if self.on_drift == OnDrift::Fail {
            let differences = drift.to_string();
            return Err(Kind::Drift { differences }.into());
        }
        tracing::warn!(%drift, "the schema is not what the last migration left");
        Ok(())
    }

    fn looks_for_drift(&self) -> bool {
        self.on_drift != OnDrift::Ignore && matches!(self.goal(), Goal::Up(_))
    }

    /// The newest schema that any set has stored: they share the database.
    async fn stored<D: Introspect>(&self, db: &mut D) -> Result<Option<Schema>, Error> {
        let snapshot = self.place.tables.snapshot();
        let sql = format!("SELECT model FROM {snapshot} ORDER BY at DESC LIMIT 1");
        let rows = db.read(&self.place, READING, sql).await?;
        let model = rows.first().and_then(|row| row.first()?.as_deref());
        let model = model.map(Schema::parse);
        model.transpose().map_err(schema_error)
    }
}

/// A tenant's schema is no whole database.
fn is_whole(place: &Place) -> bool {
    #[cfg(feature = "postgres")]
    if place.schema.is_some() {
        return false;
    }
    let _ = place;
    true
}

/// Two round trips: the catalogue, and the record of it.
async fn store<D: Introspect>(db: &mut D, place: &Place) -> Result<(), Error> {
    let schema = db.schema(&scope(place)).await?;
    let sql = place.store_snapshot_sql(&schema.fingerprint(), &schema.to_text());
    let stored = db.read(place, STORING, sql).await;
    if stored.is_err() {
        // The connection may go back to a pool.
        let _ = db.read(place, STORING, "ROLLBACK".to_owned()).await;
    }
    stored.map(drop)
}

fn scope(place: &Place) -> Scope {
    match place.tables.configured() {
        Some(place) => Scope::new().history(place),
        None => Scope::new(),
    }
}

fn schema_error(error: migrate_schema::Error) -> Error {
    Kind::Schema(error).into()
}
