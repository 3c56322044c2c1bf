//! What a request was charged of a limit, which is the most that can be given back. Pure.

use std::time::Duration;

/// Kept with a request, to settle it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Charge {
    /// The account that was charged: one that is closed gives nothing back.
    pub(super) account: u64,
    /// No more than the limit.
    pub(super) units: f64,
    /// The time that was paid at the rate of then; none where no limit was known.
    pub(super) paid: Option<Duration>,
}

impl Charge {
    /// What stays of a time that was paid if so much was used, which is less than was charged.
    pub(super) fn kept(&self, paid: Duration, used: f64) -> Duration {
        // Not a number where nothing was charged, which is nothing then.
        let share = (used / self.units).clamp(0.0, 1.0);
        Duration::try_from_secs_f64(paid.as_secs_f64() * share)
            .map_or(Duration::ZERO, |kept| kept.min(paid))
    }
}
