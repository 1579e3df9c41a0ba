use std::fmt;
use std::future::Future;
use std::time::Duration;

use migrate_format::Embedded;

use crate::carried::Carried;
#[cfg(feature = "testing")]
use crate::history::Place;
use crate::target::Target;
use crate::{Dialect, Error, Migration, Plan, Report, Runner, Status, StepConnection, StepFuture};

/// The migrations that a program contains, made by [`embed_migrations!`](crate::embed_migrations).
///
/// The functions here use the default settings; [`runner`](Self::runner) changes them.
#[derive(Clone, Copy)]
pub struct Migrations {
    carried: Carried,
}

impl Migrations {
    pub(crate) const fn new(embedded: Embedded) -> Self {
        Self {
            carried: Carried(embedded),
        }
    }

    /// Brings the database up to date. The target is a pool, a connection or a URL.
    ///
    /// With nothing to do this is one `SELECT`. Several programs may do it at the same time: each
    /// migration is applied by one of them, the others wait.
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
    /// let report = migrations.run("sqlite:bookings.db").await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database cannot be reached, when the history and the embedded migrations contradict
    /// each other (then nothing was run), when the SQL of a migration fails, when another program
    /// does not finish in time, or when a right is missing. [`Error::kind`] says which.
    pub fn run<'t>(
        &self,
        target: impl Target<'t>,
    ) -> impl Future<Output = Result<Report, Error>> + Send {
        self.runner().run(target)
    }

    /// What is applied and what is pending. Writes nothing. Without a history, everything is
    /// pending.
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
    /// let status = migrations.status("sqlite:bookings.db").await?;
    /// println!("{} pending", status.pending().count());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// When the database cannot be reached or read. Contradictions in the history are part of the
    /// status.
    pub fn status<'t>(
        &self,
        target: impl Target<'t>,
    ) -> impl Future<Output = Result<Status, Error>> + Send {
        self.runner().status(target)
    }

    /// What [`run`](Self::run) would apply now. Writes nothing.
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
    /// for planned in migrations.plan("sqlite:bookings.db").await?.migrations() {
    ///     println!("{}: {} statements", planned.identity(), planned.statements());
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), except for SQL, which is not executed.
    pub fn plan<'t>(
        &self,
        target: impl Target<'t>,
    ) -> impl Future<Output = Result<Plan, Error>> + Send {
        self.runner().plan(target)
    }

    /// Checks that all migrations are applied: the readiness check of a service whose migrations
    /// run elsewhere. Writes nothing.
    ///
    /// ```no_run
    /// # #[cfg(feature = "postgres")]
    /// # async fn f(migrations: migrate_runtime::Migrations, pool: sqlx::PgPool) {
    /// let is_ready = migrations.verify(&pool).await.is_ok();
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When migrations are pending, or the history contradicts them, or the database cannot be
    /// read.
    pub fn verify<'t>(
        &self,
        target: impl Target<'t>,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        self.runner().verify(target)
    }

    /// A runner, for other settings than the defaults.
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
    /// use std::time::Duration;
    ///
    /// let runner = migrations.runner().max_wait(Duration::from_secs(60));
    /// runner.run("sqlite:bookings.db").await?;
    /// # Ok(()) }
    /// ```
    pub fn runner(&self) -> Runner {
        Runner::new(self.carried)
    }

    /// A runner that has the code of a Rust step: a migration whose file contains
    /// `-- migrate: rust(<revision>)` and no SQL.
    ///
    /// The code runs in the order of the migrations, under the lock, inside a transaction with the
    /// history row. It must not end that transaction. It may be called again after a failure.
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
    /// use sqlx::SqliteConnection;
    ///
    /// migrations
    ///     .with_step("3_slugs", |db: &mut SqliteConnection| {
    ///         Box::pin(async move {
    ///             sqlx::query("UPDATE rooms SET slug = lower(name)").execute(db).await?;
    ///             Ok(())
    ///         })
    ///     })
    ///     .run("sqlite:bookings.db")
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn with_step<C: StepConnection>(
        &self,
        identity: &str,
        code: impl for<'c> Fn(&'c mut C) -> StepFuture<'c> + Send + Sync + 'static,
    ) -> Runner {
        self.runner().with_step(identity, code)
    }

    /// A runner that keeps trying to connect for this long: for a database that starts together
    /// with the service.
    pub fn wait_for_database(&self, limit: Duration) -> Runner {
        self.runner().wait_for_database(limit)
    }

    /// The kind of database.
    pub fn dialect(&self) -> Dialect {
        self.carried.0.dialect
    }

    /// The name under which this history shares a database with others. It is `default` unless the
    /// lock file sets another one.
    pub fn set(&self) -> &'static str {
        self.carried.0.set
    }

    /// The number of migrations.
    pub fn len(&self) -> usize {
        self.carried.migrations().len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The migrations in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Migration> {
        self.carried.migrations()
    }

    /// The head of the chain over all migrations, in hexadecimal: one value that identifies the
    /// whole history.
    pub fn head(&self) -> String {
        self.carried.head()
    }

    #[cfg(feature = "testing")]
    pub(crate) fn place(&self) -> Place {
        self.carried.place()
    }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.carried.fmt(f)
    }
}
