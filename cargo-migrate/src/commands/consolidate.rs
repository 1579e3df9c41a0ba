mod tracked;

use migrate_directory::{Code, Diagnostic, Dialect, Level};
use migrate_schema::Difference;
use serde::Serialize;

use crate::arguments::{ConsolidateArguments, Format, PlaceArguments};
use crate::commands::drift;
use crate::consolidate::{Inventory, OldFile, Outcome, Switch, prove, recover};
use crate::database::{block_on, dialect_of};
use crate::failure::{Failure, say};
use crate::output::{print_json, table};
use crate::place::Place;

/// The inventory and the result as `--format json` shows them.
#[derive(Serialize, Default)]
struct Shown<'i> {
    consolidated: bool,
    baseline: Option<&'i str>,
    files: Vec<ShownFile<'i>>,
    tracked: usize,
    differences: Vec<drift::ShownDifference<'i>>,
}

#[derive(Serialize)]
struct ShownFile<'i> {
    file: &'i str,
    migration: &'i str,
    checksum: String,
    /// `replaced`, `skipped` or `kept`.
    role: &'static str,
    tracked: Vec<ShownTracked<'i>>,
    data: Vec<ShownData<'i>>,
}

#[derive(Serialize)]
struct ShownTracked<'i> {
    tool: &'static str,
    database: &'i str,
    doubt: Option<&'i str>,
}

#[derive(Serialize)]
struct ShownData<'i> {
    line: usize,
    statement: &'i str,
}

pub(crate) fn run(
    arguments: &PlaceArguments,
    consolidate: &ConsolidateArguments,
) -> Result<(), Failure> {
    let url = consolidate.database_url.first();
    let place = Place::read(arguments, url.and_then(|url| dialect_of(url)))?;
    if recover(&place)? {
        return completed(&Place::read(arguments, None)?, consolidate.format);
    }
    let dialect = place.dialect()?;
    if dialect == Dialect::Mysql {
        return Err(Failure::found(
            "MySQL and MariaDB are not supported: their schema cannot be dumped as SQL that provably \
             creates the same schema",
        )
        .help(
            "keep the files, and record databases that have their schema with \
             `cargo migrate baseline`",
        ));
    }
    place.accept_but(|diagnostic| !is_serious(diagnostic))?;
    let mut inventory = Inventory::read(&place, consolidate, dialect)?;
    block_on(async {
        for url in &consolidate.database_url {
            tracked::look(&place, &mut inventory, url, dialect).await?;
        }
        Ok::<(), Failure>(())
    })?;
    if inventory.replaced().next().is_none() {
        return Err(Failure::found("there are no files to consolidate")
            .help("name the folders of the files with `--from <dir>`"));
    }
    let is_human = consolidate.format == Format::Human;
    if let Some(baseline) = sole_baseline(&place, &inventory) {
        if is_human {
            println!("nothing to consolidate: the only migration is the baseline {baseline}");
        } else {
            let shown = Shown {
                baseline: Some(baseline),
                ..shown(&inventory, None, &[])
            };
            print_json(&shown)?;
        }
        return Ok(());
    }
    if is_human {
        show(&inventory, consolidate);
    }
    if consolidate.dry_run {
        if !is_human {
            print_json(&shown(&inventory, None, &[]))?;
        }
        return Ok(());
    }
    match block_on(prove(&place, &inventory, consolidate, dialect))? {
        Outcome::Different(differences) => {
            if is_human {
                drift::show(&differences);
            } else {
                print_json(&shown(&inventory, None, &differences))?;
            }
            Err(Failure::found(
                "the baseline and the files create different schemas; nothing was changed",
            )
            .help(
                "if a file drops and recreates the whole schema, leave it out of the replay with a line \
                 `skip <path>` in a list for `--order`",
            ))
        }
        Outcome::Equal(consolidated) => {
            Switch::new(&place, &inventory, &consolidated)?.carry_out()?;
            if is_human {
                done(
                    &place,
                    &inventory,
                    &consolidated.identity,
                    &consolidated.files[0].0,
                );
            } else {
                print_json(&shown(&inventory, Some(&consolidated.identity), &[]))?;
            }
            Ok(())
        }
    }
}

/// Reports an interrupted consolidation that is now completed. Its files are in the archive.
fn completed(place: &Place, format: Format) -> Result<(), Failure> {
    if format == Format::Human {
        println!("completed the interrupted consolidation");
        return Ok(());
    }
    let mut lines = place.directory.lock.iter().flat_map(|lock| &lock.sealed);
    let baseline = lines.find(|line| !line.replaces.is_empty());
    let baseline = baseline.map(migrate_directory::Sealed::identity);
    let shown = Shown {
        consolidated: true,
        baseline: baseline.as_deref(),
        ..Shown::default()
    };
    print_json(&shown)
}

/// The consolidated baseline, if it is the only migration.
fn sole_baseline<'i>(place: &Place, inventory: &'i Inventory) -> Option<&'i str> {
    let mut replaced = inventory.replaced();
    let (file, None) = (replaced.next()?, replaced.next()) else {
        return None;
    };
    let lines = place.directory.lock.iter().flat_map(|lock| &lock.sealed);
    let mut baselines = lines.filter(|line| !line.replaces.is_empty());
    baselines
        .any(|line| line.identity() == file.identity)
        .then_some(&*file.identity)
}

/// Whether consolidating cannot solve a problem. It does solve problems of names and layouts.
fn is_serious(diagnostic: &Diagnostic) -> bool {
    matches!(
        diagnostic.code,
        Code::BadConfig
            | Code::BadLock
            | Code::EditedMigration
            | Code::MissingMigration
            | Code::RenamedMigration
            | Code::UnreadableFile
            | Code::NotUtf8
    )
}

fn show(inventory: &Inventory, consolidate: &ConsolidateArguments) {
    let mut table = table(&["", "file", "tracked by"]);
    for (number, file) in (1..).zip(&inventory.files) {
        let number = match file.role() {
            "replaced" => format!("{number}"),
            role => role.to_owned(),
        };
        table.add_row([&number, &file.path, &histories(file)]);
    }
    println!("{table}");
    for folder in &inventory.empty {
        println!("{folder} contains no migrations");
    }
    let (tracked, all) = (inventory.tracked(), inventory.files.len());
    if consolidate.database_url.is_empty() {
        println!(
            "{}; add `--database-url <url>` to see which of them a database tracks",
            files(all)
        );
    } else {
        println!("tracked: {tracked} of {all}");
    }
    for file in &inventory.files {
        for doubt in file.tracked.iter().filter_map(|one| one.doubt.as_ref()) {
            say(Level::Warn, &format!("{}: {doubt}", file.path));
        }
    }
    let data: Vec<String> = inventory
        .replaced()
        .flat_map(|file| {
            file.data
                .iter()
                .map(|one| format!("{}:{}: {}", file.path, one.line, one.words))
        })
        .collect();
    if !data.is_empty() {
        say(
            Level::Warn,
            &format!(
                "a baseline creates the schema but no rows: a new database will not have the rows of these statements\n  {}\n  \
                 = help: insert the rows that are needed in a migration after the baseline; with \
                 `INSERT … ON CONFLICT DO NOTHING` it is safe where they exist already",
                data.join("\n  ")
            ),
        );
    }
}

fn histories(file: &OldFile) -> String {
    let histories = file.tracked.iter().map(|one| {
        let doubt = if one.doubt.is_some() {
            ", with other content"
        } else {
            ""
        };
        format!("{} in {}{doubt}", one.tool, one.database)
    });
    histories.collect::<Vec<_>>().join(", ")
}

fn done(place: &Place, inventory: &Inventory, identity: &str, baseline: &str) {
    println!("proven: {identity} creates the same schema as the files");
    println!("wrote {}", place.snapshot.path(baseline));
    println!("wrote {}", place.snapshot.path("migrations.lock"));
    println!("wrote {}", place.snapshot.path("README.md"));
    println!(
        "moved {} to {}",
        files(inventory.replaced().count()),
        place.snapshot.path("_archived")
    );
    println!(
        "next: a database whose history has all of them records {identity} at the next start, and \
         an empty database runs it; for another tool's history use `cargo migrate adopt`, for any \
         other database `cargo migrate baseline`"
    );
}

fn files(count: usize) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} file{ending}")
}

fn shown<'i>(
    inventory: &'i Inventory,
    baseline: Option<&'i str>,
    differences: &'i [Difference],
) -> Shown<'i> {
    let files = inventory.files.iter().map(|file| ShownFile {
        file: &file.path,
        migration: &file.identity,
        checksum: file.checksum.to_string(),
        role: file.role(),
        tracked: file
            .tracked
            .iter()
            .map(|one| ShownTracked {
                tool: one.tool,
                database: &one.database,
                doubt: one.doubt.as_deref(),
            })
            .collect(),
        data: file
            .data
            .iter()
            .map(|one| ShownData {
                line: one.line,
                statement: &one.words,
            })
            .collect(),
    });
    Shown {
        consolidated: baseline.is_some(),
        baseline,
        files: files.collect(),
        tracked: inventory.tracked(),
        differences: drift::shown_differences(differences),
    }
}
