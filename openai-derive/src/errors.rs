//! The mistakes of one item, collected so that one compile shows them all.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use std::fmt::Display;

/// Every mistake found so far, in the order in which they were found.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

impl Errors {
    /// Adds a mistake that stands at one token.
    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.0.push(syn::Error::new(span, message));
    }

    /// Adds a mistake that stands at these tokens, first to last.
    pub(crate) fn over(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.0
            .push(syn::Error::new_spanned(tokens.into_token_stream(), message));
    }

    /// Adds what another parser found.
    pub(crate) fn add(&mut self, error: syn::Error) {
        self.0.extend(error);
    }

    /// Takes a parser's value, or adds its errors.
    pub(crate) fn take<T, E: Into<syn::Error>>(&mut self, result: Result<T, E>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(error.into());
                None
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One `compile_error!` a mistake.
    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}

#[cfg(test)]
impl Errors {
    /// The underlined source text and the message of each mistake.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
            .into_iter()
            .map(|error| {
                let place = error.span().source_text().unwrap_or_default();
                (place, error.to_string())
            })
            .collect()
    }

    /// The same, each on one line.
    pub(crate) fn into_lines(self) -> Vec<String> {
        let pairs = self.into_pairs().into_iter();
        pairs
            .map(|(place, message)| format!("{place}: {message}"))
            .collect()
    }
}
