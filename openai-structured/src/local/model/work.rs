//! What one answer may cost. Steps are counted and not time, so that a request gets the same answer
//! on every machine; only the sign that nobody waits any more ends the work early.

use super::super::stop::Stop;

/// Units of one answer: some seconds where the engine is not optimized.
const MOST: usize = 2_000_000;

/// What a mask costs, in bytes that are judged.
pub(super) const MASK: usize = 16;

/// What trying one value costs beside its bytes.
pub(super) const VALUE: usize = 64;

/// Bytes of a prompt that are looked through for one unit.
const READ: usize = 16;

/// Why the stand-in model has no answer.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) enum Unfilled {
    /// The engine does not know the schema, in its words.
    Schema(String),
    /// The search is over, and nothing that it tried is legal.
    Nothing,
    /// An answer takes more work than one may cost.
    TooMuch,
}

/// The work that is left for one answer.
#[derive(Debug)]
pub(super) struct Work {
    left: usize,
    stop: Stop,
}

impl Work {
    pub(super) fn new(stop: Stop) -> Self {
        Self { left: MOST, stop }
    }

    /// Pays for something, or says that it costs too much; then nothing else can be paid for.
    pub(super) fn pay(&mut self, units: usize) -> bool {
        let left = self.left.checked_sub(units.max(1));
        self.left = left.filter(|_| !self.stop.is_raised()).unwrap_or(0);
        left.is_some() && self.left > 0
    }

    /// Pays for looking through a text so many times.
    pub(super) fn read(&mut self, text: &str, times: usize) -> bool {
        self.pay((text.len() / READ).saturating_mul(times))
    }

    pub(super) fn is_over(&self) -> bool {
        self.left == 0
    }
}
