use crate::Result;
use crate::bench::Bench;
use crate::database::{Database, Engine};
use crate::figures::{Contestant, Figures, OURS, What, interleave};
use crate::migrations::{self, Kind, Layout};
use crate::program::{self, Program, Tool};

pub(super) const HOW: &str = "`TestDatabase::new` when the template exists. Each repetition is a \
    new process. `applying them` is a first boot on an empty database.";

pub(super) fn measure(bench: &Bench, figures: &mut Figures, engine: Engine) -> Result {
    let program = Program::new(bench, Tool::Ours)?;
    let server = engine.server()?;
    for (size, repetitions) in [(100, 9), (1_000, 5)] {
        let size = bench.size(size);
        let directory = migrations::directory(bench, Layout::Flat, Kind::Tables, size)?;
        let copy = || {
            let mut copy = program.command("test-database");
            Ok(program::run(copy.arg(&server).arg(&directory))?.running)
        };
        let apply = || {
            let database = Database::new(&bench.disk(), engine, "applied")?;
            let run = program.run(&database.url, &directory)?;
            Ok(run.connecting + run.running)
        };
        // The first makes the template.
        copy()?;
        let mut contestants: [Contestant<'_>; 2] =
            [(OURS, Box::new(copy)), ("applying them", Box::new(apply))];
        let repetitions = bench.repetitions(repetitions);
        interleave(figures, (What::Time, size, repetitions), &mut contestants)?;
    }
    Ok(())
}
