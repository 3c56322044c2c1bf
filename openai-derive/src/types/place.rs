//! Where tokens begin and end in the source.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// The spans of the first and the last token.
///
/// Stable Rust cannot join spans; but rustc joins those of an expression's first and last token,
/// so an expression that begins with one and ends with the other underlines all between.
pub(crate) fn ends(tokens: &TokenStream) -> (Span, Span) {
    let mut tokens = tokens.clone().into_iter();
    let Some(first) = tokens.next() else {
        return (Span::call_site(), Span::call_site());
    };
    let last = tokens.last().unwrap_or_else(|| first.clone());
    (start(first), end(last))
}

fn start(token: TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => ends(&group.stream()).0,
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    }
}

fn end(token: TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => ends(&group.stream()).1,
        TokenTree::Group(group) => group.span_close(),
        other => other.span(),
    }
}
