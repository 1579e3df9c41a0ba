use futures_util::stream::{self, Stream, StreamExt};

use super::Runner;
use crate::connect::Access;
use crate::goal::Goal;
use crate::run::Run;
use crate::tenant::{Home, Tenant};
use crate::{Error, Report};

impl Runner {
    /// Brings many databases or schemas up to date, at most `limit` at the same time. Yields each
    /// tenant's result as it comes; one that fails does not stop the others. A tenant that is up to
    /// date costs one `SELECT`, so a fleet that stopped halfway is simply run again.
    ///
    /// For schemas of one pool, `limit` should not exceed the pool's connections.
    ///
    /// ```no_run
    /// # #[cfg(feature = "postgres")]
    /// # async fn f(migrations: migrate_runtime::Migrations, pool: sqlx::PgPool) {
    /// use futures_util::StreamExt;
    /// use migrate_runtime::Tenant;
    ///
    /// let tenants = ["acme", "globex"].map(|schema| Tenant::schema(&pool, schema));
    /// let mut results = migrations.runner().run_each(tenants, 8);
    /// while let Some((tenant, result)) = results.next().await {
    ///     match result {
    ///         Ok(report) => println!("{tenant}: {report}"),
    ///         Err(error) => eprintln!("{tenant}: {error}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn run_each<I>(
        self,
        tenants: I,
        limit: usize,
    ) -> impl Stream<Item = (String, Result<Report, Error>)> + Send + Unpin
    where
        I: IntoIterator<Item = Tenant>,
        I::IntoIter: Send,
    {
        let runs = tenants.into_iter().map(move |tenant| {
            let runner = self.clone();
            async move {
                let result = runner.run_tenant(&tenant).await;
                (tenant.name, result)
            }
        });
        Box::pin(stream::iter(runs).buffer_unordered(limit.max(1)))
    }

    async fn run_tenant(&self, tenant: &Tenant) -> Result<Report, Error> {
        let place = self.place();
        let (session, place) = match &tenant.home {
            Home::Database(url) => (self.open(url.as_str(), Access::Write).await?, place),
            #[cfg(feature = "postgres")]
            Home::Schema(pool) => {
                check_length(&tenant.name)?;
                let place = place.in_schema(&tenant.name);
                (self.open(pool, Access::Write).await?, place)
            }
        };
        let settings = self.settings.clone();
        let run = Run::new(self.carried, place, Goal::Up(self.to), settings);
        session.run(run).await
    }
}

/// PostgreSQL cuts longer names, and two tenants would share a schema.
#[cfg(feature = "postgres")]
fn check_length(schema: &str) -> Result<(), Error> {
    const LONGEST: usize = 63;
    if schema.len() <= LONGEST {
        return Ok(());
    }
    crate::error::refuse(
        &format!(
            "the schema `{schema}` has a name of {} bytes, PostgreSQL keeps {LONGEST}",
            schema.len()
        ),
        "give the tenant a shorter name",
    )
}
