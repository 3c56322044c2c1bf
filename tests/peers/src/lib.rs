//! What the benches share: a clock, a count of allocations, races in rounds, bars, and documents.

mod allocations;
mod answers;
mod bars;
mod clock;
mod documents;
mod race;
mod server;
mod table;

pub use allocations::{Allocations, allocations_of, held, peak_of};
pub use answers::{events, reads, response_events};
pub use bars::Bars;
pub use clock::stay_on_this_cpu;
pub use documents::{
    Item, Kind, Person, Place, Report, ReportDraft, Shape, Status, document, pieces,
};
pub use race::{Race, Results, exponent, keep_memory};
pub use server::{serve, serve_bytes};
pub use table::{Table, ratio, time};
