use std::time::{Duration, Instant};

/// How long a run may wait, for another replica and for locks, and how long it has.
#[derive(Debug)]
pub(crate) struct Budget {
    /// The last headway.
    since: Instant,
    limit: Duration,
    waited: Duration,
    attempt: u32,
}

impl Budget {
    pub(crate) fn new(limit: Duration) -> Self {
        Self {
            since: Instant::now(),
            limit,
            waited: Duration::ZERO,
            attempt: 0,
        }
    }

    /// Sleeps for a while that grows with the attempts and differs between replicas, so that they
    /// do not all ask at once. False if the time is used up.
    pub(crate) async fn pause(&mut self) -> bool {
        let left = self.limit.saturating_sub(self.since.elapsed());
        if left.is_zero() {
            return false;
        }
        let longest = 20_u64 << self.attempt.min(5);
        let pause = Duration::from_millis(fastrand::u64(longest / 2..=longest)).min(left);
        self.attempt += 1;
        tokio::time::sleep(pause).await;
        self.waited += pause;
        true
    }

    /// There was headway, here or in another run: the time begins anew.
    pub(crate) fn reset(&mut self) {
        self.since = Instant::now();
        self.attempt = 0;
    }

    pub(crate) fn waited(&self) -> Duration {
        self.waited
    }
}
