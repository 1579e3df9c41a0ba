use migrate_runtime::command::Repair;
use migrate_runtime::{State, Status};

use crate::arguments::{PlaceArguments, RepairArguments};
use crate::confirm::confirm;
use crate::database::{block_on, open};
use crate::failure::Failure;

pub(crate) fn run(arguments: &PlaceArguments, repair: &RepairArguments) -> Result<(), Failure> {
    let url = &repair.database.database_url;
    let (_, migrations) = open(arguments, url)?;
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
    confirm("change the recorded history of", url, &repair.confirm)?;
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
choose one:
  cargo migrate up                                after you fixed the failed statement in the file:
                                                  resume after the committed statements
  cargo migrate repair --resume                   the same, although committed statements were edited
  cargo migrate repair --mark applied <version>   record that the whole migration is in the database
  cargo migrate repair --mark absent <version>    record that nothing of it is in the database
  cargo migrate repair --rename                   record the new names of renamed files";

/// Shows the unfinished migrations and the problems. Returns whether a migration is unfinished.
fn show(status: &Status) -> bool {
    let mut unfinished = false;
    for migration in status.migrations() {
        let what = match migration.state() {
            State::Failed => "failed",
            State::Running => "was started but did not finish",
            State::Reverting => "is only partly reverted",
            _ => continue,
        };
        unfinished = true;
        println!("{}_{} {what}", migration.version(), migration.name());
        let done = migration.statements_done();
        match migration.done_sql() {
            Some(sql) if done > 0 => println!("committed statements: {done}\n{sql}"),
            _ => println!("none of its statements is committed"),
        }
        if let Some(error) = migration.error() {
            println!("the next statement failed: {error}");
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
            "`--mark` needs `applied` or `absent`, followed by a version",
        )
        .help("for example `--mark applied 20260105090000`")),
        None if arguments.resume => Ok(Some(Repair::Resume)),
        None if arguments.rename => Ok(Some(Repair::Rename)),
        None => Ok(None),
    }
}
