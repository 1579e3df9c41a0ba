use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::bench::Bench;
use crate::database::{Database, Engine};
use crate::figures::{Contestant, Figures, What, interleave};
use crate::migrations::{self, Kind};
use crate::program::{Program, Tool};
use crate::proxy::Proxy;
use crate::result::Result;

const ONLY_OURS: &[Tool] = &[Tool::Ours];

pub(super) fn measure(bench: &Bench, figures: &mut Figures, engine: Engine, kind: Kind) -> Result {
    let all = Tool::of(engine);
    // As many as take about a minute. The other tools would take several.
    let (large, repetitions) = match engine {
        Engine::Postgres => (10_000, 5),
        Engine::MariaDb => (2_000, 5),
        Engine::Sqlite => (3_000, 3),
    };
    let sizes = [
        (10, 9, all),
        (100, 5, all),
        (1_000, repetitions, all),
        (large, 1, ONLY_OURS),
    ];
    for (size, repetitions, who) in sizes {
        let size = bench.size(size);
        let script = script(bench, engine, kind, size)?;
        let mut contestants = tools(bench, engine, kind, size, who, None)?;
        let shell = || Database::new(&bench.disk(), engine, "shell")?.shell(&script);
        contestants.push((engine.shell(), Box::new(shell)));
        let repetitions = bench.repetitions(repetitions);
        interleave(figures, (What::Time, size, repetitions), &mut contestants)?;
    }
    Ok(())
}

pub(super) fn measure_far(
    bench: &Bench,
    figures: &mut Figures,
    engine: Engine,
    delay: Duration,
) -> Result {
    let all = Tool::of(engine);
    for (size, repetitions, who) in [(100, 3, all), (1_000, 1, all), (10_000, 1, ONLY_OURS)] {
        let size = bench.size(size);
        let mut contestants = tools(bench, engine, Kind::Tables, size, who, Some(delay))?;
        let repetitions = bench.repetitions(repetitions);
        interleave(figures, (What::Time, size, repetitions), &mut contestants)?;
    }
    Ok(())
}

/// Each tool on an empty database.
fn tools<'b>(
    bench: &'b Bench,
    engine: Engine,
    kind: Kind,
    size: usize,
    tools: &[Tool],
    delay: Option<Duration>,
) -> Result<Vec<Contestant<'b>>> {
    let mut contestants: Vec<Contestant<'b>> = Vec::new();
    for tool in tools {
        let program = Program::new(bench, *tool)?;
        let directory = migrations::directory(bench, tool.layout(), kind, size)?;
        let once = move || first_boot(bench, engine, &program, &directory, delay);
        contestants.push((tool.name(), Box::new(once)));
    }
    Ok(contestants)
}

fn first_boot(
    bench: &Bench,
    engine: Engine,
    program: &Program,
    directory: &Path,
    delay: Option<Duration>,
) -> Result<f64> {
    let database = Database::new(&bench.disk(), engine, "first")?;
    let run = match delay {
        None => program.run(&database.url, directory)?,
        Some(delay) => program.run(&Proxy::new(&database.url, delay)?.url, directory)?,
    };
    Ok(run.connecting + run.running)
}

/// All migrations for the shell. `psql` has an option for the transaction, and `mariadb` needs
/// none.
fn script(bench: &Bench, engine: Engine, kind: Kind, size: usize) -> Result<std::path::PathBuf> {
    let mut script = migrations::script(kind, size);
    if engine == Engine::Sqlite {
        script = format!("BEGIN;\n{script}COMMIT;\n");
    }
    let file = bench.work.join("script.sql");
    fs::write(&file, script)?;
    Ok(file)
}
