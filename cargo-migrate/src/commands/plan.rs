use migrate_runtime::{Migrations, Plan};
use serde::Serialize;

use crate::arguments::{Format, PlaceArguments, PlanArguments};
use crate::database::{block_on, open};
use crate::failure::Failure;
use crate::output::print_json;

/// The plan as `--format json` shows it.
#[derive(Serialize)]
struct Shown<'p> {
    migrations: Vec<ShownMigration<'p>>,
}

#[derive(Serialize)]
struct ShownMigration<'p> {
    migration: &'p str,
    transactional: bool,
    rust: bool,
    statements: usize,
    statements_done: usize,
    lock_timeout_ms: Option<u128>,
    statement_timeout_ms: Option<u128>,
}

pub(crate) fn run(arguments: &PlaceArguments, asked: &PlanArguments) -> Result<(), Failure> {
    let url = &asked.database.database_url;
    let (_, migrations) = open(arguments, url)?;
    let plan = block_on(migrations.plan(url))?;
    match asked.format {
        _ if asked.sql => show_sql(&plan, &migrations),
        Format::Json => print_json(&shown(&plan))?,
        Format::Human => show(&plan),
    }
    Ok(())
}

fn show(plan: &Plan) {
    for planned in plan.migrations() {
        if planned.is_rust() {
            println!("{}: Rust code of the service", planned.identity());
            continue;
        }
        let mode = if planned.is_transactional() {
            "in one transaction"
        } else {
            "statement by statement"
        };
        let statements = match planned.statements() {
            1 => "1 statement".to_owned(),
            statements => format!("{statements} statements"),
        };
        let from = match planned.statements_done() {
            0 => String::new(),
            done => format!(", from statement {}", done + 1),
        };
        let limits = [
            ("lock timeout", planned.lock_timeout()),
            ("statement timeout", planned.statement_timeout()),
        ];
        let limits: String = limits
            .into_iter()
            .filter_map(|(name, limit)| Some(format!(", {name} {:?}", limit?)))
            .collect();
        println!("{}: {statements}, {mode}{limits}{from}", planned.identity());
    }
    if plan.migrations().is_empty() {
        println!("nothing to do");
    }
}

fn show_sql(plan: &Plan, migrations: &Migrations) {
    for planned in plan.migrations() {
        let migration = migrations
            .iter()
            .find(|one| one.identity() == planned.identity());
        if let Some(migration) = migration {
            println!("-- {}\n{}", migration.path(), migration.sql());
        }
    }
}

fn shown(plan: &Plan) -> Shown<'_> {
    let migrations = plan.migrations().iter().map(|planned| ShownMigration {
        migration: planned.identity(),
        transactional: planned.is_transactional(),
        rust: planned.is_rust(),
        statements: planned.statements(),
        statements_done: planned.statements_done(),
        lock_timeout_ms: planned.lock_timeout().map(|limit| limit.as_millis()),
        statement_timeout_ms: planned.statement_timeout().map(|limit| limit.as_millis()),
    });
    Shown {
        migrations: migrations.collect(),
    }
}
