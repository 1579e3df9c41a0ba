use migrate_directory::{Allow, Category, Code, Diagnostic, Level, LintConfig, Migration};

use crate::finding::{Finding, Fix};

/// What is left of a migration's findings after levels and directives.
pub(crate) struct Verdict {
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) fixes: Vec<Fix>,
    pub(crate) breaking: bool,
}

impl Verdict {
    pub(crate) fn new(
        migration: &Migration,
        mut findings: Vec<Finding>,
        config: &LintConfig,
    ) -> Self {
        findings.sort_by_key(|finding| (finding.range.start, finding.code.category()));
        findings.dedup_by(|later, first| later.code == first.code && later.range == first.range);
        let mut verdict = Self {
            diagnostics: Vec::new(),
            fixes: Vec::new(),
            breaking: is_breaking(migration, &findings),
        };
        let rules = || {
            migration
                .directives
                .allows
                .iter()
                .filter(|one| one.code.is_rule())
        };
        let mut used = vec![false; rules().count()];
        for finding in findings {
            let allows = rules().zip(&mut used);
            let mut allowed = false;
            for (_, used) in allows.filter(|(allow, _)| covers(allow, &finding, migration)) {
                (*used, allowed) = (true, true);
            }
            let level = config.level(finding.code).filter(|_| !allowed);
            if let Some(level) = level.filter(|_| !is_settled(migration, finding.code)) {
                verdict.add(migration, finding, level);
            }
        }
        let unused = rules().zip(used).filter(|(_, used)| !used);
        let unused = unused.map(|(allow, _)| allow.unused(&migration.path));
        verdict.diagnostics.extend(unused);
        verdict
    }

    fn add(&mut self, migration: &Migration, finding: Finding, level: Level) {
        self.fixes.extend(finding.edits.into_iter().map(|edit| Fix {
            code: finding.code,
            path: migration.path.clone(),
            range: edit.range,
            text: edit.text,
        }));
        let help = with_directive(finding.help, finding.code, level);
        let diagnostic = Diagnostic::deny(
            finding.code,
            &migration.path,
            finding.range,
            finding.message,
            help,
        );
        let diagnostic = diagnostic.label(finding.label);
        self.diagnostics.push(match level {
            Level::Deny => diagnostic,
            Level::Warn => diagnostic.warn(),
        });
    }
}

/// What fails a build says how to insist.
fn with_directive(help: String, code: Code, level: Level) -> String {
    let offers = !matches!(code.category(), Category::Syntax | Category::UnknownObject);
    match level {
        Level::Deny if offers => {
            format!(
                "{help}; if this is intended, write above the statement: `-- migrate: allow({code}) <reason>`"
            )
        }
        _ => help,
    }
}

fn is_breaking(migration: &Migration, findings: &[Finding]) -> bool {
    let breaks = |finding: &Finding| {
        finding.code.category() == Category::Breaking && !finding.code.is_opt_in()
    };
    migration
        .directives
        .breaking
        .unwrap_or_else(|| findings.iter().any(breaks))
}

/// `breaking` and `compatible` answer what a warning would ask.
fn is_settled(migration: &Migration, code: Code) -> bool {
    // Both speak of the release before; the queries are of the next.
    code.category() == Category::Breaking
        && code != Code::StillUsed
        && migration.directives.breaking.is_some()
}

fn covers(allow: &Allow, finding: &Finding, migration: &Migration) -> bool {
    let at = |statement: usize| {
        let statement = migration.split.statements.get(statement);
        statement.is_some_and(|one| one.span.contains(&finding.range.start))
    };
    allow.code == finding.code && allow.statement.is_none_or(at)
}
