//! Findings that wait until the file ends: it may take them back.

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

/// What is left of them when the file ends.
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
