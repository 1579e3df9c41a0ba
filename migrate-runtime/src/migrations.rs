use std::fmt;
use std::future::Future;
use std::time::Duration;

use crate::database::Block;
use crate::embedded::{Parts, decode};
use crate::history::Place;
use crate::probe::Probe;
use crate::replaced::Replaced;
use crate::target::Target;
use crate::{Dialect, Error, Migration, Plan, Report, Runner, Status, StepConnection, StepFuture};

/// The migrations that a program carries, made by [`embed_migrations!`](crate::embed_migrations).
///
/// The functions here run with the defaults; [`runner`](Self::runner) has the settings.
#[derive(Clone, Copy)]
pub struct Migrations {
    parts: Parts,
}

impl Migrations {
    pub(crate) const fn new(parts: Parts) -> Self {
        Self { parts }
    }

    /// Brings the database up to date. The target is a pool, a connection or a URL.
    ///
    /// With nothing to do this is one `SELECT`. Several programs may do it at once: each migration
    /// is applied by one of them, the others wait.
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
    /// does not finish in time, or when a right is missing. [`Error::kind`] tells which.
    pub fn run<'t>(
        &self,
        target: impl Target<'t>,
    ) -> impl Future<Output = Result<Report, Error>> + Send {
        self.runner().run(target)
    }

    /// What is applied and what is pending. Writes nothing; a database without a history is one to
    /// which nothing was applied.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached or read. What is wrong with the history is part of the
    /// status.
    pub fn status<'t>(
        &self,
        target: impl Target<'t>,
    ) -> impl Future<Output = Result<Status, Error>> + Send {
        self.runner().status(target)
    }

    /// What [`run`](Self::run) would apply now. Writes nothing.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), but for the SQL.
    pub fn plan<'t>(
        &self,
        target: impl Target<'t>,
    ) -> impl Future<Output = Result<Plan, Error>> + Send {
        self.runner().plan(target)
    }

    /// Whether the database is as this program needs it: the readiness check of a service whose
    /// migrations run elsewhere. Writes nothing.
    ///
    /// # Errors
    ///
    /// When migrations are pending, or the history contradicts them, or the database cannot be read.
    pub fn verify<'t>(
        &self,
        target: impl Target<'t>,
    ) -> impl Future<Output = Result<(), Error>> + Send {
        self.runner().verify(target)
    }

    /// A runner with the default settings.
    pub fn runner(&self) -> Runner {
        Runner::new(*self)
    }

    /// A runner that has the code of a Rust step: of a migration whose file says
    /// `-- migrate: rust(<revision>)` and holds no SQL.
    ///
    /// The code runs in its migration's place in the order, inside a transaction with the history row,
    /// under the lock; it must not end that transaction. It may be called again after a failure.
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

    /// A runner that keeps trying to connect for as long: for a database that starts together with
    /// the service.
    pub fn wait_for_database(&self, limit: Duration) -> Runner {
        self.runner().wait_for_database(limit)
    }

    /// The kind of database.
    pub fn dialect(&self) -> Dialect {
        self.parts.dialect
    }

    /// The name under which this history shares a database with others; `default` unless the lock
    /// says otherwise.
    pub fn set(&self) -> &'static str {
        self.parts.set
    }

    /// The number of migrations.
    pub fn len(&self) -> usize {
        decode(self.parts.ups, self.parts.directory).len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The migrations in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Migration> {
        decode(self.parts.ups, self.parts.directory)
    }

    /// The head of the chain over all migrations, in hexadecimal: one value that stands for the
    /// whole history.
    pub fn head(&self) -> String {
        crate::chain::hex(self.parts.head)
    }

    /// The down files of those migrations that have one, in the order of the migrations.
    pub(crate) fn downs(&self) -> impl ExactSizeIterator<Item = Migration> {
        decode(self.parts.downs, self.parts.directory)
    }

    pub(crate) fn down_notes(&self) -> Notes {
        Notes::parse(self.parts.downs.notes)
    }

    #[cfg(feature = "drift")]
    pub(crate) fn drift_ignore(&self) -> impl Iterator<Item = &'static str> {
        self.parts.drift_ignore.split_terminator('\n')
    }

    pub(crate) fn place(&self) -> Place {
        Place::new(self.parts.dialect, self.parts.set, self.parts.history)
    }

    pub(crate) fn notes(&self) -> Notes {
        Notes::parse(self.parts.ups.notes)
    }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrations")
            .field("dialect", &self.parts.dialect)
            .field("set", &self.parts.set)
            .field("directory", &self.parts.directory)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

/// What not every migration has: limits, probes, and what a reseal or a consolidation left.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    lines: Vec<(usize, &'static str, &'static str)>,
}

impl Notes {
    pub(crate) fn parse(notes: &'static str) -> Self {
        let lines = notes.split_terminator('\n').filter_map(|line| {
            let (index, rest) = line.split_once(' ')?;
            let (key, value) = rest.split_once(' ')?;
            Some((index.parse().ok()?, key, value))
        });
        let mut lines: Vec<(usize, &str, &str)> = lines.collect();
        lines.sort_by_key(|(index, _, _)| *index);
        Self { lines }
    }

    fn of(&self, index: usize, key: &str) -> impl Iterator<Item = &'static str> {
        let start = self.lines.partition_point(|(at, _, _)| *at < index);
        let lines = self.lines[start..].iter();
        lines
            .take_while(move |(at, _, _)| *at == index)
            .filter(move |(_, name, _)| *name == key)
            .map(|(_, _, value)| *value)
    }

    /// How to find out whether a statement was executed.
    pub(crate) fn probe(&self, index: usize, statement: usize) -> Option<Probe> {
        self.of(index, "probe")
            .filter_map(|value| value.split_once(' '))
            .find(|(number, _)| number.parse() == Ok(statement))
            .and_then(|(_, note)| Probe::parse(note))
    }

    /// The steps of several statements, where the engine has to know (MySQL).
    pub(crate) fn blocks(&self, index: usize) -> Vec<Block> {
        self.of(index, "block").filter_map(Block::parse).collect()
    }

    /// What a migration's directive says in milliseconds.
    pub(crate) fn limit(&self, index: usize, key: &str) -> Option<u32> {
        self.of(index, key).next()?.parse().ok()
    }

    /// What a baseline replaces.
    pub(crate) fn replaces(&self, index: usize) -> Vec<Replaced> {
        let lines = self.of(index, "replaces");
        lines.filter_map(Replaced::parse).collect()
    }

    /// A migration that any baseline replaces.
    pub(crate) fn replaced(&self, identity: &str) -> Option<Replaced> {
        self.all_replaced().find(|one| one.identity == identity)
    }

    /// Whether any baseline replaces that migration.
    pub(crate) fn is_replaced(&self, identity: &str, checksum: &str) -> bool {
        self.all_replaced()
            .any(|one| (one.checksum, one.identity) == (checksum, identity))
    }

    fn all_replaced(&self) -> impl Iterator<Item = Replaced> {
        let lines = self.lines.iter().filter(|(_, key, _)| *key == "replaces");
        lines.filter_map(|(_, _, value)| Replaced::parse(value))
    }

    /// Whether a migration had that checksum before it was resealed.
    pub(crate) fn was(&self, index: usize, checksum: &str) -> bool {
        self.of(index, "was").any(|was| was == checksum)
    }
}
