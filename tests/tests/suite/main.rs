//! The integration tests: one binary, one module for each theme.

mod chat;
mod compile_fail;
mod crates;
mod examples;
mod oracle;
mod readme;
mod schemas;
