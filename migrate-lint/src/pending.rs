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
pub(crate) fn standing<R>(
    settings: &mut Vec<Setting>,
    pending: &mut Vec<Pending<R>>,
    holds: impl Fn(&R) -> bool,
) -> Vec<Finding> {
    let settings = settings.drain(..).map(|setting| setting.finding);
    let pending = pending.drain(..).filter(|one| !holds(&one.remedy));
    settings.chain(pending.map(|one| one.finding)).collect()
}
