//! The functions that are fuzzed: those of the integration tests, which run them over the corpus.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what is wrong ends the run"
)]

#[path = "../../tests/suite/fuzz/accumulator.rs"]
mod accumulator;
#[path = "../../tests/suite/draft/agree.rs"]
mod agree;
#[path = "../../tests/suite/draft/cuts.rs"]
mod cuts;
#[path = "../../tests/suite/fuzz/events.rs"]
mod events;
#[path = "../../tests/suite/draft/exceptions.rs"]
mod exceptions;
#[path = "../../tests/suite/draft/mutate.rs"]
mod mutate;
#[path = "../../tests/suite/random.rs"]
mod random;
#[path = "../../tests/suite/fuzz/reader.rs"]
mod reader;

/// As the suite names it.
mod draft {
    pub(crate) use crate::agree::differences;
}

/// The decoder of server-sent events.
pub fn events(bytes: &[u8]) {
    events::run(bytes);
}

/// The reader of answers.
pub fn reader(bytes: &[u8]) {
    reader::run(bytes);
}

/// The accumulator of streamed answers.
pub fn accumulator(bytes: &[u8]) {
    accumulator::run(bytes);
}
