use std::time::{Duration, Instant};

/// How long a run may wait, for another replica and for locks, and how long it has.
#[derive(Debug)]
pub(crate) struct Budget {
    /// The last headway.
    since: Instant,
    limit: Duration,
    waited: Duration,
}

impl Budget {
    pub(crate) fn new(limit: Duration) -> Self {
        Self {
            since: Instant::now(),
            limit,
            waited: Duration::ZERO,
        }
    }

    /// Sleeps for a while that differs between replicas, so that they do not all ask at once. It grows with
    /// the wait, of which it stays a fraction: who has waited long will not be kept long after the end either.
    /// False if the time is used up.
    pub(crate) async fn pause(&mut self) -> bool {
        const SHORTEST: u64 = 20;
        const LONGEST: u64 = 640;
        let waited = self.since.elapsed();
        let left = self.limit.saturating_sub(waited);
        if left.is_zero() {
            return false;
        }
        let quarter = u64::try_from(waited.as_millis() / 4).unwrap_or(LONGEST);
        let longest = quarter.clamp(SHORTEST, LONGEST);
        let pause = Duration::from_millis(fastrand::u64(longest / 2..=longest)).min(left);
        tokio::time::sleep(pause).await;
        self.waited += pause;
        true
    }

    /// There was headway, here or in another run: the time begins anew.
    pub(crate) fn reset(&mut self) {
        self.since = Instant::now();
    }

    pub(crate) fn waited(&self) -> Duration {
        self.waited
    }
}
