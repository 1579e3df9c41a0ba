use std::time::Duration;

use futures_util::Stream;

use crate::code::{Code, Steps};
#[cfg(feature = "drift")]
use crate::drift::OnDrift;
use crate::error::Kind;
use crate::fleet::{self, Tenant};
use crate::history::{Place, Row};
use crate::judge::judge;
use crate::record::{self, Baseline, Record};
use crate::run::{Goal, Run, accepted};
use crate::status::{self, Plan, Status};
use crate::target::{Access, Session, Target};
use crate::{
    Adoption, Dialect, Error, ForeignHistory, Migration, Migrations, Repair, Report,
    StepConnection, StepFuture,
};

/// [`Migrations`] with settings. Made by [`Migrations::runner`].
///
/// ```no_run
/// use std::time::Duration;
///
/// # #[cfg(feature = "postgres")]
/// # async fn f(migrations: migrate_runtime::Migrations, pool: sqlx::PgPool) -> Result<(), migrate_runtime::Error> {
/// migrations
///     .runner()
///     .wait_for_database(Duration::from_secs(30))
///     .lock_timeout(Duration::from_secs(2))
///     .run(&pool)
///     .await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Runner {
    migrations: Migrations,
    wait_for_database: Duration,
    max_wait: Duration,
    lock_timeout: Duration,
    to: Option<i64>,
    steps: Steps,
    #[cfg(feature = "drift")]
    pub(crate) on_drift: OnDrift,
    #[cfg(feature = "postgres")]
    advisory_locks: bool,
}

impl Runner {
    pub(crate) fn new(migrations: Migrations) -> Self {
        Self {
            migrations,
            wait_for_database: Duration::ZERO,
            max_wait: Duration::from_mins(10),
            lock_timeout: Duration::from_secs(5),
            to: None,
            steps: Steps::default(),
            #[cfg(feature = "drift")]
            on_drift: OnDrift::default(),
            #[cfg(feature = "postgres")]
            advisory_locks: true,
        }
    }

    /// Keeps trying to connect for as long. Default: one attempt.
    pub fn wait_for_database(mut self, limit: Duration) -> Self {
        self.wait_for_database = limit;
        self
    }

    /// How long a run may last that makes no headway: because another program is migrating, or
    /// because locks are not to be had. Default: ten minutes.
    pub fn max_wait(mut self, limit: Duration) -> Self {
        self.max_wait = limit;
        self
    }

    /// How long a statement of a transactional migration waits for a table's lock before it gives
    /// up and tries again a little later, so that the traffic behind it never waits longer. `0` waits
    /// for ever. Default: five seconds. A file's `lock-timeout(…)` goes first. On MySQL and MariaDB it
    /// holds for every statement, in whole seconds; SQLite has none.
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.lock_timeout = limit;
        self
    }

    /// As [`Migrations::with_step`].
    pub fn with_step<C: StepConnection>(
        mut self,
        identity: &str,
        code: impl for<'c> Fn(&'c mut C) -> StepFuture<'c> + Send + Sync + 'static,
    ) -> Self {
        self.steps.insert(identity.to_owned(), Code::new(code));
        self
    }

    /// For servers that speak PostgreSQL's protocol and have no advisory locks: a row is locked
    /// instead. All programs that migrate a database must agree on it.
    #[cfg(feature = "postgres")]
    pub fn without_advisory_locks(mut self) -> Self {
        self.advisory_locks = false;
        self
    }

    /// Applies nothing newer than this version.
    pub fn to(mut self, version: i64) -> Self {
        self.to = Some(version);
        self
    }

    /// As [`Migrations::run`].
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`].
    pub async fn run<'t>(self, target: impl Target<'t>) -> Result<Report, Error> {
        let goal = Goal::Up(self.to);
        self.reach(target, goal).await
    }

    /// Reverts every migration newer than `version` with its down file, the newest first; 0 reverts
    /// all. Each down file runs as a migration does, in one transaction with the removal of its row
    /// where its SQL can.
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
    /// let report = migrations.runner().undo_to("sqlite:bookings.db", 20260101090000).await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`]; and before anything runs when a down file is missing
    /// ([`ErrorKind::Refused`](crate::ErrorKind::Refused)) or no applied migration has the version.
    pub async fn undo_to<'t>(self, target: impl Target<'t>, version: i64) -> Result<Report, Error> {
        self.reach(target, Goal::Down(version)).await
    }

    /// Makes the history say what is the case, where a person knows better. Each repair is recorded
    /// in the table `event`.
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`]; and [`ErrorKind::Refused`](crate::ErrorKind::Refused) when the repair
    /// does not fit the history.
    pub async fn repair<'t>(
        self,
        target: impl Target<'t>,
        repair: Repair,
    ) -> Result<Report, Error> {
        self.reach(target, Goal::Repair(repair)).await
    }

    /// The histories of other tools that the database has, for [`adopt`](Self::adopt). Writes nothing.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached or read.
    pub async fn foreign_histories<'t>(
        self,
        target: impl Target<'t>,
    ) -> Result<Vec<ForeignHistory>, Error> {
        let session = self.open(target, Access::Read).await?;
        session.foreign_histories(&self.place()).await
    }

    /// Records what another tool has applied, without running it: all of it in one transaction, under
    /// our lock and the tool's, and only if the tool's history is still as it was read. The tool's table
    /// is left as it is; what it holds is remembered, so that a later run of the tool is noticed.
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`]; and [`ErrorKind::Refused`](crate::ErrorKind::Refused) when there is a history
    /// of these migrations already, when a migration is not embedded, or when the tool's history changed.
    pub async fn adopt<'t>(
        self,
        target: impl Target<'t>,
        adoption: Adoption,
    ) -> Result<Report, Error> {
        let goal = Goal::Record(Record::Adoption(Box::new(adoption)));
        self.reach(target, goal).await
    }

    /// The identities of what [`adopt`](Self::adopt) would record, without asking the database: where all that a
    /// consolidated migration replaces was applied, that one.
    ///
    /// # Errors
    ///
    /// When a migration is neither embedded nor replaced by one that is, and when these migrations would refuse the
    /// history ([`Error::problems`]).
    pub fn adoptable(&self, adoption: &Adoption) -> Result<Vec<String>, Error> {
        let migrations: Vec<Migration> = self.migrations.iter().collect();
        let rows = record::adopted(&migrations, &self.migrations.notes(), adoption)?;
        Ok(rows.iter().map(Row::identity).collect())
    }

    /// Records migrations as the baseline of a database that has what they make, without running them:
    /// all, or none newer than a version; 0 records none, and says by that that what is in the database is
    /// somebody else's. Nothing is compared. A history that knows only some of the migrations which a
    /// consolidated one replaces is completed.
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`]; and [`ErrorKind::Refused`](crate::ErrorKind::Refused) when there is another history
    /// of these migrations already.
    pub async fn baseline<'t>(
        self,
        target: impl Target<'t>,
        to: Option<i64>,
    ) -> Result<Report, Error> {
        let evidence = "trusted, not compared".to_owned();
        let goal = Goal::Record(Record::Baseline(Baseline { to, evidence }));
        self.reach(target, goal).await
    }

    /// The same for a database that was compared with a replay of the migrations: the fingerprint of its
    /// schema goes on record.
    ///
    /// # Errors
    ///
    /// As [`baseline`](Self::baseline).
    pub async fn baseline_compared<'t>(
        self,
        target: impl Target<'t>,
        to: Option<i64>,
        fingerprint: &str,
    ) -> Result<Report, Error> {
        let evidence = format!("compared, fingerprint {fingerprint}");
        let goal = Goal::Record(Record::Baseline(Baseline { to, evidence }));
        self.reach(target, goal).await
    }

    async fn reach<'t>(self, target: impl Target<'t>, goal: Goal) -> Result<Report, Error> {
        let session = self.open(target, Access::Write).await?;
        session.run(Run::new(&self, goal)).await
    }

    /// As [`Migrations::status`].
    ///
    /// # Errors
    ///
    /// As [`Migrations::status`].
    pub async fn status<'t>(self, target: impl Target<'t>) -> Result<Status, Error> {
        let session = self.open(target, Access::Read).await?;
        let (rows, warnings) = session.history(&self.place()).await?;
        let migrations: Vec<Migration> = self.migrations.iter().collect();
        let judgement = judge(&migrations, &self.migrations.notes(), &rows);
        Ok(status::status(&migrations, &rows, judgement, warnings))
    }

    /// As [`Migrations::plan`].
    ///
    /// # Errors
    ///
    /// As [`Migrations::plan`].
    pub async fn plan<'t>(self, target: impl Target<'t>) -> Result<Plan, Error> {
        let session = self.open(target, Access::Read).await?;
        let head = self.migrations.head();
        let Some(rows) = session.rows(&self.migrations.place(), Some(&head)).await? else {
            return Ok(Plan::default());
        };
        let migrations: Vec<Migration> = self.migrations.iter().collect();
        let notes = self.migrations.notes();
        let judgement = accepted(judge(&migrations, &notes, &rows))?;
        let lock = (self.migrations.dialect() != Dialect::Sqlite).then_some(self.lock_timeout);
        Ok(status::plan(&migrations, &notes, &rows, &judgement, lock))
    }

    /// As [`Migrations::verify`].
    ///
    /// # Errors
    ///
    /// As [`Migrations::verify`].
    pub async fn verify<'t>(self, target: impl Target<'t>) -> Result<(), Error> {
        let plan = self.plan(target).await?;
        let pending: Vec<String> = plan
            .migrations()
            .iter()
            .map(|one| one.identity().to_owned())
            .collect();
        if pending.is_empty() {
            Ok(())
        } else {
            Err(Kind::Pending { pending }.into())
        }
    }

    pub(crate) async fn open<'t>(
        &self,
        target: impl Target<'t>,
        access: Access,
    ) -> Result<Session<'t>, Error> {
        let source = target.source();
        source.check_dialect(self.migrations.dialect())?;
        source.open(access, self.wait_for_database).await
    }

    /// Brings many databases or schemas up to date, at most `limit` at the same time. Gives each
    /// tenant's result as it comes; one that fails does not stop the others. A tenant that is up to
    /// date costs one `SELECT`, so a fleet that stopped half way is simply run again.
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
        fleet::run_each(self, tenants.into_iter(), limit)
    }

    pub(crate) fn place(&self) -> Place {
        let place = self.migrations.place();
        #[cfg(feature = "postgres")]
        let place = Place {
            advisory_locks: self.advisory_locks,
            ..place
        };
        place
    }

    pub(crate) fn migrations(&self) -> &Migrations {
        &self.migrations
    }

    /// The version behind which nothing is applied.
    pub(crate) fn version_limit(&self) -> Option<i64> {
        self.to
    }

    pub(crate) fn patience(&self) -> Duration {
        self.max_wait
    }

    #[cfg(feature = "drift")]
    pub(crate) fn drift_mode(&self) -> OnDrift {
        self.on_drift
    }

    pub(crate) fn steps(&self) -> &Steps {
        &self.steps
    }

    /// What PostgreSQL accepts: whole milliseconds up to 2^31, where 0 is no limit.
    pub(crate) fn lock_limit(&self) -> u32 {
        if self.lock_timeout.is_zero() {
            return 0;
        }
        let milliseconds = self.lock_timeout.as_millis().clamp(1, i32::MAX as u128);
        u32::try_from(milliseconds).unwrap_or(i32::MAX.unsigned_abs())
    }
}
