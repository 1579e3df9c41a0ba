//! What is said of a statement: at once, or when the file ends if it does not take it back.

use crate::finding::Finding;

/// A finding that stands unless the file makes it good.
pub(crate) struct Pending<R> {
    pub(crate) finding: Finding,
    pub(crate) remedy: R,
}

/// Something that the file set for its session, which stands unless it sets it back.
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) finding: Finding,
}

/// What the rules say of one statement.
pub(crate) struct Said<R> {
    pub(crate) found: Vec<Finding>,
    pub(crate) pending: Vec<Pending<R>>,
    pub(crate) settings: Vec<Setting>,
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

/// What is left of what waited when the file ends.
pub(crate) fn standing<R, E>(
    settings: Vec<Setting>,
    pending: Vec<Pending<R>>,
    holds: impl Fn(&R) -> Result<bool, E>,
) -> Result<Vec<Finding>, E> {
    let settings = settings.into_iter().map(|setting| setting.finding);
    let mut findings: Vec<Finding> = settings.collect();
    for one in pending {
        if !holds(&one.remedy)? {
            findings.push(one.finding);
        }
    }
    Ok(findings)
}
