//! The corpus: SQL with the verdicts it should get. Its README describes the format.

use std::collections::BTreeSet;
use std::path::Path;

use migrate_directory::{Category, Diagnostic, Dialect, Directory, Lock, Settings, Snapshot};
use migrate_lint::{Options, lint};

pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// A migration to judge, and what was there before.
#[derive(Debug, Default)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// Earlier migrations.
    pub(crate) before: Vec<String>,
    /// Rows on which statements that are data-dependent fail.
    pub(crate) rows: String,
    /// The migrations that are judged. With more than one there is a lock, and they are drafts.
    pub(crate) files: Vec<String>,
    /// Lines of `[lint]`.
    pub(crate) config: String,
    /// Expectations that this machine's server cannot confirm.
    pub(crate) unconfirmed: bool,
}

/// A statement of a case: what it should be called, and what it is.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) sql: String,
    pub(crate) expected: BTreeSet<Category>,
    pub(crate) found: BTreeSet<Category>,
    pub(crate) shown: Vec<String>,
}

pub(crate) fn cases(dialect: Dialect) -> Result<Vec<Case>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/corpus")
        .join(dialect.name());
    let mut cases = Vec::new();
    for path in files(&folder)? {
        let text = String::from_utf8(std::fs::read(&path)?)?;
        read(&text, &mut cases).map_err(|problem| format!("{}: {problem}", path.display()))?;
    }
    Ok(cases)
}

#[expect(clippy::disallowed_methods, reason = "a test may list directories")]
pub(crate) fn files(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    Ok(paths)
}

fn read(text: &str, cases: &mut Vec<Case>) -> Result {
    let mut case: Option<Case> = None;
    let mut section = "";
    for line in text.split_inclusive('\n') {
        let said = line.trim();
        if let Some(name) = said.strip_prefix("-- case:") {
            cases.extend(case.replace(Case {
                name: name.trim().to_owned(),
                ..Case::default()
            }));
            section = "";
            continue;
        }
        let Some(case) = &mut case else {
            continue;
        };
        match said {
            "-- before" => case.before.push(String::new()),
            "-- file" => case.files.push(String::new()),
            "-- rows" | "-- config" => {}
            "-- unconfirmed" => {
                case.unconfirmed = true;
                continue;
            }
            _ => {
                match section {
                    "-- before" => case.before.last_mut().ok_or("no section")?.push_str(line),
                    "-- rows" => case.rows.push_str(line),
                    "-- config" => case.config.push_str(line.trim_start_matches("-- ")),
                    "-- file" => case.files.last_mut().ok_or("no section")?.push_str(line),
                    _ if said.is_empty() => {}
                    _ => {
                        return Err(
                            format!("`{said}` stands in no section of `{}`", case.name).into()
                        );
                    }
                }
                continue;
            }
        }
        section = said_section(said);
    }
    cases.extend(case);
    Ok(())
}

fn said_section(said: &str) -> &'static str {
    match said {
        "-- before" => "-- before",
        "-- rows" => "-- rows",
        "-- config" => "-- config",
        _ => "-- file",
    }
}

impl Case {
    /// Judges the case's files; one verdict per statement.
    pub(crate) fn judge(&self, dialect: Dialect) -> Result<Vec<Verdict>> {
        let mut directory = self.directory(dialect);
        let report = lint(&directory, &Options::default());
        report.tell(&mut directory);
        let mut verdicts = Vec::new();
        for migration in &directory.migrations[self.before.len()..] {
            for statement in &migration.split.statements {
                let span = &migration.text[statement.span.clone()];
                let found: Vec<&Diagnostic> = directory
                    .diagnostics
                    .iter()
                    .filter(|one| {
                        one.path == migration.path && statement.span.contains(&one.range.start)
                    })
                    .filter(|one| one.code.category() != Category::Directory)
                    .collect();
                verdicts.push(Verdict {
                    sql: migration.text[statement.text.clone()].to_owned(),
                    expected: expected(span)?,
                    found: found.iter().map(|one| one.code.category()).collect(),
                    shown: found
                        .iter()
                        .map(|one| one.line(Some(&migration.text)))
                        .collect(),
                });
            }
        }
        Ok(verdicts)
    }

    pub(crate) fn directory(&self, dialect: Dialect) -> Directory {
        let settings = Settings {
            dialect: Some(dialect),
            dialects: Vec::new(),
            release: false,
        };
        let config = format!("[lint]\n{}", self.config);
        let mut files = vec![("migrate.toml".to_owned(), config)];
        for (number, sql) in self.before.iter().chain(&self.files).enumerate() {
            files.push((format!("{}_m.sql", number + 1), sql.clone()));
        }
        let of = |files: &[(String, String)]| {
            let texts = files
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str()));
            Directory::new(&Snapshot::of("m", texts), &settings)
        };
        if self.files.len() > 1 {
            let sealed = of(&files[..=self.before.len()]);
            let mut lock = Lock::new(dialect);
            lock.seal(&sealed.migrations);
            files.push(("migrations.lock".to_owned(), lock.write()));
        }
        of(&files)
    }
}

/// The categories after `-- expect:` in the comments above a statement.
fn expected(span: &str) -> Result<BTreeSet<Category>> {
    let mut expected = BTreeSet::new();
    for line in span.split('\n') {
        let Some(names) = line.trim().strip_prefix("-- expect:") else {
            continue;
        };
        for name in names.split(',').map(str::trim) {
            let category = Category::ALL.into_iter().find(|one| one.name() == name);
            expected.insert(category.ok_or_else(|| format!("`{name}` is no category"))?);
        }
    }
    Ok(expected)
}

/// Judges the whole corpus; prints precision and recall per category.
#[expect(clippy::print_stdout, reason = "the numbers are for reading")]
fn measure(dialect: Dialect, least: usize) -> Result {
    let mut verdicts = Vec::new();
    for case in cases(dialect)? {
        let judged = case.judge(dialect)?;
        verdicts.extend(
            judged
                .into_iter()
                .map(|verdict| (case.name.clone(), verdict)),
        );
    }
    let mut wrong = Vec::new();
    for (case, verdict) in &verdicts {
        if verdict.expected != verdict.found {
            wrong.push(format!(
                "{case}: `{}`\n  expected {:?}\n  found    {:?}\n  {}",
                verdict.sql.replace('\n', " "),
                verdict.expected,
                verdict.found,
                verdict.shown.join("\n  ")
            ));
        }
    }
    println!(
        "{dialect}: statements: {}, wrong: {}",
        verdicts.len(),
        wrong.len()
    );
    let mut too_low = Vec::new();
    for category in Category::ALL {
        let count =
            |is: &dyn Fn(&Verdict) -> bool| verdicts.iter().filter(|(_, one)| is(one)).count();
        let right = count(&|one| one.expected.contains(&category) && one.found.contains(&category));
        let expected = count(&|one| one.expected.contains(&category));
        let found = count(&|one| one.found.contains(&category));
        if expected + found == 0 {
            continue;
        }
        let precision = ratio(right, found);
        let recall = ratio(right, expected);
        println!(
            "{:15} precision {precision:.3}  recall {recall:.3}  ({expected} expected)",
            category.name()
        );
        if precision < 0.97 || recall < 0.97 {
            too_low.push(category.name());
        }
    }
    println!("{}", wrong.join("\n"));
    assert!(
        verdicts.len() >= least,
        "{dialect}: {} statements",
        verdicts.len()
    );
    assert!(
        too_low.is_empty(),
        "below 0.97: {too_low:?}\n{}",
        wrong.join("\n")
    );
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "the corpus is small")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

#[test]
fn postgres() -> Result {
    measure(Dialect::Postgres, 150)
}

#[test]
fn sqlite() -> Result {
    measure(Dialect::Sqlite, 100)
}

#[test]
fn mysql() -> Result {
    measure(Dialect::Mysql, 250)
}
