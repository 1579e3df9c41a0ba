use migrate_directory::{Code, Migration, Mode};

use super::catalog::Catalog;
use super::check::Check;
use super::file::File;
use super::name::Span;
use super::parser::Source;
use super::statement::{AlterTable, Control, Drop, Parsed, Statement};
use super::used::{Removal, Used};
use super::{locks, resolve, rules, sources};
use crate::born::born;
use crate::finding::{Finding, finding};
use crate::kept;
use crate::lint::{Found, Work};

/// Judges the migrations that are to be judged; the others build up the schema state.
pub(crate) fn judge(work: &Work<'_>) -> Found {
    let migrations = &work.directory.migrations;
    let first = work.first();
    let known = kept::restore(work.known, &migrations[..first], 0);
    let (mut catalog, start): (Catalog, usize) = known.unwrap_or_default();
    let used = work.queries().map(Used::new);
    let mut removals = Vec::new();
    let drafts = work.drafts();
    let mut found = Found::default();
    found.findings.resize_with(start, Vec::new);
    let sources = sources::read(&migrations[start..], &work.judged[start..]);
    for (number, sources) in (start..).zip(sources) {
        if number == first && start < first {
            found.state = kept::save(&catalog, &migrations[..first], 0);
        }
        if number == first && work.is_shared() {
            catalog.share();
        }
        catalog.begin_migration(born(number));
        let findings = if work.judged[number] {
            let (findings, removed) =
                judge_migration(&mut catalog, work, &drafts, used.as_ref(), number, sources);
            removals.extend(removed);
            findings
        } else {
            replay(&mut catalog, number, &migrations[number], &sources);
            Vec::new()
        };
        found.findings.push(findings);
    }
    for removal in &removals {
        let finding = used
            .as_ref()
            .and_then(|used| used.still_used(removal, &catalog));
        found.add(removal.migration, finding);
    }
    found
}

/// Builds up the state alone. What is referred to must have been there.
fn replay(catalog: &mut Catalog, number: usize, migration: &Migration, sources: &[Source]) {
    for parsed in sources.iter().flat_map(|source| &source.statements) {
        resolve::learn(catalog, &parsed.statement);
        catalog.apply(parsed, born(number));
    }
    if !migration.split.problems.is_empty() {
        catalog.lose_sight();
    }
}

fn judge_migration<'q>(
    catalog: &mut Catalog,
    work: &Work<'_>,
    drafts: &[bool],
    used: Option<&Used<'q>>,
    number: usize,
    sources: Vec<Source>,
) -> (Vec<Finding>, Vec<Removal<'q>>) {
    let migration = &work.directory.migrations[number];
    let whole = migration.mode == Mode::Transactional;
    let version = work.directory.lint.postgres_version;
    let mut judge = Judge {
        catalog,
        file: File {
            is_divisible: is_divisible(migration),
            ..File::new(number, drafts, version, whole)
        },
        text: "",
        start: 0,
        actions: 1,
        used,
        removals: Vec::new(),
        findings: Vec::new(),
        number: 0,
    };
    let statements = migration.split.statements.iter().zip(sources);
    for (at, (statement, source)) in statements.enumerate() {
        judge.number = at;
        judge.text = &migration.text[statement.text.clone()];
        judge.start = statement.text.start;
        judge.source(source);
    }
    if !migration.split.problems.is_empty() {
        judge.catalog.lose_sight();
    }
    let rest = judge.file.end(judge.catalog);
    judge.findings.extend(rest);
    (judge.findings, judge.removals)
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

struct Judge<'j, 'q> {
    catalog: &'j mut Catalog,
    file: File<'j>,
    used: Option<&'j Used<'q>>,
    removals: Vec<Removal<'q>>,
    findings: Vec<Finding>,
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
            self.findings.push(syntax_error(span, message, end));
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
                    rules::control_in_body(self.file.transaction.open, control, &mut self.findings);
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
            self.file.transaction = super::file::Transaction::default();
        }
    }

    /// What is dropped together does not stand in each other's way.
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
                self.file.transaction = super::file::Transaction {
                    open: true,
                    ..super::file::Transaction::default()
                };
            }
            Control::End if !whole => self.file.transaction = super::file::Transaction::default(),
            _ => {}
        }
    }

    fn step(&mut self, parsed: &Parsed) {
        let mut check = Check {
            catalog: self.catalog,
            file: &self.file,
            parsed,
            number: self.number,
            text: self.text,
            start: self.start,
            actions: self.actions,
            code: Code::UnknownObject,
            found: Vec::new(),
            pending: Vec::new(),
            settings: Vec::new(),
        };
        let unknown = resolve::check(&mut check);
        if check.found.is_empty() {
            rules::check(&mut check);
            let removal = self.used.and_then(|used| used.removal(&check));
            self.removals.extend(removal);
        }
        let Check {
            found,
            pending,
            settings,
            ..
        } = check;
        self.findings.extend(found);
        self.file.pending.extend(pending);
        self.file.settings.extend(settings);
        for name in unknown {
            self.catalog.assume(&name);
        }
        rules::follow(&mut self.file, self.catalog, parsed, self.number);
        locks::follow(&mut self.file, self.catalog, &parsed.statement);
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
    finding(
        Code::Syntax,
        &span,
        format!("PostgreSQL does not understand this: {message}"),
        "here",
        "correct the statement; if the server accepts it, write \
         `-- migrate: allow(syntax) <reason>` above it and report it to us",
    )
}
