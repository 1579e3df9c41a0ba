//! Correcting the history, where a person knows better.

use migrate_format::hex;

use super::{Next, Run};
use crate::database::Database;
use crate::done;
use crate::error::refuse;
use crate::goal::Repair;
use crate::history::{Event, Expected, Row, RowState, rechain};
use crate::judge::judge;
use crate::outcome::Outcome;
use crate::{Error, Migration, Problem, ProblemKind};

/// A history with repairs, before it is written.
struct Repaired {
    rows: Vec<Row>,
    events: Vec<Event>,
    /// One line each for the report.
    lines: Vec<String>,
}

impl Run {
    pub(super) async fn repair<D: Database>(
        &mut self,
        db: &mut D,
        repair: &Repair,
    ) -> Result<(), Error> {
        loop {
            let rows = self.look(db).await?;
            let expected = Expected::after(rows.last());
            let mut repaired = match repair {
                Repair::Resume => self.resumed(rows)?,
                Repair::MarkApplied(name) => self.applied_by_hand(rows, name)?,
                Repair::MarkAbsent(name) => self.absent(rows, name)?,
                Repair::Rename => self.renamed(rows)?,
            };
            rechain(&mut repaired.rows);
            if self.prepare(db, false).await? == Next::LookAgain {
                self.wait_for_other(db).await?;
                continue;
            }
            let Repaired {
                rows,
                events,
                lines,
            } = &repaired;
            match db.rewrite(&self.place, &expected, rows, events).await? {
                Outcome::Done(()) => {
                    self.report.repaired.clone_from(lines);
                    break;
                }
                Outcome::Busy | Outcome::Retry(_) => self.wait_for_other(db).await?,
            }
        }
        if *repair == Repair::Resume {
            self.bring_up_to_date(db, None).await?;
        }
        Ok(())
    }

    fn resumed(&self, mut rows: Vec<Row>) -> Result<Repaired, Error> {
        let unfinished = rows
            .iter_mut()
            .find(|row| matches!(row.state, RowState::Running | RowState::Failed));
        let Some(row) = unfinished else {
            return refuse(
                "no migration is half applied",
                "run `cargo migrate status` to see what is",
            );
        };
        let migration = self.embedded_as(row)?;
        let (identity, count) = (row.identity(), row.statements_done);
        if migration.statements().count() < count {
            return refuse(
                &format!("`{identity}` has fewer statements than the {count} that are committed"),
                "restore the file",
            );
        }
        let recorded = row.done_sql.replace(done::record(&migration, count));
        // The next statement is not in doubt any more.
        row.state = RowState::Failed;
        row.checksum = *migration.checksum();
        row.draft = migration.is_draft();
        let event = Event {
            kind: "resume",
            migration: identity.clone(),
            detail: format!("committed: {}", recorded.unwrap_or_default()),
        };
        let line = format!("`{identity}`: resuming after statement {count}");
        Ok(Repaired {
            rows,
            events: vec![event],
            lines: vec![line],
        })
    }

    fn applied_by_hand(&self, mut rows: Vec<Row>, name: &str) -> Result<Repaired, Error> {
        let migration = one_of(
            &self.migrations,
            name,
            Migration::version,
            Migration::identity,
        )?;
        let Some(migration) = migration.map(|at| self.migrations[at]) else {
            return no_such(name, "this directory has");
        };
        let identity = migration.identity();
        let key = (migration.version(), migration.name());
        let before = match rows.iter_mut().find(|row| row.key() == key) {
            Some(row) if row.state.is_done() && row.checksum == *migration.checksum() => {
                return refuse(
                    &format!("`{identity}` is {} already", row.state.name()),
                    "run `cargo migrate status` to see what is not",
                );
            }
            Some(row) => {
                let before = format!("{} with checksum {}", row.state.name(), hex(&row.checksum));
                *row = Row {
                    started_at: row.started_at.clone(),
                    finished_at: row.finished_at.clone(),
                    duration_ms: row.duration_ms,
                    ..Row::complete(&migration)
                };
                before
            }
            None => {
                self.check_next(&rows, &migration)?;
                rows.push(Row::complete(&migration));
                rows.sort_by(|left, right| left.key().cmp(&right.key()));
                "absent".to_owned()
            }
        };
        Ok(Repaired {
            rows,
            events: vec![Event {
                kind: "mark-applied",
                migration: identity.clone(),
                detail: format!("it was {before}"),
            }],
            lines: vec![format!("`{identity}`: marked as applied, it was {before}")],
        })
    }

    /// A migration can be marked only when nothing before it is pending.
    fn check_next(&self, rows: &[Row], migration: &Migration) -> Result<(), Error> {
        if let Some(row) = rows.iter().find(|row| !row.state.is_done()) {
            let identity = row.identity();
            return refuse(
                &format!("`{identity}` is {}", row.state.name()),
                "complete it with `cargo migrate up`, or mark it first",
            );
        }
        let judgement = judge(&self.migrations, &self.notes, rows);
        let first = judgement.pending.first().map(|at| &self.migrations[*at]);
        match first {
            Some(first)
                if first.identity() != migration.identity()
                    && first.version() <= migration.version() =>
            {
                refuse(
                    &format!(
                        "`{}` is pending, and comes before `{}`",
                        first.identity(),
                        migration.identity()
                    ),
                    "apply it, or mark it first",
                )
            }
            _ => Ok(()),
        }
    }

    fn absent(&self, mut rows: Vec<Row>, name: &str) -> Result<Repaired, Error> {
        let Some(at) = one_of(&rows, name, |row| row.version, Row::identity)? else {
            return no_such(name, "the history has");
        };
        let identity = rows[at].identity();
        let is_embedded = self
            .migrations
            .iter()
            .any(|one| (one.version(), one.name()) == rows[at].key());
        if is_embedded && at + 1 < rows.len() {
            return refuse(
                &format!("`{identity}` is not the newest that is applied"),
                "mark the newer ones first, or write a new migration",
            );
        }
        let row = rows.remove(at);
        let before = format!("{} with checksum {}", row.state.name(), hex(&row.checksum));
        Ok(Repaired {
            rows,
            events: vec![Event {
                kind: "mark-absent",
                migration: identity.clone(),
                detail: format!("it was {before}"),
            }],
            lines: vec![format!("`{identity}`: marked as absent, it was {before}")],
        })
    }

    fn renamed(&self, mut rows: Vec<Row>) -> Result<Repaired, Error> {
        let judgement = judge(&self.migrations, &self.notes, &rows);
        let renamed: Vec<&str> = judgement
            .problems
            .iter()
            .filter(|problem| problem.kind() == ProblemKind::Renamed)
            .map(Problem::migration)
            .collect();
        let (mut events, mut lines) = (Vec::new(), Vec::new());
        for row in &mut rows {
            let was = row.identity();
            if !renamed.contains(&was.as_str()) {
                continue;
            }
            let Some(migration) = self
                .migrations
                .iter()
                .find(|one| *one.checksum() == row.checksum)
            else {
                continue;
            };
            row.version = migration.version();
            migration.name().clone_into(&mut row.name);
            let is = row.identity();
            lines.push(format!("`{was}`: renamed to `{is}`"));
            events.push(Event {
                kind: "rename",
                migration: is,
                detail: format!("it was called {was}"),
            });
        }
        if events.is_empty() {
            return refuse(
                "no migration was renamed",
                "run `cargo migrate status` to see what is wrong",
            );
        }
        rows.sort_by(|left, right| left.key().cmp(&right.key()));
        Ok(Repaired {
            rows,
            events,
            lines,
        })
    }

    fn embedded_as(&self, row: &Row) -> Result<Migration, Error> {
        let found = self
            .migrations
            .iter()
            .find(|one| (one.version(), one.name()) == row.key());
        match found {
            Some(migration) => Ok(*migration),
            None => refuse(
                &format!("there is no file for `{}`", row.identity()),
                "restore it, or mark the migration with `--mark absent`",
            ),
        }
    }
}

/// The place of the migration with a version or an identity.
fn one_of<T>(
    all: &[T],
    name: &str,
    version: impl Fn(&T) -> i64,
    identity: impl Fn(&T) -> String,
) -> Result<Option<usize>, Error> {
    if let Some(at) = all.iter().position(|one| identity(one) == name) {
        return Ok(Some(at));
    }
    let is = |one: &T| name.parse() == Ok(version(one));
    let mut places = all.iter().enumerate().filter(|(_, one)| is(one));
    let found = places.next().map(|(at, _)| at);
    if places.next().is_some() {
        return refuse(
            &format!("several migrations have the version {name}"),
            "name the one that is meant as `<version>_<name>`",
        );
    }
    Ok(found)
}

fn no_such<T>(name: &str, whose: &str) -> Result<T, Error> {
    refuse(
        &format!("{whose} no migration `{name}`"),
        "name one by its version, as `cargo migrate status` shows it",
    )
}
