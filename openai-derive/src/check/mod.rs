//! The mistakes that one item's tokens show, each reported where it stands.
//!
//! Rules that need a value or another type are no concern of this crate: the expansion leaves
//! them to `const` functions of openai-structured.

mod generics;
mod keys;

use crate::errors::Errors;
use crate::model::{Content, Enum, Field, Item, Limit, RefusedWord, Shape, Source, Tagging, Tuple};
use proc_macro2::Ident;

/// Reports everything that is wrong with the item.
pub(crate) fn check(item: &Item, errors: &mut Errors) {
    words(&item.refused, errors);
    if let Some(wrap) = item.wrap.as_ref().filter(|_| item.shape.is_object()) {
        errors.at(
            wrap.word.span(),
            "the type is an object already: remove `wrap`",
        );
    }
    check_draft(item, errors);
    match &item.shape {
        Shape::Unit | Shape::Source(_) => {}
        Shape::Newtype { field, .. } => check_field(field, errors),
        Shape::Object { tag, fields, .. } => {
            for field in fields {
                check_field(field, errors);
            }
            keys::fields(tag.as_ref(), fields, errors);
        }
        Shape::Tuple(tuple) => check_tuple(tuple, "struct", errors),
        Shape::Enum(data) => check_enum(data, &item.ident, errors),
    }
    generics::check(item, errors);
}

/// The name of a draft, which not every type has.
fn check_draft(item: &Item, errors: &mut Errors) {
    let Some(name) = &item.draft else { return };
    let whole = match &item.shape {
        Shape::Unit | Shape::Source(_) => true,
        Shape::Enum(data) => data.is_words() || matches!(data.tagging, Tagging::Untagged),
        Shape::Object { .. } | Shape::Newtype { .. } | Shape::Tuple(_) => false,
    };
    if whole || item.leaf {
        errors.at(
            name.span(),
            "the type is read in one piece, so it has no draft of its own: remove `draft`",
        );
    } else if *name == item.ident {
        errors.at(
            name.span(),
            "this is the name of the type itself: its draft needs another one",
        );
    }
}

fn check_enum(data: &Enum, name: &Ident, errors: &mut Errors) {
    if data.variants.is_empty() {
        errors.at(
            name.span(),
            "an enum without variants has no value that a model could answer: \
             add a variant, or remove a `skip`",
        );
    }
    for variant in &data.variants {
        words(&variant.refused, errors);
        if variant.emptied && matches!(data.tagging, Tagging::Adjacent { .. }) {
            errors.at(
                variant.key.span,
                "serde asks for the content of an adjacently tagged variant also where it is \
                 skipped: write a unit variant",
            );
        }
        match &variant.content {
            Content::Unit => {}
            Content::Newtype(field) => check_field(field, errors),
            Content::Object { fields, .. } => {
                for field in fields {
                    check_field(field, errors);
                }
                // serde itself compares an internal tag with the fields.
                keys::fields(None, fields, errors);
            }
            // serde itself refuses a tuple beside an internal tag.
            Content::Tuple(_) if matches!(data.tagging, Tagging::Internal { .. }) => {}
            Content::Tuple(tuple) => check_tuple(tuple, "variant", errors),
        }
    }
    // An untagged variant's name is not on the wire.
    if !matches!(data.tagging, Tagging::Untagged) {
        keys::variants(&data.variants, errors);
    }
}

fn check_field(field: &Field, errors: &mut Errors) {
    words(&field.refused, errors);
    if let syn::Member::Named(name) = &field.member
        && name.to_string().starts_with("__oai")
    {
        errors.at(
            name.span(),
            "a draft has fields of its own that begin with `__oai`: give the field another name, \
             and this one on the wire by `#[serde(rename = \"...\")]`",
        );
    }
    let problem = match field.ty.source {
        Source::Own | Source::Entries => None,
        Source::Written(_) => Some("the bound belongs into the schema that stands beside it"),
        Source::As | Source::Tried if field.check.is_some() => None,
        Source::As | Source::Tried => Some(
            "the field holds another value than the schema speaks of, so nothing can look at its \
             bounds: add `#[openai(check = path)]`, a function that does",
        ),
    };
    for bound in &field.bounds {
        if let Some(problem) = problem {
            errors.at(bound.word.span(), problem);
        } else if matches!((&bound.limit, &field.ty.source), (Limit::Open, Source::As)) {
            errors.at(
                bound.word.span(),
                "the words of a request cannot be found in a value of another type: \
                 put `choices` on a field that is read as it is",
            );
        }
    }
    if field.flatten {
        for bound in &field.bounds {
            errors.at(
                bound.word.span(),
                "a flattened field has no value of its own to bound: \
                 put the bound on a field of the flattened struct",
            );
        }
    }
}

fn check_tuple(tuple: &Tuple, kind: &str, errors: &mut Errors) {
    let fix = match kind {
        "variant" => "write a variant with named fields, or one that holds a struct",
        _ if tuple.sent == 1 && tuple.declared > 1 => {
            "add `#[serde(transparent)]` to send the one field that is not skipped"
        }
        _ => "write a struct with named fields, or use `[T; N]` for equal types",
    };
    errors.over(
        &tuple.place,
        format_args!(
            "a tuple {kind} is a list on the wire with a type for each place, which needs \
             `prefixItems`, and strict mode forbids that: {fix}"
        ),
    );
}

fn words(refused: &[RefusedWord], errors: &mut Errors) {
    for RefusedWord { word, message } in refused {
        errors.at(word.span(), message);
    }
}
