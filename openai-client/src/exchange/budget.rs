//! How many retries all calls of a client may make together.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What a retry takes, in tenths.
const RETRY: u32 = 10;

/// Retries that are in hand, shared by all calls of a client and of its copies.
///
/// Each retry takes one, each success at the first attempt gives back a tenth of one, up to the
/// reserve. So a few failures are repeated as often as a call allows, but when a service is down, a
/// thousand calls do not send it three thousand requests, and in the long run retries add no more
/// than a tenth to its load.
#[derive(Debug)]
pub(crate) struct RetryBudget {
    /// In tenths of a retry.
    full: u32,
    /// In tenths of a retry, at most `full`. Nothing else is read because of it, so no order is
    /// needed.
    left: AtomicU32,
}

impl RetryBudget {
    /// With so many retries in hand, and never more. What is beyond 400 million counts as that.
    pub(crate) fn new(reserve: u32) -> Self {
        let full = reserve.saturating_mul(RETRY);
        Self {
            full,
            left: AtomicU32::new(full),
        }
    }

    /// Takes a retry, if one is left.
    pub(super) fn try_take(&self) -> bool {
        self.left
            .fetch_update(Relaxed, Relaxed, |left| left.checked_sub(RETRY))
            .is_ok()
    }

    /// A retry that was taken is not made.
    pub(super) fn put_back(&self) {
        let more = |left: u32| Some(left.saturating_add(RETRY).min(self.full));
        let _left = self.left.fetch_update(Relaxed, Relaxed, more);
    }

    /// A call succeeded at its first attempt.
    pub(super) fn give_back(&self) {
        let more = |left| (left < self.full).then(|| left + 1);
        // Nothing is written when it is full, as it is as long as all goes well.
        let _full = self.left.fetch_update(Relaxed, Relaxed, more);
    }
}

#[cfg(test)]
mod tests {
    use std::{iter, thread};

    use super::*;

    fn taken(budget: &RetryBudget) -> usize {
        iter::repeat_with(|| budget.try_take())
            .take_while(|taken| *taken)
            .count()
    }

    #[test]
    fn ten_successes_earn_a_retry_and_none_goes_beyond_the_reserve() {
        for (reserve, successes, expected) in [
            (3, 0, 0),
            (3, 9, 0),
            (3, 10, 1),
            (3, 19, 1),
            (3, 29, 2),
            (3, 30, 3),
            (3, 1000, 3),
            (0, 1000, 0),
        ] {
            let budget = RetryBudget::new(reserve);
            assert_eq!(taken(&budget), reserve as usize);
            (0..successes).for_each(|_| budget.give_back());
            assert_eq!(taken(&budget), expected, "{reserve} {successes}");
        }
    }

    #[test]
    fn successes_before_the_first_failure_add_nothing() {
        let budget = RetryBudget::new(2);
        (0..100).for_each(|_| budget.give_back());
        assert_eq!(taken(&budget), 2);
    }

    #[test]
    fn the_largest_reserve_does_not_overflow() {
        let budget = RetryBudget::new(u32::MAX);
        budget.give_back();
        assert!(budget.try_take());
        (0..RETRY + 5).for_each(|_| budget.give_back());
        assert_eq!(budget.left.into_inner(), u32::MAX);
    }

    #[test]
    fn threads_share_it_to_the_last_tenth() {
        let budget = RetryBudget::new(1000);
        let all = |work: &(dyn Fn() -> usize + Sync)| -> usize {
            thread::scope(|scope| {
                let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
                threads.into_iter().map(|one| one.join().unwrap()).sum()
            })
        };
        assert_eq!(all(&|| taken(&budget)), 1000);
        all(&|| {
            (0..500).for_each(|_| budget.give_back());
            0
        });
        assert_eq!(all(&|| taken(&budget)), 200);
    }
}
