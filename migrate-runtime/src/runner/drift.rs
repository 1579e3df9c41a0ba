use migrate_schema::Schema;

use super::Runner;
use crate::connect::Access;
use crate::goal::Goal;
use crate::run::drift::scope;
use crate::target::Target;
use crate::{Drift, Error, OnDrift};

impl Runner {
    /// What a run does when the live schema is not what the last migration left. Default: it does
    /// not look. With anything but [`OnDrift::Ignore`], each run that would apply something reads
    /// the live schema first.
    ///
    /// ```no_run
    /// # #[cfg(feature = "postgres")]
    /// # async fn f(migrations: migrate_runtime::Migrations, pool: sqlx::PgPool) -> Result<(), migrate_runtime::Error> {
    /// use migrate_runtime::OnDrift;
    ///
    /// migrations.runner().on_drift(OnDrift::Fail).run(&pool).await?;
    /// # Ok(()) }
    /// ```
    pub fn on_drift(mut self, on_drift: OnDrift) -> Self {
        self.settings.on_drift = on_drift;
        self
    }

    /// Compares the live schema with what the last migration left. Writes nothing. Ignores the
    /// names that `drift.ignore` of `migrate.toml` matches.
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
        session.drift(self.start(Goal::Up(None))).await
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
