use std::borrow::Cow;
use std::convert::Infallible;

use migrate_directory::{Code, Migration, UsedQuery};

use super::catalog::Catalog;
use super::check::Check;
use super::file::File;
use super::servers::Servers;
use super::statement::{Parsed, Statement};
use super::used::{Removal, Used};
use super::{parser, resolve, rules, syntax};
use crate::born::born;
use crate::finding::Finding;
use crate::judge::{Database, Work, begins_with};
use crate::pending::Said;

/// MySQL or MariaDB, with the schema state that its migrations build up.
pub(crate) struct Mysql<'w> {
    work: &'w Work<'w>,
    servers: Servers,
    catalog: Catalog,
    used: Option<Used<'w>>,
}

impl<'w> Database<'w> for Mysql<'w> {
    type Saved = Catalog;
    type File = File<'w>;
    type Before = Catalog;
    type Error = Infallible;

    fn reading(work: &Work<'_>) -> u32 {
        Servers::of(&work.directory.lint).number()
    }

    fn start(work: &'w Work<'w>, _: usize, saved: Option<Catalog>) -> Option<Self> {
        Some(Self {
            work,
            servers: Servers::of(&work.directory.lint),
            catalog: saved.unwrap_or_default(),
            used: work.queries.map(Used::new),
        })
    }

    fn save(&mut self) -> Option<Cow<'_, Catalog>> {
        Some(Cow::Borrowed(&self.catalog))
    }

    fn begin(&mut self, number: usize) -> File<'w> {
        self.catalog.begin_migration(born(number));
        if number == self.work.first && self.work.is_shared() {
            self.catalog.share();
        }
        File::new(number, &self.work.drafts, self.servers)
    }

    fn replay(&mut self, file: &mut File<'w>, migration: &Migration) -> Result<(), Infallible> {
        let pieces = migration.split.statements.iter();
        for piece in pieces.filter(|piece| may_matter(&migration.text[piece.text.clone()])) {
            let version = self.servers.number();
            let Some(parsed) = parser::parse(&migration.text, piece.tokens(), version) else {
                continue;
            };
            for name in resolve::referred(&parsed) {
                self.catalog.learn(name);
            }
            for part in 0..parts(&parsed.statement) {
                self.catalog.apply(&parsed, part, file.number);
            }
        }
        Ok(())
    }

    fn judge(
        &mut self,
        file: &mut File<'w>,
        migration: &Migration,
        removals: &mut Vec<Removal<'w>>,
    ) -> Result<(), Infallible> {
        let mut judge = Judge {
            catalog: &mut self.catalog,
            file,
            used: self.used.as_ref(),
            removals,
        };
        for piece in &migration.split.statements {
            let version = self.servers.number();
            let tokens = piece.tokens();
            if let Some(parsed) = parser::parse_and_check(&migration.text, tokens, version) {
                judge.statement(&parsed);
            }
        }
        Ok(())
    }

    fn lose_sight(&mut self) {
        self.catalog.lose_sight();
    }

    fn end(&mut self, file: File<'w>) -> Result<Vec<Finding>, Infallible> {
        file.end(&self.catalog)
    }

    fn lacking(&self, removal: &mut Removal<'w>) -> Vec<&'w UsedQuery> {
        match &self.used {
            Some(used) if !self.catalog.is_opaque() => {
                used.lacking(&removal.before, &self.catalog, self.servers)
            }
            _ => Vec::new(),
        }
    }
}

struct Judge<'j, 'w> {
    catalog: &'j mut Catalog,
    file: &'j mut File<'w>,
    used: Option<&'j Used<'w>>,
    removals: &'j mut Vec<Removal<'w>>,
}

impl Judge<'_, '_> {
    fn statement(&mut self, parsed: &Parsed) {
        if let Some(found) = syntax::check(parsed, self.file.servers) {
            // It is taken for executed, so that nothing after it is reported for its sake.
            self.file.said.found.push(found);
            for part in 0..parts(&parsed.statement) {
                self.catalog.apply(parsed, part, self.file.number);
            }
            return;
        }
        let mut check = self.check(parsed, 0);
        let missing = resolve::check(&mut check);
        let found = std::mem::take(&mut check.said.found);
        let is_clear = found.is_empty();
        let is_taken = found.iter().any(|one| one.code == Code::ExistingObject);
        self.file.said.found.extend(found);
        if is_taken {
            // What is there stays.
            return;
        }
        for name in missing {
            self.catalog.assume(&name);
        }
        for part in 0..parts(&parsed.statement) {
            if is_clear {
                self.step(parsed, part);
            }
            self.catalog.apply(parsed, part, self.file.number);
        }
    }

    fn check<'c>(&'c self, parsed: &'c Parsed, part: usize) -> Check<'c> {
        Check {
            catalog: self.catalog,
            file: self.file,
            parsed,
            part,
            code: Code::UnknownObject,
            said: Said::default(),
        }
    }

    fn step(&mut self, parsed: &Parsed, part: usize) {
        let mut check = self.check(parsed, part);
        rules::check(&mut check);
        let removal = self.used.and_then(|used| used.removal(&check));
        let said = check.said;
        self.removals.extend(removal);
        // What is set again is no longer what was set before.
        rules::follow(self.file, self.catalog, parsed, part);
        self.file.said.add(said);
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
    !begins_with(sql, &NEVER)
}
