#[cfg(feature = "command")]
mod command;
#[cfg(feature = "drift")]
mod drift;
mod tenants;

use std::time::Duration;

use crate::carried::Carried;
use crate::code::Code;
use crate::connect::Access;
use crate::error::Kind;
use crate::goal::Goal;
use crate::history::Place;
use crate::judge::judge;
use crate::run::{Run, accepted};
use crate::session::Session;
use crate::settings::Settings;
use crate::status::{self, Plan, Status};
use crate::target::Target;
use crate::{Dialect, Error, Migration, Report, StepConnection, StepFuture};

/// The settings of a run: made by [`Migrations::runner`](crate::Migrations::runner).
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
    carried: Carried,
    settings: Settings,
    wait_for_database: Duration,
    to: Option<i64>,
    #[cfg(feature = "postgres")]
    advisory_locks: bool,
}

impl Runner {
    pub(crate) fn new(carried: Carried) -> Self {
        Self {
            carried,
            settings: Settings::default(),
            wait_for_database: Duration::ZERO,
            to: None,
            #[cfg(feature = "postgres")]
            advisory_locks: true,
        }
    }

    /// Keeps trying to connect for this long. Default: one attempt.
    pub fn wait_for_database(mut self, limit: Duration) -> Self {
        self.wait_for_database = limit;
        self
    }

    /// How long a run may last without progress, because another program is migrating or because
    /// locks are not free. Default: ten minutes.
    pub fn max_wait(mut self, limit: Duration) -> Self {
        self.settings.max_wait = limit;
        self
    }

    /// How long a statement of a transactional migration waits for a table's lock. Then the
    /// migration is tried again a little later, so that the traffic that queues for the table never
    /// waits longer. Default: five seconds; zero waits for ever.
    ///
    /// A file's `lock-timeout(…)` takes precedence. On MySQL and MariaDB the limit applies to every
    /// statement, in whole seconds. SQLite has none.
    pub fn lock_timeout(mut self, limit: Duration) -> Self {
        self.settings.lock_timeout = limit;
        self
    }

    /// As [`Migrations::with_step`](crate::Migrations::with_step).
    pub fn with_step<C: StepConnection>(
        mut self,
        identity: &str,
        code: impl for<'c> Fn(&'c mut C) -> StepFuture<'c> + Send + Sync + 'static,
    ) -> Self {
        let code = Code::new(code);
        self.settings.steps.insert(identity.to_owned(), code);
        self
    }

    /// For servers that speak PostgreSQL's protocol but have no advisory locks: a row is locked
    /// instead. All programs that migrate a database must agree on it.
    #[cfg(feature = "postgres")]
    pub fn without_advisory_locks(mut self) -> Self {
        self.advisory_locks = false;
        self
    }

    /// Applies nothing newer than this version.
    ///
    /// ```no_run
    /// # #[cfg(feature = "sqlite")]
    /// # async fn f(migrations: migrate_runtime::Migrations) -> Result<(), migrate_runtime::Error> {
    /// migrations.runner().to(20260105090000).run("sqlite:bookings.db").await?;
    /// # Ok(()) }
    /// ```
    pub fn to(mut self, version: i64) -> Self {
        self.to = Some(version);
        self
    }

    /// As [`Migrations::run`](crate::Migrations::run).
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`](crate::Migrations::run).
    pub async fn run<'t>(self, target: impl Target<'t>) -> Result<Report, Error> {
        let goal = Goal::Up(self.to);
        self.reach(target, goal).await
    }

    /// Reverts every migration newer than `version` with its down file, the newest first; 0 reverts
    /// all. Each down file runs like a migration: in one transaction with the removal of its row,
    /// if its SQL can.
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
    /// As [`Migrations::run`](crate::Migrations::run); and before anything runs when a down file is
    /// missing ([`ErrorKind::Refused`](crate::ErrorKind::Refused)) or no applied migration has the
    /// version.
    pub async fn undo_to<'t>(self, target: impl Target<'t>, version: i64) -> Result<Report, Error> {
        self.reach(target, Goal::Down(version)).await
    }

    async fn reach<'t>(self, target: impl Target<'t>, goal: Goal) -> Result<Report, Error> {
        let session = self.open(target, Access::Write).await?;
        session.run(self.start(goal)).await
    }

    /// As [`Migrations::status`](crate::Migrations::status).
    ///
    /// # Errors
    ///
    /// As [`Migrations::status`](crate::Migrations::status).
    pub async fn status<'t>(self, target: impl Target<'t>) -> Result<Status, Error> {
        let session = self.open(target, Access::Read).await?;
        let (rows, warnings) = session.history(&self.place()).await?;
        let migrations: Vec<Migration> = self.carried.migrations().collect();
        let judgement = judge(&migrations, &self.carried.notes(), &rows);
        Ok(status::status(&migrations, &rows, judgement, warnings))
    }

    /// As [`Migrations::plan`](crate::Migrations::plan).
    ///
    /// # Errors
    ///
    /// As [`Migrations::plan`](crate::Migrations::plan).
    pub async fn plan<'t>(self, target: impl Target<'t>) -> Result<Plan, Error> {
        let session = self.open(target, Access::Read).await?;
        let head = self.carried.head();
        let Some(rows) = session.rows(&self.place(), &head).await? else {
            return Ok(Plan::default());
        };
        let migrations: Vec<Migration> = self.carried.migrations().collect();
        let notes = self.carried.notes();
        let judgement = accepted(judge(&migrations, &notes, &rows))?;
        let lock =
            (self.carried.0.dialect != Dialect::Sqlite).then_some(self.settings.lock_timeout);
        Ok(status::plan(&migrations, &notes, &rows, &judgement, lock))
    }

    /// As [`Migrations::verify`](crate::Migrations::verify).
    ///
    /// # Errors
    ///
    /// As [`Migrations::verify`](crate::Migrations::verify).
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

    async fn open<'t>(
        &self,
        target: impl Target<'t>,
        access: Access,
    ) -> Result<Session<'t>, Error> {
        let dialect = self.carried.0.dialect;
        Session::open(target.source(), dialect, access, self.wait_for_database).await
    }

    fn start(&self, goal: Goal) -> Run {
        Run::new(self.carried, self.place(), goal, self.settings.clone())
    }

    fn place(&self) -> Place {
        let place = self.carried.place();
        #[cfg(feature = "postgres")]
        let place = Place {
            advisory_locks: self.advisory_locks,
            ..place
        };
        place
    }
}
