use std::fmt;

use migrate_schema::Difference;

/// What a run does when the live schema is not what the last migration left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnDrift {
    /// It does not look.
    #[default]
    Ignore,
    /// It logs a warning and continues.
    Warn,
    /// It returns an error of the kind [`ErrorKind::Drift`](crate::ErrorKind::Drift) before
    /// anything runs.
    Fail,
}

/// How a live schema differs from what the last migration left:
/// [`Runner::drift`](crate::Runner::drift).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    differences: Vec<Difference>,
}

impl Drift {
    pub(crate) fn new(differences: Vec<Difference>) -> Self {
        Self { differences }
    }

    /// The differences, sorted by name. Empty if there are none.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }
}

/// One line per difference.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.differences.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}
