//! The last starts, so that catching up never goes beyond a limit. Pure.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// Limits beyond this are kept without it.
pub(super) const MOST: usize = 4096;

/// The times of the last starts, in their order.
#[derive(Debug, Default)]
pub(super) struct Recent(VecDeque<Instant>);

impl Recent {
    /// Something was started, and only so many are asked for ever after.
    pub(super) fn start(&mut self, now: Instant, most: usize) {
        self.0.push_back(now);
        while self.0.len() > most {
            self.0.pop_front();
        }
    }

    /// When no span of this length has so many starts any more.
    pub(super) fn fewer(&self, count: usize, span: Duration) -> Option<Instant> {
        let first = self.0.len().checked_sub(count)?;
        Some(*self.0.get(first)? + span)
    }
}
