use migrate_directory::{Code, Migration, Statement as Piece};

use super::catalog::Catalog;
use super::check::Check;
use super::file::File;
use super::servers::Servers;
use super::statement::{Parsed, Statement};
use super::used::{Removal, Used};
use super::{parser, resolve, rules, syntax};
use crate::born::born;
use crate::finding::Finding;
use crate::kept;
use crate::lint::{Found, Work};

/// Judges the migrations that are to be judged; the others build up the schema state.
pub(crate) fn judge(work: &Work<'_>) -> Found {
    let migrations = &work.directory.migrations;
    let servers = Servers::of(&work.directory.lint);
    let first = work.first();
    let known = kept::restore(work.known, &migrations[..first], servers.number());
    let (mut catalog, start): (Catalog, usize) = known.unwrap_or_default();
    let mut found = Found::default();
    found.findings.resize_with(start, Vec::new);
    let drafts = work.drafts();
    let used = work.queries().map(|queries| Used::new(queries, servers));
    let mut removals = Vec::new();
    for (number, migration) in migrations.iter().enumerate().skip(start) {
        if number == first && start < first {
            found.state = kept::save(&catalog, &migrations[..first], servers.number());
        }
        if number == first && work.is_shared() {
            catalog.share();
        }
        catalog.begin_migration(born(number));
        let mut judge = Judge {
            catalog: &mut catalog,
            file: File::new(number, &drafts, servers),
            findings: Vec::new(),
            number,
            used: used.as_ref(),
            removals: &mut removals,
        };
        for piece in &migration.split.statements {
            if work.judged[number] {
                judge.judge(migration, piece);
            } else {
                judge.replay(migration, piece);
            }
        }
        if !migration.split.problems.is_empty() {
            judge.catalog.lose_sight();
        }
        found.findings.push(judge.end());
    }
    for removal in &removals {
        let finding = used
            .as_ref()
            .and_then(|used| used.still_used(removal, &catalog));
        found.add(removal.migration, finding);
    }
    found
}

struct Judge<'j, 'q> {
    catalog: &'j mut Catalog,
    file: File<'j>,
    findings: Vec<Finding>,
    /// The number of the migration.
    number: usize,
    used: Option<&'j Used<'q>>,
    removals: &'j mut Vec<Removal<'q>>,
}

impl Judge<'_, '_> {
    fn parse(&self, migration: &Migration, piece: &Piece) -> Option<Parsed> {
        let version = self.file.servers.number();
        parser::parse(&migration.text, piece.tokens(), version)
    }

    /// Builds up the state alone. What is referred to must have been there.
    fn replay(&mut self, migration: &Migration, piece: &Piece) {
        if !may_matter(&migration.text[piece.text.clone()]) {
            return;
        }
        let Some(parsed) = self.parse(migration, piece) else {
            return;
        };
        for name in resolve::referred(&parsed) {
            self.catalog.learn(name);
        }
        for part in 0..parts(&parsed.statement) {
            self.catalog.apply(&parsed, part, self.file.number);
        }
    }

    fn judge(&mut self, migration: &Migration, piece: &Piece) {
        let Some(parsed) = self.parse(migration, piece) else {
            return;
        };
        if let Some(found) = syntax::check(&parsed, self.file.servers) {
            // What it was to do is taken for done: nothing else is wrong behind it.
            self.findings.push(found);
            for part in 0..parts(&parsed.statement) {
                self.catalog.apply(&parsed, part, self.file.number);
            }
            return;
        }
        let mut check = self.check(&parsed, 0);
        let missing = resolve::check(&mut check);
        let found = std::mem::take(&mut check.found);
        let is_clear = found.is_empty();
        let is_taken = found.iter().any(|one| one.code == Code::ExistingObject);
        self.findings.extend(found);
        if is_taken {
            // What is there stays.
            return;
        }
        for name in missing {
            self.catalog.assume(&name);
        }
        for part in 0..parts(&parsed.statement) {
            if is_clear {
                self.step(&parsed, part);
            }
            self.catalog.apply(&parsed, part, self.file.number);
        }
    }

    fn check<'c>(&'c self, parsed: &'c Parsed, part: usize) -> Check<'c> {
        Check {
            catalog: self.catalog,
            file: &self.file,
            parsed,
            part,
            code: Code::UnknownObject,
            found: Vec::new(),
            pending: Vec::new(),
            settings: Vec::new(),
        }
    }

    fn step(&mut self, parsed: &Parsed, part: usize) {
        let mut check = self.check(parsed, part);
        rules::check(&mut check);
        let removal = self.used.and_then(|used| used.removal(&check, self.number));
        let Check {
            found,
            pending,
            settings,
            ..
        } = check;
        self.removals.extend(removal);
        self.findings.extend(found);
        self.file.pending.extend(pending);
        rules::follow(&mut self.file, self.catalog, parsed, part);
        self.file.settings.extend(settings);
    }

    fn end(mut self) -> Vec<Finding> {
        let rest = self.file.end(self.catalog);
        self.findings.extend(rest);
        self.findings
    }
}

/// How many parts of a statement are looked at one after the other.
fn parts(statement: &Statement) -> usize {
    match statement {
        Statement::AlterTable(alter) => alter.actions.len(),
        Statement::RenameTable(pairs) => pairs.len(),
        Statement::Drop(drop) => drop.names.len(),
        Statement::Optimize(names) => names.len(),
        _ => 1,
    }
}

/// Whether the statement can change the schema state beyond its own file.
fn may_matter(sql: &str) -> bool {
    const NEVER: [&str; 12] = [
        "INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "GRANT", "REVOKE", "ANALYZE",
        "OPTIMIZE", "LOCK", "UNLOCK", "SET",
    ];
    let first = sql
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    !NEVER.iter().any(|word| first.eq_ignore_ascii_case(word))
}
