//! The integration tests: one binary, one module for each theme.

mod compile_fail;
mod oracle;
mod schemas;
