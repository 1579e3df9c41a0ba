//! Recording migrations without running them.

use migrate_format::Notes;

use super::{Next, Run, accepted};
use crate::adoption::Adoption;
use crate::database::Database;
use crate::error::{Kind, refuse};
use crate::goal::{Baseline, Record};
use crate::history::{Event, Expected, Row, RowState, rechain};
use crate::judge::judge;
use crate::outcome::Outcome;
use crate::survey;
use crate::{Error, Migration, ProblemKind};

impl Run {
    pub(super) async fn record<D: Database>(
        &mut self,
        db: &mut D,
        record: &Record,
    ) -> Result<(), Error> {
        loop {
            let existing = self.look(db).await?;
            if let Some(newest) = existing.last()
                && !self.is_incomplete(record, &existing)
            {
                return refuse(
                    &format!(
                        "the database has a history of these migrations already, up to `{}`; nothing was recorded",
                        newest.identity()
                    ),
                    "run `cargo migrate status` to see it",
                );
            }
            let (mut rows, kind, detail) = match record {
                Record::Adoption(adoption) => (
                    adopted(&self.migrations, &self.notes, adoption)?,
                    "adopt",
                    adoption.history.record(),
                ),
                Record::Baseline(baseline) => self.baseline(baseline, &existing)?,
            };
            rechain(&mut rows);
            accepted(judge(&self.migrations, &self.notes, &rows))?;
            let event = Event {
                kind,
                migration: rows.last().map(Row::identity).unwrap_or_default(),
                detail,
            };
            let expected = match record {
                Record::Adoption(adoption) => {
                    self.check_unchanged(db, adoption).await?;
                    Expected::after(None).beside(&adoption.history, adoption.lock.clone())
                }
                Record::Baseline(_) => Expected::after(existing.last()),
            };
            if self.prepare(db, false).await? == Next::LookAgain {
                self.wait(db, record).await?;
                continue;
            }
            match db.rewrite(&self.place, &expected, &rows, &[event]).await? {
                Outcome::Done(()) => {
                    self.report.recorded = rows.iter().map(Row::identity).collect();
                    return Ok(());
                }
                Outcome::Busy | Outcome::Retry(_) => self.wait(db, record).await?,
            }
        }
    }

    /// Whether the only problem of a history is that it has some of the migrations that a
    /// consolidated one replaces. The others may have run without a history.
    fn is_incomplete(&self, record: &Record, existing: &[Row]) -> bool {
        let judgement = judge(&self.migrations, &self.notes, existing);
        let mut problems = judgement.problems.iter();
        matches!(record, Record::Baseline(_))
            && !judgement.problems.is_empty()
            && problems.all(|one| one.kind() == ProblemKind::PartialBaseline)
            && judgement.unfinished.is_none()
            && judgement.ahead.is_empty()
    }

    fn baseline(
        &self,
        baseline: &Baseline,
        existing: &[Row],
    ) -> Result<(Vec<Row>, &'static str, String), Error> {
        let to = baseline.to;
        let is_known = |version| self.migrations.iter().any(|one| one.version() == version);
        if let Some(version) = to.filter(|version| *version != 0 && !is_known(*version)) {
            return Err(Kind::NoSuchVersion { version }.into());
        }
        let rows = self.migrations.iter().filter_map(|migration| {
            let key = (migration.version(), migration.name());
            let recorded = existing.iter().find(|row| row.key() == key).cloned();
            let is_in_it = to.is_none_or(|to| migration.version() <= to);
            let row = || Row {
                state: RowState::Baseline,
                ..Row::complete(migration)
            };
            recorded.or_else(|| is_in_it.then(row))
        });
        Ok((rows.collect(), "baseline", baseline.evidence.clone()))
    }

    async fn check_unchanged<D: Database>(
        &self,
        db: &mut D,
        adoption: &Adoption,
    ) -> Result<(), Error> {
        let history = &adoption.history;
        if survey::contents(db, &self.place, history).await? == history.contents {
            return Ok(());
        }
        refuse(
            &format!("`{history}` was changed while it was read; nothing was recorded"),
            &format!("let {} end, then run the command again", history.tool),
        )
    }

    /// Waits for another of our runs, or for the tool, to end.
    async fn wait<D: Database>(&mut self, db: &mut D, record: &Record) -> Result<(), Error> {
        let waited = self.wait_for_other(db).await;
        let Record::Adoption(adoption) = record else {
            return waited;
        };
        waited.map_err(|_| {
            let tool = adoption.history.tool;
            Kind::Busy {
                waited: self.budget.waited(),
                reason: format!(
                    "{tool} is running and holds its lock, or another program is migrating"
                ),
                help: "let it end, then run the command again",
            }
            .into()
        })
    }
}

/// The rows for what another tool has applied.
pub(crate) fn adopted(
    migrations: &[Migration],
    notes: &Notes,
    adoption: &Adoption,
) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::with_capacity(adoption.migrations.len());
    for adopted in &adoption.migrations {
        let identity = &adopted.identity;
        let embedded = migrations.iter().find(|one| one.identity() == *identity);
        let row = match embedded {
            Some(migration) => Some(Row::complete(migration)),
            None => notes.replaced(identity).next().and_then(Row::of_replaced),
        };
        let Some(row) = row else {
            return refuse(
                &format!("there is no file for `{identity}`; nothing was recorded"),
                "restore it",
            );
        };
        let duration = adopted.duration.map(|duration| duration.as_millis());
        rows.push(Row {
            state: RowState::Adopted,
            verified: Some(adopted.verified.name().to_owned()),
            finished_at: adopted.finished_at.clone(),
            duration_ms: duration.and_then(|duration| i64::try_from(duration).ok()),
            ..row
        });
    }
    rows.sort_by(|left, right| left.key().cmp(&right.key()));
    rechain(&mut rows);
    let judgement = accepted(judge(migrations, notes, &rows))?;
    // A consolidated migration takes the place of those that it replaces.
    Ok(judgement.rewritten.unwrap_or(rows))
}
