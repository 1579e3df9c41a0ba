use std::collections::HashMap;

use migrate_format::{Chain, Notes};

use crate::done;
use crate::history::{Row, RowState};
use crate::replaced::lacking;
use crate::{Migration, Problem, ProblemKind};

/// What the history means for the embedded migrations.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// What is wrong; nothing is run unless this is empty.
    pub(crate) problems: Vec<Problem>,
    /// The migration that was begun and not finished, with its row's place.
    pub(crate) unfinished: Option<(usize, usize)>,
    /// The embedded migrations without a row, in order.
    pub(crate) pending: Vec<usize>,
    /// The identities of rows beyond what is embedded, and whether it is known of all of them that
    /// they do not break this program.
    pub(crate) ahead: Vec<String>,
    pub(crate) ahead_is_known: bool,
    /// The rows as they should be, where they are accepted but differ from the embedded chain.
    pub(crate) rewritten: Option<Vec<Row>>,
}

/// Compares the history with what is embedded. Reads nothing, runs nothing.
pub(crate) fn judge(migrations: &[Migration], notes: &Notes, rows: &[Row]) -> Judgement {
    let mut judge = Judge {
        migrations,
        notes,
        rows,
        row_of: vec![None; migrations.len()],
        renamed: vec![false; migrations.len()],
        ahead: Vec::new(),
        judgement: Judgement {
            problems: Vec::new(),
            unfinished: None,
            pending: Vec::new(),
            ahead: Vec::new(),
            ahead_is_known: true,
            rewritten: None,
        },
    };
    judge.match_rows();
    judge.baselines();
    judge.pending();
    judge.rewrite();
    judge.judgement
}

struct Judge<'a> {
    migrations: &'a [Migration],
    notes: &'a Notes,
    rows: &'a [Row],
    /// The row of each migration.
    row_of: Vec<Option<usize>>,
    /// The migrations that a row has under another name.
    renamed: Vec<bool>,
    /// The rows beyond what is embedded.
    ahead: Vec<usize>,
    judgement: Judgement,
}

impl Judge<'_> {
    fn match_rows(&mut self) {
        let by_key: HashMap<(i64, &str), usize> = self
            .migrations
            .iter()
            .enumerate()
            .map(|(index, migration)| ((migration.version(), migration.name()), index))
            .collect();
        for (place, row) in self.rows.iter().enumerate() {
            match by_key.get(&row.key()) {
                Some(&index) => {
                    self.row_of[index] = Some(place);
                    self.known(index, place);
                }
                None if self.is_replaced(row) => {}
                None => self.unknown(place, row),
            }
        }
    }

    /// Whether any baseline replaces the row's migration.
    fn is_replaced(&self, row: &Row) -> bool {
        let identity = row.identity();
        let mut lines = self.notes.replaced(&identity);
        lines.any(|one| one.checksum.as_bytes() == &row.checksum)
    }

    fn known(&mut self, index: usize, place: usize) {
        let (migration, row) = (&self.migrations[index], &self.rows[place]);
        let same = row.checksum == *migration.checksum();
        if !row.state.is_done() {
            self.judgement.unfinished = Some((index, place));
            self.unfinished(migration, row, same);
        } else if !same && !self.notes.was(index, &row.checksum) {
            self.edited(migration, row);
        }
    }

    /// A failed draft is fixed by editing the statements after the recorded point.
    fn unfinished(&mut self, migration: &Migration, row: &Row, same: bool) {
        let count = row.statements_done;
        if row.state == RowState::Reverting {
            self.judgement.problems.push(Problem::new(
                ProblemKind::Reverting,
                row.identity(),
                format!("is half reverted: {count} statements of its down file are committed"),
                "resume with `cargo migrate undo`",
            ));
            return;
        }
        let recorded = row.done_sql.clone().unwrap_or_default();
        let is = done::record(migration, count);
        if recorded != is {
            self.judgement.problems.push(Problem::new(
                ProblemKind::Failed,
                row.identity(),
                format!("stopped after {count} statements, and those were edited since\n  was: {recorded}\n  is:  {is}"),
                "restore those statements; later ones may be changed. If the database matches the current file, \
                 run `cargo migrate repair --resume`",
            ));
        } else if !same && !migration.is_draft() && !row.draft {
            self.edited(migration, row);
        }
    }

    fn edited(&mut self, migration: &Migration, row: &Row) {
        let problem = if row.draft {
            Problem::new(
                ProblemKind::EditedDraft,
                row.identity(),
                "was a draft when it was applied to this database, and was edited since",
                format!(
                    "on a development database apply it again with `cargo migrate redo`; elsewhere \
                     restore {} and write the change as a new migration",
                    migration.path()
                ),
            )
        } else {
            Problem::new(
                ProblemKind::Edited,
                row.identity(),
                "was edited after it was applied to this database",
                format!(
                    "restore {} and write the change as a new migration",
                    migration.path()
                ),
            )
        };
        self.judgement.problems.push(problem);
    }

    fn unknown(&mut self, place: usize, row: &Row) {
        let renamed = self.migrations.iter().position(|migration| {
            row.checksum == *migration.checksum()
                && !self
                    .rows
                    .iter()
                    .any(|other| other.key() == (migration.version(), migration.name()))
        });
        if let Some(index) = renamed {
            self.renamed[index] = true;
            self.judgement.problems.push(Problem::new(
                ProblemKind::Renamed,
                row.identity(),
                format!(
                    "is called `{}` in this program",
                    self.migrations[index].identity()
                ),
                "give the file back its name, or let the history follow with `cargo migrate repair --rename`",
            ));
            return;
        }
        let newest = self.migrations.last();
        let is_newer = newest.is_none_or(|newest| row.key() > (newest.version(), newest.name()));
        if !is_newer {
            self.judgement.problems.push(Problem::new(
                ProblemKind::Hole,
                row.identity(),
                "was applied to this database, but this program does not have it",
                "restore its file, or start the program that it belongs to",
            ));
        } else if row.breaking == Some(true) {
            self.judgement.problems.push(Problem::new(
                ProblemKind::Ahead,
                row.identity(),
                "was applied by a newer program and breaks this one",
                "start the newer program",
            ));
        } else {
            self.judgement.ahead_is_known &= row.breaking.is_some();
            self.judgement.ahead.push(row.identity());
            self.ahead.push(place);
        }
    }

    /// A baseline is satisfied by the rows that it replaces, if they are all there.
    fn baselines(&mut self) {
        for (index, migration) in self.migrations.iter().enumerate() {
            let replaces = self.notes.replaces(index);
            if replaces.is_empty() || self.row_of[index].is_some() {
                continue;
            }
            let is = |row: &Row, identity: &str| row.identity() == identity && row.state.is_done();
            let has = |identity: &'static str| self.rows.iter().any(|row| is(row, identity));
            let missing = lacking(&replaces, &has);
            let is_known = self.replaced_rows(index).next().is_some();
            if is_known && !missing.is_empty() {
                self.judgement.problems.push(Problem::new(
                    ProblemKind::PartialBaseline,
                    migration.identity(),
                    format!(
                        "replaces migrations that this database lacks: {}",
                        missing.join(", ")
                    ),
                    "bring the database up to date with the release before the consolidation; if it has what they make already, \
                     `cargo migrate baseline` compares the schemas and records that",
                ));
            }
        }
    }

    /// Whether it has a row, or replaces rows that exist.
    fn is_satisfied(&self, index: usize) -> bool {
        self.row_of[index].is_some() || self.replaced_rows(index).next().is_some()
    }

    /// The rows that a baseline replaces.
    fn replaced_rows(&self, index: usize) -> impl Iterator<Item = &Row> {
        let replaces = self.notes.replaces(index);
        self.rows.iter().filter(move |row| {
            let identity = row.identity();
            replaces
                .iter()
                .any(|one| one.checksum.as_bytes() == &row.checksum && one.identity == identity)
        })
    }

    fn pending(&mut self) {
        let newest_row = self.rows.iter().map(Row::key).max();
        for (index, migration) in self.migrations.iter().enumerate() {
            if self.is_satisfied(index) {
                continue;
            }
            let newest =
                newest_row.filter(|newest| *newest > (migration.version(), migration.name()));
            match newest {
                _ if self.renamed[index] => {}
                Some((version, name)) => self.judgement.problems.push(Problem::new(
                    ProblemKind::OutOfOrder,
                    migration.identity(),
                    format!("is pending, but `{version}_{name}`, which comes after it, is applied"),
                    "give it a later version: `cargo migrate rebase` renames it",
                )),
                None => self.judgement.pending.push(index),
            }
        }
    }

    /// What the rows should be: embedded ones by the embedded chain, then those ahead.
    fn rewrite(&mut self) {
        if !self.judgement.problems.is_empty() || self.judgement.unfinished.is_some() {
            return;
        }
        let mut rows: Vec<Row> = Vec::with_capacity(self.rows.len());
        let mut chain = Chain::start();
        let mut position = 0;
        for (index, migration) in self.migrations.iter().enumerate() {
            let recorded = match self.row_of[index] {
                Some(place) => self.rows[place].clone(),
                None if self.is_satisfied(index) => self.baseline_row(index),
                None => continue,
            };
            chain = chain.then(&migration.identity(), migration.checksum());
            position += 1;
            let checksum = *migration.checksum();
            rows.push(Row {
                position,
                checksum,
                chain,
                ..recorded
            });
        }
        for place in &self.ahead {
            let recorded = self.rows[*place].clone();
            chain = chain.then(&recorded.identity(), &recorded.checksum);
            position += 1;
            rows.push(Row {
                position,
                chain,
                ..recorded
            });
        }
        if rows != self.rows {
            self.judgement.rewritten = Some(rows);
        }
    }

    /// The row of a baseline that is recorded for the rows it replaces.
    fn baseline_row(&self, index: usize) -> Row {
        let mut replaced = self.replaced_rows(index);
        let started_at = replaced.next().and_then(|row| row.started_at.clone());
        let finished_at = self
            .replaced_rows(index)
            .last()
            .and_then(|row| row.finished_at.clone());
        Row {
            state: RowState::Baseline,
            started_at,
            finished_at,
            ..Row::of(&self.migrations[index], 0, Chain::start())
        }
    }
}
