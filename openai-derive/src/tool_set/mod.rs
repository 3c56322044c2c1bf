//! `derive(ToolSet)` from tokens to tokens: parse, check, expand.

mod expand;
mod parse;
#[cfg(test)]
mod tests;

use crate::errors::Errors;
use crate::parse::crate_path;
use proc_macro2::{Ident, TokenStream};
use syn::{Attribute, DeriveInput, Type};

/// What the derive knows about a set of tools.
struct Set {
    ident: Ident,
    visibility: TokenStream,
    /// `ToolsDraft`, or what `#[openai(draft = "...")]` says.
    draft: Ident,
    /// The item's own `#[allow(...)]`, which must hold for what is generated from its tokens.
    lints: Vec<Attribute>,
    variants: Vec<Variant>,
}

/// A variant, which holds one tool or one set.
struct Variant {
    ident: Ident,
    ty: Type,
}

/// The whole derive. It never panics, and what it cannot expand it reports.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(input) => output(&input),
        Err(error) => error.into_compile_error(),
    }
}

fn output(input: &DeriveInput) -> TokenStream {
    let (set, mut errors) = read(input);
    let path = match crate_path(&input.attrs) {
        Ok(path) => path,
        Err(error) => {
            // Whatever would be generated would name the crate and fail again.
            errors.add(error);
            return errors.to_compile_errors();
        }
    };
    match set {
        Some(set) if errors.is_empty() => expand::set(&set, &path),
        _ => {
            let mut output = errors.to_compile_errors();
            output.extend(expand::fallback(input, &path));
            output
        }
    }
}

/// The model, which holds only if there are no errors.
fn read(input: &DeriveInput) -> (Option<Set>, Errors) {
    let mut errors = Errors::default();
    let set = parse::set(input, &mut errors);
    (set, errors)
}
