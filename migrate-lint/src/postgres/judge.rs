use std::borrow::Cow;
use std::convert::Infallible;
use std::vec;

use migrate_directory::{Code, Migration, Mode, UsedQuery};

use super::catalog::Catalog;
use super::check::Check;
use super::file::{File, Transaction};
use super::name::Span;
use super::parser::Source;
use super::statement::{AlterTable, Control, Drop, Parsed, Statement};
use super::used::{Removal, Used};
use super::{locks, resolve, rules, sources};
use crate::born::born;
use crate::finding::{Finding, Words};
use crate::judge::{Database, Work};

/// PostgreSQL, with the schema state that its migrations build up.
pub(crate) struct Postgres<'w> {
    work: &'w Work<'w>,
    catalog: Catalog,
    /// What the migrations to come say.
    sources: vec::IntoIter<Vec<Source>>,
    used: Option<Used<'w>>,
}

impl<'w> Database<'w> for Postgres<'w> {
    type Saved = Catalog;
    type File = File<'w>;
    type Before = Catalog;
    type Error = Infallible;

    fn start(work: &'w Work<'w>, start: usize, saved: Option<Catalog>) -> Option<Self> {
        let migrations = &work.directory.migrations[start..];
        Some(Self {
            work,
            catalog: saved.unwrap_or_default(),
            sources: sources::read(migrations, &work.judged[start..]).into_iter(),
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
        let whole = self.work.directory.migrations[number].mode == Mode::Transactional;
        let version = self.work.directory.lint.postgres_version;
        File::new(number, &self.work.drafts, version, whole)
    }

    fn replay(&mut self, file: &mut File<'w>, _: &Migration) -> Result<(), Infallible> {
        let sources = self.sources.next().unwrap_or_default();
        for parsed in sources.iter().flat_map(|source| &source.statements) {
            resolve::learn(&mut self.catalog, &parsed.statement);
            self.catalog.apply(parsed, file.number);
        }
        Ok(())
    }

    fn judge(
        &mut self,
        file: &mut File<'w>,
        migration: &Migration,
        removals: &mut Vec<Removal<'w>>,
    ) -> Result<(), Infallible> {
        file.is_divisible = is_divisible(migration);
        let sources = self.sources.next().unwrap_or_default();
        let statements = migration.split.statements.iter().zip(sources);
        for (number, (statement, source)) in statements.enumerate() {
            let mut judge = Judge {
                catalog: &mut self.catalog,
                file,
                used: self.used.as_ref(),
                removals,
                number,
                text: &migration.text[statement.text.clone()],
                start: statement.text.start,
                actions: 1,
            };
            judge.source(source);
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
            Some(used) if !self.catalog.is_opaque() => used.lacking(&removal.before, &self.catalog),
            _ => Vec::new(),
        }
    }
}

/// Whether no statement needs the transaction of another: those that set something for it do.
fn is_divisible(migration: &Migration) -> bool {
    const ALONE: [&str; 13] = [
        "CREATE", "ALTER", "DROP", "COMMENT", "GRANT", "REVOKE", "REINDEX", "REFRESH", "ANALYZE",
        "INSERT", "UPDATE", "DELETE", "DO",
    ];
    let mut statements = migration.split.statements.iter();
    statements.all(|statement| {
        let words = migration.text[statement.text.clone()].split_whitespace();
        let first: Vec<String> = words.take(3).map(str::to_uppercase).collect();
        let is_temporary = first.iter().any(|word| word.starts_with("TEMP"));
        ALONE.contains(&first[0].as_str()) && !is_temporary
    })
}

/// One statement that is judged.
struct Judge<'j, 'w> {
    catalog: &'j mut Catalog,
    file: &'j mut File<'w>,
    used: Option<&'j Used<'w>>,
    removals: &'j mut Vec<Removal<'w>>,
    /// The statement's number in the file.
    number: usize,
    /// The statement, and where it begins.
    text: &'j str,
    start: usize,
    /// How many actions it has.
    actions: usize,
}

impl Judge<'_, '_> {
    fn source(&mut self, source: Source) {
        if let Some((span, message)) = source.errors.first() {
            let end = self.start + self.text.len();
            self.file.said.found.push(syntax_error(span, message, end));
            for parsed in source.statements {
                let uncertain = Parsed {
                    conditional: true,
                    ..parsed
                };
                self.catalog.apply(&uncertain, self.file.number);
            }
            self.catalog.lose_sight();
            return;
        }
        for parsed in source.statements {
            self.statement(&parsed);
        }
    }

    fn statement(&mut self, parsed: &Parsed) {
        match &parsed.statement {
            Statement::Do(body) => {
                if let Some(control) = &body.control {
                    rules::control_in_body(
                        self.file.transaction.open,
                        control,
                        &mut self.file.said.found,
                    );
                }
                for inner in &body.statements {
                    self.statement(inner);
                }
                if body.dynamic {
                    self.catalog.lose_sight();
                }
            }
            Statement::AlterTable(alter) if alter.actions.len() > 1 => {
                self.actions = alter.actions.len();
                for (action, span) in &alter.actions {
                    let one = Statement::AlterTable(AlterTable {
                        actions: vec![(action.clone(), span.clone())],
                        ..alter.clone()
                    });
                    self.step(&part(parsed, one, span));
                }
                self.actions = 1;
            }
            Statement::Drop(drop) if drop.names.len() > 1 => self.drop_several(parsed, drop),
            Statement::TransactionControl(control) => self.control(*control),
            _ => {
                for inner in parsed
                    .statement
                    .query()
                    .iter()
                    .flat_map(|query| query.writes())
                {
                    self.step(&part(parsed, inner.clone(), &parsed.span));
                }
                self.step(parsed);
            }
        }
        if !self.file.transaction.open {
            self.file.transaction = Transaction::default();
        }
    }

    /// Objects that are dropped together do not block each other.
    fn drop_several(&mut self, parsed: &Parsed, drop: &Drop) {
        for (at, name) in drop.names.iter().enumerate() {
            let one = Statement::Drop(Drop {
                names: vec![name.clone()],
                arguments: drop.arguments.get(at).cloned().into_iter().collect(),
                ..drop.clone()
            });
            self.step(&part(parsed, one, &name.span));
        }
    }

    fn control(&mut self, control: Control) {
        let whole = self.file.transaction.whole;
        match control {
            Control::Begin if !whole => {
                self.file.transaction = Transaction {
                    open: true,
                    ..Transaction::default()
                };
            }
            Control::End if !whole => self.file.transaction = Transaction::default(),
            _ => {}
        }
    }

    fn step(&mut self, parsed: &Parsed) {
        let mut check = Check {
            number: self.number,
            text: self.text,
            start: self.start,
            actions: self.actions,
            ..Check::new(self.catalog, self.file, parsed)
        };
        let unknown = resolve::check(&mut check);
        if check.said.found.is_empty() {
            rules::check(&mut check);
            let removal = self.used.and_then(|used| used.removal(&check));
            self.removals.extend(removal);
        }
        let said = check.said;
        self.file.said.add(said);
        for name in unknown {
            self.catalog.assume(&name);
        }
        rules::follow(self.file, self.catalog, parsed, self.number);
        locks::follow(self.file, self.catalog, &parsed.statement);
        self.catalog.apply(parsed, self.file.number);
    }
}

fn part(parsed: &Parsed, statement: Statement, span: &Span) -> Parsed {
    Parsed {
        statement,
        span: span.clone(),
        ..*parsed
    }
}

fn syntax_error(span: &Span, message: &str, end: usize) -> Finding {
    // An error at the end has no width: the last character shows where that is.
    let span = if span.is_empty() {
        let start = span.start.min(end.saturating_sub(1));
        start..start + 1
    } else {
        span.clone()
    };
    let mut message = message.trim_end_matches('.').to_owned();
    // A keyword stays as it is.
    let is_keyword = message.chars().take(2).all(char::is_uppercase);
    if !is_keyword && let Some(first) = message.get_mut(0..1) {
        first.make_ascii_lowercase();
    }
    let words = Words::new(
        format!("PostgreSQL does not understand this: {message}"),
        "here",
        "correct the statement; if the server accepts it, write \
         `-- migrate: allow(syntax) <reason>` above it and report it to us",
    );
    words.at(Code::Syntax, &span)
}
