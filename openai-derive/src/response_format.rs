//! `derive(ResponseFormat)` from tokens to tokens: parse, check, expand.

use crate::errors::Errors;
use crate::{check, expand, parse};
use proc_macro2::TokenStream;
use syn::DeriveInput;

/// The whole derive. It never panics, and never returns nothing.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(input) => expand(&input),
        Err(error) => error.into_compile_error(),
    }
}

fn expand(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let item = parse::item(input, &mut errors);
    if let Some(item) = &item {
        check::check(item, &mut errors);
    }
    let path = match parse::crate_path(&input.attrs) {
        Ok(path) => path,
        Err(error) => {
            // Nothing can be generated that would not fail again.
            errors.add(error);
            return errors.to_compile_errors();
        }
    };
    match item {
        Some(item) if errors.is_empty() => expand::item(&item, &path),
        _ => {
            let mut output = errors.to_compile_errors();
            output.extend(expand::fallback(input, &path));
            output
        }
    }
}
