use migrate_runtime::command::Repair;
use migrate_runtime::{State, Status};

use crate::arguments::{PlaceArguments, RepairArguments};
use crate::confirm::confirm;
use crate::database::{block_on, dialect_of, migrations};
use crate::failure::Failure;
use crate::place::Place;

pub(crate) fn run(arguments: &PlaceArguments, repair: &RepairArguments) -> Result<(), Failure> {
    let url = &repair.database.database_url;
    let place = Place::read(arguments, dialect_of(url))?;
    let migrations = migrations(&place)?;
    let status = block_on(migrations.status(url))?;
    let unfinished = show(&status);
    let Some(repair_by) = chosen(repair)? else {
        if unfinished || !status.problems().is_empty() {
            println!("{CHOICES}");
        } else {
            println!("nothing to repair");
        }
        return Ok(());
    };
    confirm("rewrite the history in", url, &repair.confirm)?;
    let report = block_on(migrations.runner().repair(url, repair_by))?;
    for line in report.repaired() {
        println!("{line}");
    }
    for applied in report.applied() {
        println!("applied {}", applied.identity());
    }
    Ok(())
}

const CHOICES: &str = "\
to go on:
  cargo migrate up                            mend what is behind the committed statements, then go on there
  cargo migrate repair --resume               the same, though the committed statements were edited
  cargo migrate repair --mark applied <v>     all of it is in the database
  cargo migrate repair --mark absent <v>      nothing of it is in the database
  cargo migrate repair --rename               renamed files: the history follows";

/// Shows what happened. Whether anything is half done.
fn show(status: &Status) -> bool {
    let mut unfinished = false;
    for migration in status.migrations() {
        let what = match migration.state() {
            State::Failed => "failed",
            State::Running => "was begun and not finished",
            State::Reverting => "is half reverted",
            _ => continue,
        };
        unfinished = true;
        println!("{}_{} {what}", migration.version(), migration.name());
        let done = migration.statements_done();
        match migration.done_sql() {
            Some(sql) if done > 0 => println!("{done} committed:\n{sql}"),
            _ => println!("no statement of it is committed"),
        }
        if let Some(error) = migration.error() {
            println!("the next one failed: {error}");
        }
    }
    for problem in status.problems() {
        println!("{problem}");
    }
    unfinished
}

fn chosen(arguments: &RepairArguments) -> Result<Option<Repair>, Failure> {
    let mark = arguments.mark.as_deref();
    match mark {
        Some([state, migration]) if state == "applied" => {
            Ok(Some(Repair::MarkApplied(migration.clone())))
        }
        Some([state, migration]) if state == "absent" => {
            Ok(Some(Repair::MarkAbsent(migration.clone())))
        }
        Some(_) => Err(Failure::usage(
            "--mark takes `applied` or `absent`, and a version",
        )),
        None if arguments.resume => Ok(Some(Repair::Resume)),
        None if arguments.rename => Ok(Some(Repair::Rename)),
        None => Ok(None),
    }
}
