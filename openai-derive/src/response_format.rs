//! `derive(ResponseFormat)` from tokens to tokens: parse, check, expand.

#[cfg(test)]
mod tests;

use crate::errors::Errors;
use crate::model::Item;
use crate::{check, expand, parse};
use proc_macro2::TokenStream;
use syn::DeriveInput;

/// The whole derive. It never panics, and what it cannot expand it reports.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(input) => output(&input),
        Err(error) => error.into_compile_error(),
    }
}

fn output(input: &DeriveInput) -> TokenStream {
    let (item, mut errors) = read(input);
    let path = match parse::crate_path(&input.attrs) {
        Ok(path) => path,
        Err(error) => {
            // Whatever would be generated would name the crate and fail again.
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

/// The model, which holds only if there are no errors.
fn read(input: &DeriveInput) -> (Option<Item>, Errors) {
    let mut errors = Errors::default();
    let item = parse::item(input, &mut errors);
    if let Some(item) = &item {
        check::check(item, &mut errors);
    }
    (item, errors)
}
