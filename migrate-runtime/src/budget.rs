use std::time::{Duration, Instant};

/// How long a run may wait for another replica and for locks, and how long it has waited.
#[derive(Debug)]
pub(crate) struct Budget {
    /// The last progress.
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

    /// Sleeps for a random time, so that replicas do not all ask at once. The pause grows with the
    /// wait but stays a fraction of it, so that a replica notices soon when its wait is over. False
    /// if the time is used up.
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

    /// There was progress, here or in another run: the time starts again.
    pub(crate) fn reset(&mut self) {
        self.since = Instant::now();
    }

    pub(crate) fn waited(&self) -> Duration {
        self.waited
    }
}
