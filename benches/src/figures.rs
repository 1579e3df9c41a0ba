use serde::{Deserialize, Serialize};

use crate::Result;

/// The one whose figures are compared with the others'.
pub(crate) const OURS: &str = "migrate";

/// What was measured of a row.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Figures {
    all: Vec<Figure>,
}

/// The median of what was measured of somebody.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) who: String,
    pub(crate) what: What,
    /// The number of migrations.
    pub(crate) size: usize,
    pub(crate) median: f64,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
    pub(crate) samples: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    /// Seconds that pass.
    Time,
    /// Seconds more than without what is measured.
    MoreTime,
    /// Seconds of all cores.
    Cpu,
    RoundTrips,
    MoreRoundTrips,
    /// KiB.
    Memory,
    /// Bytes per migration.
    Bytes,
}

impl What {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::MoreTime => "extra time",
            Self::Cpu => "CPU time",
            Self::RoundTrips => "round trips",
            Self::MoreRoundTrips => "extra round trips",
            Self::Memory => "memory",
            Self::Bytes => "bytes per migration",
        }
    }

    pub(crate) fn show(self, value: f64) -> String {
        match self {
            Self::Time | Self::MoreTime | Self::Cpu => show_seconds(value),
            Self::RoundTrips | Self::MoreRoundTrips | Self::Bytes => format!("{value:.0}"),
            Self::Memory => format!("{:.1} MiB", value / 1024.0),
        }
    }
}

fn show_seconds(value: f64) -> String {
    match value.abs() {
        below if below < 0.000_999_5 => format!("{:.0} µs", value * 1e6),
        below if below < 0.099_95 => format!("{:.1} ms", value * 1e3),
        below if below < 0.9995 => format!("{:.0} ms", value * 1e3),
        below if below < 99.95 => format!("{value:.2} s"),
        _ => format!("{value:.0} s"),
    }
}

impl Figures {
    pub(crate) fn add(&mut self, who: &str, what: What, size: usize, mut samples: Vec<f64>) {
        samples.sort_by(f64::total_cmp);
        let (Some(lowest), Some(highest)) = (samples.first(), samples.last()) else {
            return;
        };
        self.all.push(Figure {
            who: who.to_owned(),
            what,
            size,
            median: samples[samples.len() / 2],
            lowest: *lowest,
            highest: *highest,
            samples: samples.len(),
        });
    }

    pub(crate) fn get(&self, who: &str, what: What, size: usize) -> Option<&Figure> {
        let mut all = self.all.iter();
        all.find(|one| one.who == who && one.what == what && one.size == size)
    }

    /// Each once, in the order in which they were measured.
    pub(crate) fn whats(&self) -> Vec<What> {
        distinct(self.all.iter().map(|one| one.what))
    }

    pub(crate) fn whos(&self, what: What) -> Vec<&str> {
        let of = self.all.iter().filter(|one| one.what == what);
        distinct(of.map(|one| one.who.as_str()))
    }

    pub(crate) fn sizes(&self, what: What) -> Vec<usize> {
        let of = self.all.iter().filter(|one| one.what == what);
        let mut sizes = distinct(of.map(|one| one.size));
        sizes.sort_unstable();
        sizes
    }
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
pub(crate) fn number(count: usize) -> f64 {
    count as f64
}

fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

/// Somebody who does the work once, and says how long it took or what else it cost.
pub(crate) type Contestant<'c> = (&'c str, Box<dyn FnMut() -> Result<f64> + 'c>);

/// Measures all of them in turn, so that what disturbs one disturbs the others.
pub(crate) fn interleave(
    figures: &mut Figures,
    (what, size, repetitions): (What, usize, usize),
    contestants: &mut [Contestant<'_>],
) -> Result {
    let mut samples = vec![Vec::new(); contestants.len()];
    for _ in 0..repetitions {
        for ((who, once), samples) in contestants.iter_mut().zip(&mut samples) {
            samples.push(once().map_err(|error| format!("{who}, {size} migrations: {error}"))?);
        }
    }
    for ((who, _), samples) in contestants.iter().zip(samples) {
        figures.add(who, what, size, samples);
    }
    Ok(())
}
