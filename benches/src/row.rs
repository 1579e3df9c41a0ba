use crate::bench::Bench;
use crate::figures::{Figures, OURS, What};
use crate::result::Result;

/// A benchmark.
pub(crate) struct Row {
    /// The name on the command line.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    /// The number of migrations that the targets apply to.
    pub(crate) size: usize,
    pub(crate) targets: &'static [Target],
    /// How it is measured, for readers of the document.
    pub(crate) how: &'static str,
    /// Why a target is missed, or why the growth is not linear.
    pub(crate) cause: Option<&'static str>,
    pub(crate) run: fn(&Bench, &mut Figures) -> Result,
}

impl Row {
    pub(crate) fn measure(&self, bench: &Bench) -> Result<Figures> {
        let mut figures = Figures::default();
        (self.run)(bench, &mut figures)?;
        Ok(figures)
    }
}

/// The limit of a figure: a multiple of another contestant's figure, or a number.
pub(crate) struct Target {
    who: &'static str,
    what: What,
    against: Option<&'static str>,
    pub(crate) limit: f64,
}

impl Target {
    /// Our figure is at most `limit` times the figure of `against`.
    pub(crate) const fn ratio(what: What, against: &'static str, limit: f64) -> Self {
        Self {
            who: OURS,
            what,
            against: Some(against),
            limit,
        }
    }

    /// Our figure is at most `limit`.
    pub(crate) const fn at_most(what: What, limit: f64) -> Self {
        Self {
            who: OURS,
            what,
            against: None,
            limit,
        }
    }

    /// The same target for another form of this workspace.
    pub(crate) const fn of(self, who: &'static str) -> Self {
        Self { who, ..self }
    }

    pub(crate) fn words(&self) -> String {
        let who = if self.who == OURS {
            String::new()
        } else {
            format!("{}: ", self.who)
        };
        match self.against {
            Some(against) => format!("{who}{} ≤ {}× {against}", self.what.words(), self.limit),
            None => format!(
                "{who}{} ≤ {}",
                self.what.words(),
                self.what.show(self.limit)
            ),
        }
    }

    pub(crate) fn value(&self, figures: &Figures, size: usize) -> Option<f64> {
        let ours = figures.get(self.who, self.what, size)?.median;
        match self.against {
            Some(against) => Some(ours / figures.get(against, self.what, size)?.median),
            None => Some(ours),
        }
    }

    pub(crate) fn show(&self, value: f64) -> String {
        match self.against {
            Some(_) => format!("{value:.2}×"),
            None => self.what.show(value),
        }
    }

    pub(crate) fn is_met(&self, value: f64) -> bool {
        value <= self.limit
    }
}
