use super::Runner;
use crate::adoption::Adoption;
use crate::connect::Access;
use crate::foreign::ForeignHistory;
use crate::goal::{Baseline, Goal, Record, Repair};
use crate::history::Row;
use crate::run::record;
use crate::target::Target;
use crate::{Error, Migration, Report};

/// For the command.
impl Runner {
    /// Corrects the history, where a person knows better. Each repair is recorded in the table
    /// `event`.
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`](crate::Migrations::run); and
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) when the repair does not fit the history.
    pub async fn repair<'t>(
        self,
        target: impl Target<'t>,
        repair: Repair,
    ) -> Result<Report, Error> {
        self.reach(target, Goal::Repair(repair)).await
    }

    /// The histories of other tools that the database has, for [`adopt`](Self::adopt). Writes
    /// nothing.
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

    /// Records what another tool has applied, without running it: in one transaction, under our
    /// lock and the tool's, and only if the tool's history is still as it was read. The tool's
    /// table stays as it is. A digest of it is recorded, so that a later run of the tool is
    /// noticed.
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`](crate::Migrations::run); and
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) when there is a history of these
    /// migrations already, when a migration is not embedded, or when the tool's history changed.
    pub async fn adopt<'t>(
        self,
        target: impl Target<'t>,
        adoption: Adoption,
    ) -> Result<Report, Error> {
        let goal = Goal::Record(Record::Adoption(Box::new(adoption)));
        self.reach(target, goal).await
    }

    /// The identities of what [`adopt`](Self::adopt) would record. Does not use the database. If
    /// all that a consolidated migration replaces was applied, it is that migration.
    ///
    /// # Errors
    ///
    /// When a migration is neither embedded nor replaced by one that is, and when these migrations
    /// would refuse the history ([`Error::problems`]).
    pub fn adoptable(&self, adoption: &Adoption) -> Result<Vec<String>, Error> {
        let migrations: Vec<Migration> = self.carried.migrations().collect();
        let rows = record::adopted(&migrations, &self.carried.notes(), adoption)?;
        Ok(rows.iter().map(Row::identity).collect())
    }

    /// Records migrations as the baseline of a database that has what they make, without running
    /// them: all, or none newer than a version. 0 records none: what is in the database belongs to
    /// somebody else. Nothing is compared. A history that has only some of the migrations which a
    /// consolidated one replaces is completed.
    ///
    /// # Errors
    ///
    /// As [`Migrations::run`](crate::Migrations::run); and
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) when there is another history of these
    /// migrations already.
    pub async fn baseline<'t>(
        self,
        target: impl Target<'t>,
        to: Option<i64>,
    ) -> Result<Report, Error> {
        let evidence = "trusted, not compared".to_owned();
        let goal = Goal::Record(Record::Baseline(Baseline { to, evidence }));
        self.reach(target, goal).await
    }

    /// The same for a database that was compared with a replay of the migrations. The fingerprint
    /// of its schema is recorded.
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
}
