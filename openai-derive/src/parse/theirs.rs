//! Where serde's words stand: serde's parser gives their values, but not their places.

use crate::model::RefusedWord;
use proc_macro2::{Ident, TokenTree};
use syn::{Attribute, Meta, Path};

/// Refuses the word where it stands.
pub(super) fn refuse(
    attributes: &[Attribute],
    word: &str,
    message: &'static str,
) -> Option<RefusedWord> {
    refuse_first(attributes, &[word], message)
}

/// Refuses the first of the words that is there.
pub(super) fn refuse_first(
    attributes: &[Attribute],
    words: &[&str],
    message: &'static str,
) -> Option<RefusedWord> {
    words_of(attributes, "serde")
        .find(|ident| words.iter().any(|word| ident == word))
        .map(|word| RefusedWord { word, message })
}

/// The words at the top of all attributes of a name, in order.
pub(super) fn words_of(attributes: &[Attribute], name: &str) -> impl Iterator<Item = Ident> {
    attributes
        .iter()
        .filter(move |attribute| attribute.path().is_ident(name))
        .filter_map(|attribute| match &attribute.meta {
            Meta::List(list) => Some(list.tokens.clone()),
            Meta::Path(_) | Meta::NameValue(_) => None,
        })
        .flat_map(|tokens| {
            let mut first = true;
            tokens.into_iter().filter_map(move |token| {
                let starts = std::mem::replace(
                    &mut first,
                    matches!(&token, TokenTree::Punct(punct) if punct.as_char() == ','),
                );
                match token {
                    TokenTree::Ident(ident) if starts => Some(ident),
                    _ => None,
                }
            })
        })
}

/// Whether serde reads a field with the module `entries` of openai-structured.
pub(super) fn is_entries(deserialize: &Path) -> bool {
    let mut names = deserialize.segments.iter().rev().map(|part| &part.ident);
    // `with` has added the function to the path.
    names.next().is_some_and(|name| name == "deserialize")
        && names.next().is_some_and(|name| name == "entries")
        && names.next().is_some_and(|name| name == "openai_structured")
}
