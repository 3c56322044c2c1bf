//! `derive(FunctionTool)` from tokens to tokens: parse, check, expand.
//!
//! It stands beside `derive(ResponseFormat)`, which reads the same attributes and reports what is wrong
//! with them, and with all that is no schema. Here is reported what only a tool cannot be.

mod check;
mod expand;
mod parse;
#[cfg(test)]
mod tests;

use crate::errors::Errors;
use crate::parse::crate_path;
use proc_macro2::{Ident, Span, TokenStream};
use syn::{DeriveInput, LitStr};

/// What the derive knows about a tool.
struct Tool {
    ident: Ident,
    /// `#[openai(name = "...")]`.
    name: Option<LitStr>,
    description: Option<Description>,
    /// `#[openai(strict = false)]` turns it off.
    strict: bool,
    kind: Kind,
}

/// What the model is told of a tool.
struct Description {
    text: String,
    /// The literal, or the first line of the doc comment.
    place: Span,
}

/// What declares the arguments.
enum Kind {
    /// A struct that may be an object.
    Struct,
    Unit,
    Enum,
    /// A struct with parameters, and the first of them.
    Generic(Ident),
    /// The derive of the schema has reported it.
    Reported,
}

/// The whole derive. It never panics, and what it cannot expand it reports.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(input) => output(&input),
        // The derive beside it says the same.
        Err(error) => error.into_compile_error(),
    }
}

fn output(input: &DeriveInput) -> TokenStream {
    let tool = parse::tool(input);
    let mut errors = Errors::default();
    check::check(&tool, &mut errors);
    match (&tool.kind, crate_path(&input.attrs)) {
        (Kind::Struct, Ok(path)) => expand::tool(&tool, &path),
        _ => errors.to_compile_errors(),
    }
}
