use migrate_directory::Level;
use migrate_runtime::{MigrationStatus, State, Status};
use serde::Serialize;

use crate::arguments::{Format, PlaceArguments, StatusArguments};
use crate::database::{block_on, open};
use crate::failure::{Failure, say};
use crate::output::{print_json, table};

/// The status as `--format json` shows it.
#[derive(Serialize)]
struct Shown {
    set: String,
    head: String,
    up_to_date: bool,
    migrations: Vec<ShownMigration>,
    problems: Vec<ShownProblem>,
    warnings: Vec<String>,
}

#[derive(Serialize)]
struct ShownMigration {
    version: i64,
    name: String,
    state: &'static str,
    finished_at: Option<String>,
    duration_ms: Option<u128>,
    statements_done: Option<usize>,
    error: Option<String>,
}

#[derive(Serialize)]
struct ShownProblem {
    kind: &'static str,
    migration: String,
    message: String,
}

pub(crate) fn run(arguments: &PlaceArguments, asked: &StatusArguments) -> Result<(), Failure> {
    let url = &asked.database.database_url;
    let (_, migrations) = open(arguments, url)?;
    let status = block_on(migrations.status(url))?;
    match asked.format {
        Format::Json => print_json(&shown(&status, migrations.set(), migrations.head()))?,
        Format::Human => show(&status),
    }
    let refused = !status.problems().is_empty();
    Failure::if_found(refused || asked.check && !status.is_up_to_date())
}

fn show(status: &Status) {
    let mut table = table(&["migration", "state", "finished", "took"]);
    for migration in status.migrations() {
        let took = migration
            .duration()
            .map_or_else(String::new, |took| format!("{} ms", took.as_millis()));
        let identity = format!("{}_{}", migration.version(), migration.name());
        let finished = migration.finished_at().unwrap_or_default();
        table.add_row([identity.as_str(), migration.state().name(), finished, &took]);
    }
    println!("{table}");
    for migration in status.migrations() {
        if let Some(error) = migration.error() {
            let (version, name) = (migration.version(), migration.name());
            let done = migration.statements_done();
            println!("{version}_{name}: failed after {done} committed statements: {error}");
        }
    }
    for problem in status.problems() {
        say(Level::Deny, &problem.to_string());
    }
    for warning in status.warnings() {
        say(Level::Warn, warning);
    }
    match status.pending().count() {
        0 => println!("nothing is pending"),
        pending => println!("{pending} pending"),
    }
}

fn shown(status: &Status, set: &str, head: String) -> Shown {
    Shown {
        set: set.to_owned(),
        head,
        up_to_date: status.is_up_to_date(),
        migrations: status.migrations().iter().map(shown_migration).collect(),
        problems: status
            .problems()
            .iter()
            .map(|problem| ShownProblem {
                kind: problem.kind().name(),
                migration: problem.migration().to_owned(),
                message: problem.to_string(),
            })
            .collect(),
        warnings: status.warnings().to_vec(),
    }
}

fn shown_migration(migration: &MigrationStatus) -> ShownMigration {
    let unfinished = matches!(
        migration.state(),
        State::Running | State::Failed | State::Reverting
    );
    ShownMigration {
        version: migration.version(),
        name: migration.name().to_owned(),
        state: migration.state().name(),
        finished_at: migration.finished_at().map(str::to_owned),
        duration_ms: migration.duration().map(|took| took.as_millis()),
        statements_done: unfinished.then(|| migration.statements_done()),
        error: migration.error().map(str::to_owned),
    }
}
