//! The integration tests: one binary, one module for each theme.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests fail loudly"
)]

mod accepted;
mod answer_format;
mod azure;
mod batch;
mod blocking;
mod bridge;
mod chat;
mod checks;
mod compile_fail;
mod crates;
mod document;
mod draft;
mod examples;
mod explain;
mod fault;
mod for_model;
mod fuzz;
mod judge;
mod local_files;
mod many;
mod measures;
mod notes;
mod openapi;
mod oracle;
mod page;
mod product;
mod random;
mod read;
mod readme;
mod reask;
mod refused;
mod residue;
mod response_stream;
mod responses;
mod responses_local;
mod round_trip;
mod run;
mod schemas;
mod servers;
mod soundness;
mod stream;
mod tape;
mod tool;
mod typed_stream;
mod types;
mod types_check;
mod types_read;
