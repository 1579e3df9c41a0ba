use crate::bench::{Bench, Profile};
use crate::database::{Database, Engine};
use crate::figures::{Figures, OURS, What};
use crate::result::Result;
use crate::service::{Carrier, Service};

const SECOND: &str = "migrate with nothing to do";

pub(super) fn measure(bench: &Bench, figures: &mut Figures) -> Result {
    let small = peaks(bench, 1)?;
    for size in [1_000, 10_000].map(|size| bench.size(size)) {
        let large = peaks(bench, size)?;
        figures.add(OURS, What::Memory, size, vec![large.0 - small.0]);
        figures.add(SECOND, What::Memory, size, vec![large.1 - small.1]);
    }
    Ok(())
}

/// The peak memory of a first boot and of a second.
fn peaks(bench: &Bench, count: usize) -> Result<(f64, f64)> {
    let service = Service::new(bench, Carrier::Ours, count, Profile::Release)?;
    service.build()?;
    let database = Database::new(&bench.disk(), Engine::Postgres, "memory")?;
    let first = service.boot(&database.url)?.peak;
    let second = service.boot(&database.url)?.peak;
    Ok((first, second))
}
