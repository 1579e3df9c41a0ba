use std::time::Duration;

use migrate_directory::Level;
use migrate_runtime::Migrations;
use migrate_runtime::command::{Adopted, Adoption, ForeignHistory, ForeignTool};
use serde::Serialize;

use crate::adopt::{Found, Mapped, Mapping, find};
use crate::arguments::{AdoptArguments, Format, PlaceArguments};
use crate::confirm::confirm;
use crate::database::{block_on, open, refuse_drafts};
use crate::failure::{Failure, say};
use crate::output::{print_json, table};

/// How long to wait for the other tool's lock.
const PATIENCE: Duration = Duration::from_secs(30);

/// The mapping as `--format json` shows it.
#[derive(Serialize)]
struct Shown<'m> {
    tool: &'static str,
    table: String,
    recorded: bool,
    /// The baselines that are recorded in place of consolidated migrations.
    baselines: Vec<&'m str>,
    migrations: Vec<ShownMigration<'m>>,
    left_out: Vec<ShownRow<'m>>,
    problems: Vec<ShownProblem<'m>>,
}

#[derive(Serialize)]
struct ShownMigration<'m> {
    row: &'m str,
    migration: &'m str,
    file: &'m str,
    verified: &'static str,
    note: Option<&'static str>,
    finished_at: Option<&'m str>,
}

#[derive(Serialize)]
struct ShownRow<'m> {
    row: &'m str,
    reason: &'static str,
}

#[derive(Serialize)]
struct ShownProblem<'m> {
    row: &'m str,
    message: &'m str,
    help: &'m str,
}

pub(crate) fn run(arguments: &PlaceArguments, adopt: &AdoptArguments) -> Result<(), Failure> {
    let url = &adopt.database.database_url;
    let (place, migrations) = open(arguments, url)?;
    let history = chosen(&migrations, url, adopt.from.as_deref())?;
    let mut found = block_on(find(&place, url, &history))?;
    let adoption = adoption(history.clone(), &found);
    let mut recorded = Vec::new();
    if found.mapping.problems.is_empty() {
        match migrations.runner().adoptable(&adoption) {
            Ok(identities) => recorded = identities,
            Err(error) if error.problems().is_empty() => return Err(error.into()),
            Err(error) => found.mapping.judge(error.problems()),
        }
    }
    let mapping = &found.mapping;
    let is_refused = !mapping.problems.is_empty();
    let is_recorded = !is_refused && !adopt.dry_run;
    if adopt.format == Format::Human {
        show(&history, mapping);
    }
    if is_recorded {
        if !adopt.drafts {
            refuse_drafts(&place, url, |migration| {
                let identity = migration.identity();
                mapping.mapped.iter().any(|one| one.identity == identity)
            })?;
        }
        let what = format!("record the history of {} in", history.tool());
        confirm(&what, url, &adopt.confirm)?;
        let runner = migrations.runner().max_wait(PATIENCE);
        block_on(runner.adopt(url, adoption))?;
    }
    match adopt.format {
        Format::Json => {
            let baselines = baselines(mapping, &recorded).collect();
            let shown = shown(&history, mapping, is_recorded, baselines);
            print_json(&shown)?;
        }
        Format::Human if is_recorded => {
            for identity in baselines(mapping, &recorded) {
                println!("recorded {identity}: the database has everything that it replaces");
            }
            println!(
                "adopted {}; `{history}` was not changed; do not run {} on this database any more",
                mapping.mapped.len(),
                history.tool()
            );
        }
        Format::Human => {}
    }
    match (is_refused, adopt.format) {
        (false, _) => Ok(()),
        (true, Format::Json) => Err(Failure::found("")),
        (true, Format::Human) => Err(Failure::found(format!(
            "the history of {} cannot be adopted; nothing was recorded",
            history.tool()
        ))),
    }
}

/// The baselines that are recorded in place of rows.
fn baselines<'r>(mapping: &Mapping, recorded: &'r [String]) -> impl Iterator<Item = &'r str> {
    let is_mapped = |identity: &&str| mapping.mapped.iter().any(|one| one.identity == **identity);
    let recorded = recorded.iter().map(String::as_str);
    recorded.filter(move |identity| !is_mapped(identity))
}

/// The history to adopt.
fn chosen(
    migrations: &Migrations,
    url: &str,
    from: Option<&str>,
) -> Result<ForeignHistory, Failure> {
    let histories = block_on(migrations.runner().foreign_histories(url))?;
    let tools = |histories: &[ForeignHistory]| {
        let tools = histories.iter().map(|one| one.tool().name());
        tools.collect::<Vec<_>>().join(", ")
    };
    let mut meant: Vec<ForeignHistory> = histories
        .iter()
        .filter(|history| from.is_none_or(|from| history.tool().name() == from))
        .cloned()
        .collect();
    match (meant.pop(), meant.as_slice()) {
        (Some(history), []) => Ok(history),
        (None, _) if histories.is_empty() => Err(Failure::found(
            "the database has no history of another tool",
        )
        .help(format!(
            "`adopt` knows {}; for any other tool, record the migrations with `cargo migrate baseline`",
            ForeignTool::ALL.map(ForeignTool::name).join(", ")
        ))),
        (None, _) => Err(Failure::found(format!(
            "the database has no history of {}; it has one of {}",
            from.unwrap_or_default(),
            tools(&histories)
        ))),
        (Some(history), others) if others.iter().all(|one| one.tool() == history.tool()) => {
            let others = others.iter().map(|one| format!("`{one}`"));
            Err(Failure::found(format!(
                "the database has several histories of {}: `{history}`, {}",
                history.tool(),
                others.collect::<Vec<_>>().join(", ")
            ))
            .help("name the schema in the URL: `?options=-csearch_path%3D<schema>`"))
        }
        (Some(_), _) => Err(Failure::usage(format!(
            "the database has histories of several tools: {}",
            tools(&histories)
        ))
        .help("choose one with `--from <tool>`")),
    }
}

fn adoption(history: ForeignHistory, found: &Found) -> Adoption {
    let mut adoption = Adoption::new(history);
    if let Some(lock) = &found.lock {
        adoption.lock(lock.clone());
    }
    for mapped in &found.mapping.mapped {
        let adopted = Adopted::new(&mapped.identity, mapped.proven.by)
            .finished_at(mapped.finished_at.clone())
            .duration(mapped.duration);
        adoption.add(adopted);
    }
    adoption
}

fn show(history: &ForeignHistory, mapping: &Mapping) {
    println!("{}: `{history}`", history.tool());
    let mut table = table(&["row", "file", "verified"]);
    for mapped in &mapping.mapped {
        table.add_row([&mapped.row, &mapped.path, &verified(mapped)]);
    }
    for (row, why) in &mapping.left_out {
        table.add_row([row, "", why]);
    }
    println!("{table}");
    for problem in &mapping.problems {
        let text = format!("{}\n  = help: {}", problem.message, problem.help);
        say(Level::Deny, &text);
    }
}

fn verified(mapped: &Mapped) -> String {
    let by = mapped.proven.by.name();
    match mapped.proven.but {
        Some(but) => format!("{by}, except for {but}"),
        None => by.to_owned(),
    }
}

fn shown<'m>(
    history: &ForeignHistory,
    mapping: &'m Mapping,
    recorded: bool,
    baselines: Vec<&'m str>,
) -> Shown<'m> {
    let migrations = mapping.mapped.iter().map(|mapped| ShownMigration {
        row: &mapped.row,
        migration: &mapped.identity,
        file: &mapped.path,
        verified: mapped.proven.by.name(),
        note: mapped.proven.but,
        finished_at: mapped.finished_at.as_deref(),
    });
    let left_out = mapping.left_out.iter();
    let problems = mapping.problems.iter().map(|problem| ShownProblem {
        row: &problem.row,
        message: &problem.message,
        help: &problem.help,
    });
    Shown {
        tool: history.tool().name(),
        table: history.to_string(),
        recorded,
        baselines,
        migrations: migrations.collect(),
        left_out: left_out
            .map(|(row, reason)| ShownRow { row, reason })
            .collect(),
        problems: problems.collect(),
    }
}
