use std::time::Duration;

use crate::code::Steps;
#[cfg(feature = "drift")]
use crate::drift::OnDrift;

/// What a run can be told.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// How long a run may last without progress.
    pub(crate) max_wait: Duration,
    pub(crate) lock_timeout: Duration,
    pub(crate) steps: Steps,
    #[cfg(feature = "drift")]
    pub(crate) on_drift: OnDrift,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_wait: Duration::from_mins(10),
            lock_timeout: Duration::from_secs(5),
            steps: Steps::default(),
            #[cfg(feature = "drift")]
            on_drift: OnDrift::default(),
        }
    }
}

impl Settings {
    /// The lock timeout as PostgreSQL accepts it: whole milliseconds up to 2^31, where 0 is no
    /// limit.
    pub(crate) fn lock_limit(&self) -> u32 {
        if self.lock_timeout.is_zero() {
            return 0;
        }
        let milliseconds = self.lock_timeout.as_millis().clamp(1, i32::MAX as u128);
        u32::try_from(milliseconds).unwrap_or(i32::MAX.unsigned_abs())
    }
}
