use std::process::{Child, Command, Stdio};
use std::time::Instant;

use crate::bench::Bench;
use crate::database::{Database, Engine};
use crate::figures::{Contestant, Figures, OURS, What, interleave};
use crate::migrations::{self, Kind, Layout};
use crate::program::{Program, Tool};
use crate::result::Result;

const FLEET: usize = 32;

pub(super) fn measure(bench: &Bench, figures: &mut Figures) -> Result {
    let ours = Program::new(bench, Tool::Ours)?;
    let sqlx = Program::new(bench, Tool::Sqlx)?;
    for (size, repetitions) in [(10, 7), (100, 7), (1_000, 3)] {
        let size = bench.size(size);
        let directory = migrations::directory(bench, Layout::Flat, Kind::Tables, size)?;
        let at_once = |program: &Program, processes: usize| {
            let database = Database::new(&bench.disk(), Engine::Postgres, "fleet")?;
            boot_at_once(|| program.boot(&database.url, &directory), processes)
        };
        let mut contestants: [Contestant<'_>; 3] = [
            (OURS, Box::new(|| at_once(&ours, FLEET))),
            ("one process alone", Box::new(|| at_once(&ours, 1))),
            ("sqlx", Box::new(|| at_once(&sqlx, FLEET))),
        ];
        let repetitions = bench.repetitions(repetitions);
        interleave(figures, (What::Time, size, repetitions), &mut contestants)?;
    }
    Ok(())
}

/// The time from the first start to the last end.
fn boot_at_once(command: impl Fn() -> Command, processes: usize) -> Result<f64> {
    let started = Instant::now();
    let mut running = Vec::new();
    for _ in 0..processes {
        let mut command = command();
        command.stdin(Stdio::null()).stdout(Stdio::null());
        running.push(command.spawn()?);
    }
    let ends: std::io::Result<Vec<_>> = running.iter_mut().map(Child::wait).collect();
    let failed = ends?.iter().filter(|end| !end.success()).count();
    if failed > 0 {
        return Err(format!("{failed} of {processes} processes failed").into());
    }
    Ok(started.elapsed().as_secs_f64())
}
