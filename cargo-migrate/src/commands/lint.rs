mod fix;
mod replay;
mod trace;

use migrate_directory::{Code, Level};
use migrate_lint::Selection;
use serde_json::{Value, json};

use crate::arguments::{LintArguments, LintFormat, PlaceArguments};
use crate::commands::check::{Shown, annotation, problems};
use crate::failure::Failure;
use crate::output::print_json;
use crate::place::Place;

pub(crate) fn run(arguments: &PlaceArguments, lint: &LintArguments) -> Result<(), Failure> {
    let selection = match (lint.all, lint.latest) {
        (true, _) => Selection::All,
        (false, Some(number)) => Selection::Latest(number),
        (false, None) => Selection::default(),
    };
    if let Some(url) = &lint.trace {
        if matches!(lint.format, LintFormat::Github | LintFormat::Sarif) {
            return Err(
                Failure::usage("`--trace` supports only the formats human and json")
                    .help("use `--format human` or `--format json`"),
            );
        }
        return trace::run(arguments, selection, lint.format, url);
    }
    let mut place = Place::read(arguments, None)?;
    place.accept()?;
    // `check` shows the warnings about the directory.
    place.directory.diagnostics.clear();
    if lint.fix {
        place = fix::run(place, selection)?;
        place.accept()?;
        place.directory.diagnostics.clear();
    }
    place.judge(selection);
    let found = problems(&place);
    match lint.format {
        LintFormat::Json => print_json(&found)?,
        LintFormat::Sarif => print_json(&sarif(&found))?,
        LintFormat::Github => found
            .iter()
            .for_each(|problem| println!("{}", annotation(problem))),
        LintFormat::Human => {
            for diagnostic in &place.directory.diagnostics {
                place.show(diagnostic);
            }
            if found.is_empty() {
                println!("no problems");
            }
        }
    }
    let mut levels = place.directory.diagnostics.iter().map(|one| one.level);
    Failure::if_found(levels.any(|level| level == Level::Deny))
}

/// <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>
fn sarif(found: &[Shown<'_>]) -> Value {
    let rules: Vec<Value> = Code::ALL
        .iter()
        .filter(|code| found.iter().any(|problem| problem.code == code.name()))
        .map(|code| json!({ "id": code.name(), "shortDescription": { "text": code.summary() } }))
        .collect();
    let results: Vec<Value> = found
        .iter()
        .map(|problem| {
            json!({
                "ruleId": problem.code,
                "level": problem.level,
                "message": { "text": format!("{}; {}", problem.message, problem.help) },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": { "uri": problem.file },
                        "region": { "startLine": problem.line, "startColumn": problem.column },
                    },
                }],
            })
        })
        .collect();
    json!({
        "version": "2.1.0",
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "runs": [{
            "tool": { "driver": { "name": "cargo-migrate", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "results": results,
        }],
    })
}
