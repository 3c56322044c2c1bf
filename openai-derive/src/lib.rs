//! Derive macros of openai-structured.

mod check;
mod errors;
mod expand;
mod model;
mod parse;
mod response_format;
mod types;

use proc_macro::TokenStream;

/// A strict-mode schema for a type, proven when the program is compiled.
#[proc_macro_derive(ResponseFormat, attributes(openai))]
pub fn derive_response_format(input: TokenStream) -> TokenStream {
    response_format::derive(input.into()).into()
}
