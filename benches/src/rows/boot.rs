use std::path::PathBuf;
use std::time::Duration;

use crate::bench::Bench;
use crate::database::{Database, Engine};
use crate::figures::{Contestant, Figures, What, interleave, number};
use crate::migrations::{self, Kind};
use crate::program::{self, Program, Tool};
use crate::proxy::Proxy;
use crate::result::Result;

/// A database to which a tool has applied all migrations.
pub(super) struct UpToDate {
    pub(super) tool: Tool,
    pub(super) program: Program,
    pub(super) database: Database,
    pub(super) directory: PathBuf,
}

pub(super) fn up_to_date(
    bench: &Bench,
    engine: Engine,
    tools: &[Tool],
    size: usize,
) -> Result<Vec<UpToDate>> {
    tools
        .iter()
        .map(|&tool| {
            let program = Program::new(bench, tool)?;
            let database = Database::new(&std::env::temp_dir(), engine, tool.name())?;
            let directory = migrations::directory(bench, tool.layout(), Kind::Rows, size)?;
            program.run(&database.url, &directory)?;
            Ok(UpToDate {
                tool,
                program,
                database,
                directory,
            })
        })
        .collect()
}

/// The round trips of a run through a proxy, without those of connecting.
pub(super) fn round_trips(one: &UpToDate) -> Result<usize> {
    let proxy = Proxy::new(&one.database.url, Duration::ZERO)?;
    one.program.connect(&proxy.url)?;
    let connecting = proxy.turns();
    one.program.run(&proxy.url, &one.directory)?;
    Ok(proxy.turns().saturating_sub(connecting))
}

pub(super) fn measure(bench: &Bench, figures: &mut Figures, engine: Engine) -> Result {
    let all = Tool::of(engine);
    // The first boot of the other tools with so many migrations takes minutes.
    let large: &[Tool] = &[Tool::Ours];
    for (size, repetitions, tools) in [(10, 41, all), (1_000, 41, all), (10_000, 21, large)] {
        let size = bench.size(size);
        let all = up_to_date(bench, engine, tools, size)?;
        let mut contestants: Vec<Contestant<'_>> = Vec::new();
        for one in &all {
            let once = || Ok(one.program.run(&one.database.url, &one.directory)?.running);
            contestants.push((one.tool.name(), Box::new(once)));
        }
        for ours in all.iter().filter(|one| one.tool == Tool::Ours) {
            let query = || {
                let mut query = ours.program.command("query");
                Ok(program::run(query.arg(&ours.database.url))?.running)
            };
            contestants.push(("an empty query", Box::new(query)));
        }
        let repetitions = bench.repetitions(repetitions);
        interleave(figures, (What::Time, size, repetitions), &mut contestants)?;
        drop(contestants);
        if engine == Engine::Sqlite {
            continue;
        }
        for one in &all {
            let turns = number(round_trips(one)?);
            figures.add(one.tool.name(), What::RoundTrips, size, vec![turns]);
        }
    }
    Ok(())
}
