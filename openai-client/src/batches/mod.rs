//! The Batch API: `/batches`, many requests in one file, answered within a day and at half the price.
//!
//! A file of requests goes up, a [`BatchRequest`] names it, and a [`Batch`] says how far it is. Its answers
//! are in two files, a line for each request: `BatchOutput` reads a line as the answer that a call would
//! have got. `openai-structured` has all of that in types: requests in, values out.

mod batch;
#[cfg(feature = "transport")]
mod calls;
#[cfg(feature = "transport")]
mod output;
mod request;
#[cfg(feature = "transport")]
mod waiting;

pub use batch::{Batch, BatchProblem, BatchProblems, BatchStatus, RequestCounts};
#[cfg(feature = "transport")]
pub use calls::Batches;
#[cfg(feature = "transport")]
pub use output::{BatchOutput, OutputReader};
pub use request::{BatchEndpoint, BatchRequest, CompletionWindow};
