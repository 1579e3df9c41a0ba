use std::collections::BTreeMap;
use std::fs;

use migrate_core::{Code, Level, normalise, original_range};
use migrate_lint::{Fix, Selection};
use serde_json::{Value, json};

use crate::arguments::{LintArguments, LintFormat, PlaceArguments};
use crate::commands::check::{Shown, annotation, json as pretty, problems};
use crate::failure::Failure;
use crate::place::Place;

pub(crate) fn run(arguments: &PlaceArguments, lint: &LintArguments) -> Result<(), Failure> {
    let selection = match (lint.all, lint.latest) {
        (true, _) => Selection::All,
        (false, Some(number)) => Selection::Latest(number),
        (false, None) => Selection::default(),
    };
    let mut place = Place::read(arguments, None)?;
    place.accept()?;
    // Warnings about the directory are for `check`.
    place.directory.diagnostics.clear();
    let fixes = place.judge(selection);
    if lint.fix && !fixes.is_empty() {
        fix(&place, &fixes)?;
        place = Place::read(arguments, None)?;
        place.accept()?;
        place.directory.diagnostics.clear();
        place.judge(selection);
    }
    let found = problems(&place);
    match lint.format {
        LintFormat::Json => println!("{}", pretty(&found)?),
        LintFormat::Sarif => println!("{}", pretty(&sarif(&found))?),
        LintFormat::Github => found
            .iter()
            .for_each(|problem| println!("{}", annotation(problem))),
        LintFormat::Human => {
            for diagnostic in &place.directory.diagnostics {
                place.show(diagnostic);
            }
            if found.is_empty() {
                println!("nothing found");
            }
        }
    }
    let mut levels = place.directory.diagnostics.iter().map(|one| one.level);
    if levels.any(|level| level == Level::Deny) {
        Err(Failure::found(""))
    } else {
        Ok(())
    }
}

/// Changes the files.
fn fix(place: &Place, fixes: &[Fix]) -> Result<(), Failure> {
    let mut by_file: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
    for fix in fixes {
        by_file.entry(&fix.path).or_default().push(fix);
    }
    for (file, mut fixes) in by_file {
        let path = place.root.join(file);
        let bytes = fs::read(&path).map_err(Failure::file("read", &path))?;
        let mut raw = String::from_utf8(bytes)
            .map_err(|error| Failure::found(format!("{file} is not UTF-8: {error}")))?;
        // From the end, so that the places before stay where they are.
        fixes.sort_by_key(|fix| std::cmp::Reverse(fix.range.start));
        for fix in fixes {
            let is_there = normalise(&raw).get(fix.range.clone()).is_some();
            if is_there {
                let range = original_range(&raw, &fix.range);
                raw.replace_range(range, &fix.text);
            }
        }
        fs::write(&path, raw).map_err(Failure::file("write", &path))?;
        println!("fixed {file}");
    }
    Ok(())
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
