//! The functions that are fuzzed: those of the integration tests, which run them over the corpus.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what is wrong ends the run"
)]

#[path = "../../tests/suite/fuzz/accumulator.rs"]
pub mod accumulator;
#[path = "../../tests/suite/draft/agree.rs"]
mod agree;
#[path = "../../tests/suite/draft/cuts.rs"]
mod cuts;
#[path = "../../tests/suite/fuzz/events.rs"]
pub mod events;
#[path = "../../tests/suite/draft/exceptions.rs"]
mod exceptions;
#[path = "../../tests/suite/draft/mutate.rs"]
mod mutate;
#[path = "../../tests/suite/random.rs"]
mod random;
#[path = "../../tests/suite/fuzz/reader.rs"]
pub mod reader;

/// As the suite names it.
mod draft {
    pub(crate) use crate::agree::differences;
}
