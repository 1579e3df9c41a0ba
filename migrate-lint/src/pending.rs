//! What is said of a statement or a file: at once, or when the file ends if it does not take it
//! back.

use crate::finding::Finding;

/// What the rules say.
pub(crate) struct Said<R> {
    pub(crate) found: Vec<Finding>,
    pub(crate) pending: Vec<Pending<R>>,
    pub(crate) settings: Vec<Setting>,
}

/// A finding that counts unless the file makes up for it.
pub(crate) struct Pending<R> {
    pub(crate) finding: Finding,
    pub(crate) remedy: R,
}

/// A finding about something that the file sets for its session. It counts unless the file resets
/// it.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) finding: Finding,
}

impl<R> Said<R> {
    pub(crate) fn add(&mut self, other: Self) {
        self.found.extend(other.found);
        self.pending.extend(other.pending);
        self.settings.extend(other.settings);
    }

    /// Drops the findings about a setting that the file resets.
    pub(crate) fn reset(&mut self, name: &str) {
        self.settings.retain(|setting| setting.name != name);
    }

    /// What is left when the file ends.
    pub(crate) fn end<E>(self, holds: impl Fn(&R) -> Result<bool, E>) -> Result<Vec<Finding>, E> {
        let mut findings = self.found;
        findings.extend(self.settings.into_iter().map(|setting| setting.finding));
        for one in self.pending {
            if !holds(&one.remedy)? {
                findings.push(one.finding);
            }
        }
        Ok(findings)
    }
}

impl<R> Default for Said<R> {
    fn default() -> Self {
        Self {
            found: Vec::new(),
            pending: Vec::new(),
            settings: Vec::new(),
        }
    }
}
