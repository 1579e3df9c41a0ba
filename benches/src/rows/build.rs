use crate::bench::{Bench, Profile};
use crate::figures::{Contestant, Figures, OURS, What, interleave};
use crate::result::Result;
use crate::service::{Carrier, Service};

pub(super) const WITH_ANALYSIS: &str = "migrate with the analysis";

const CARRIERS: [(&str, Carrier); 2] = [(OURS, Carrier::Ours), ("sqlx", Carrier::Sqlx)];

pub(super) fn measure_touch(bench: &Bench, figures: &mut Figures) -> Result {
    for (size, repetitions) in [(1_000, 9), (10_000, 3)] {
        let size = bench.size(size);
        let mut services = Vec::new();
        for (who, carrier) in CARRIERS {
            let pair = [1, size].map(|count| built(bench, carrier, count));
            let [one, all] = pair;
            services.push((who, one?, all?));
        }
        let mut more: Vec<Contestant<'_>> = Vec::new();
        for (who, one, all) in &services {
            more.push((who, Box::new(|| Ok(touched(all)? - touched(one)?))));
        }
        let repetitions = bench.repetitions(repetitions);
        interleave(figures, (What::MoreTime, size, repetitions), &mut more)?;
    }
    Ok(())
}

fn touched(service: &Service) -> Result<f64> {
    service.touch()?;
    Ok(service.build()?.0)
}

pub(super) fn measure_add(bench: &Bench, figures: &mut Figures) -> Result {
    for (size, repetitions) in [(100, 7), (1_000, 7), (10_000, 3)] {
        let size = bench.size(size);
        let mut contestants: Vec<Contestant<'_>> = Vec::new();
        for (who, carrier) in CARRIERS {
            let service = built(bench, carrier, size)?;
            let mut newest = size;
            let once = move || {
                newest += 1;
                service.add_migration(newest)?;
                Ok(service.build()?.0)
            };
            contestants.push((who, Box::new(once)));
        }
        let repetitions = bench.repetitions(repetitions);
        interleave(figures, (What::Time, size, repetitions), &mut contestants)?;
    }
    Ok(())
}

fn built(bench: &Bench, carrier: Carrier, count: usize) -> Result<Service> {
    let service = Service::new(bench, carrier, count, Profile::Dev)?;
    service.build()?;
    Ok(service)
}

pub(super) fn measure_clean(bench: &Bench, figures: &mut Figures) -> Result {
    let clean = |carrier| {
        move || {
            let service = Service::new(bench, carrier, 1, Profile::Dev)?;
            Ok(service.apart(bench)?.build()?.1)
        }
    };
    let mut contestants: [Contestant<'_>; 3] = [
        (OURS, Box::new(clean(Carrier::OursWithoutAnalysis))),
        (WITH_ANALYSIS, Box::new(clean(Carrier::Ours))),
        ("sqlx", Box::new(clean(Carrier::Sqlx))),
    ];
    let repetitions = bench.repetitions(3);
    interleave(figures, (What::Cpu, 1, repetitions), &mut contestants)
}
