//! Fields and variants: what serde sends of them, under which names.

use super::{docs, literal, ours, theirs, tuple};
use crate::errors::Errors;
use crate::model::{Bound, Content, Field, Key, RefusedWord, Type, Variant};
use quote::{ToTokens, format_ident};
use serde_derive_internals::ast;
use serde_derive_internals::ast::Style;
use serde_derive_internals::name::{MultiName, Name};
use std::collections::BTreeSet;
use syn::Member;
use syn::ext::IdentExt;

/// The fields that are on the wire. The attributes of the others are read all the same, for
/// their mistakes.
pub(super) fn fields(fields: &[ast::Field<'_>], variant: usize, errors: &mut Errors) -> Vec<Field> {
    let mut sent = Vec::new();
    for (number, declared) in fields.iter().enumerate() {
        let field = field(declared, (variant, number), errors);
        if !declared.attrs.skip_deserializing() {
            sent.push(field);
        }
    }
    sent
}

/// A field at its place: the number of the variant, which is zero in a struct, and its own.
pub(super) fn field(
    field: &ast::Field<'_>,
    (variant, number): (usize, usize),
    errors: &mut Errors,
) -> Field {
    let attributes = &field.original.attrs;
    let words = errors.take(ours::FieldWords::read(attributes));
    let mut refused = Vec::new();
    if let Some(words) = &words
        && words.stands_for.0.is_none()
        && field.attrs.deserialize_with().is_some()
    {
        refused.extend(opaque(attributes));
    }
    let words = words.unwrap_or_default();
    Field {
        label: match &field.member {
            Member::Named(ident) => Some(ident.unraw().to_string()),
            Member::Unnamed(_) => None,
        },
        key: key(field.attrs.name()),
        aliases: aliases(field.attrs.name(), field.attrs.aliases()),
        bounds: bounds(&words, attributes, errors),
        ty: Type {
            tokens: words
                .stands_for
                .0
                .map_or_else(|| field.ty.to_token_stream(), ToTokens::into_token_stream),
            constant: format_ident!("__OAI_{variant}_{number}"),
        },
        description: docs::description(words.description, attributes),
        flatten: field.attrs.flatten(),
        required: field.attrs.default().is_none(),
        refused,
    }
}

pub(super) fn variants(variants: &[ast::Variant<'_>], errors: &mut Errors) -> Vec<Variant> {
    let mut sent = Vec::new();
    for (number, declared) in variants.iter().enumerate() {
        let variant = variant(declared, number, errors);
        if !declared.attrs.skip_deserializing() {
            sent.push(variant);
        }
    }
    sent
}

fn variant(variant: &ast::Variant<'_>, number: usize, errors: &mut Errors) -> Variant {
    let attributes = &variant.original.attrs;
    let words = errors
        .take(ours::VariantWords::read(attributes))
        .unwrap_or_default();
    let mut refused = Vec::new();
    if variant.attrs.untagged() {
        refused.extend(theirs::refuse(
            attributes,
            "untagged",
            "one untagged variant among tagged ones cannot be told apart: \
             make the whole enum untagged, or give the variant a tag",
        ));
    }
    if variant.attrs.deserialize_with().is_some() {
        refused.extend(theirs::refuse_first(
            attributes,
            &["with", "deserialize_with"],
            "this hides the variant's wire form: \
             put it on the variant's field, with `#[openai(as = \"Type\")]` beside it",
        ));
    }
    Variant {
        label: variant.ident.unraw().to_string(),
        key: key(variant.attrs.name()),
        aliases: aliases(variant.attrs.name(), variant.attrs.aliases()),
        description: docs::description(words.description, attributes),
        refused,
        other: variant.attrs.other(),
        emptied: matches!(variant.style, Style::Newtype)
            && variant
                .fields
                .iter()
                .all(|field| field.attrs.skip_deserializing()),
        content: content(variant, number, errors),
    }
}

fn content(variant: &ast::Variant<'_>, number: usize, errors: &mut Errors) -> Content {
    match (variant.style, variant.fields.as_slice()) {
        (Style::Unit, _) => Content::Unit,
        (Style::Newtype, [only]) => {
            let skipped = only.attrs.skip_deserializing();
            let field = field(only, (number, 0), errors);
            // serde reads a variant whose only value is skipped as a unit variant.
            if skipped {
                Content::Unit
            } else {
                Content::Newtype(Box::new(field))
            }
        }
        (Style::Struct, declared) => Content::Object(fields(declared, number, errors)),
        (Style::Newtype | Style::Tuple, declared) => {
            let sent = fields(declared, number, errors).len();
            let mut tuple = tuple(declared, sent, &variant.ident);
            tuple.place = variant.ident.to_token_stream();
            Content::Tuple(tuple)
        }
    }
}

fn opaque(attributes: &[syn::Attribute]) -> Option<RefusedWord> {
    theirs::refuse_first(
        attributes,
        &["with", "deserialize_with"],
        "this hides the field's wire form: \
         add `#[openai(as = \"Type\")]` with a type that has the same wire form",
    )
}

/// The bounds in the order in which they stand.
fn bounds(
    words: &ours::FieldWords,
    attributes: &[syn::Attribute],
    errors: &mut Errors,
) -> Vec<Bound> {
    let mut bounds = Vec::new();
    for number in words.numbers() {
        if let Some(limit) = errors.take(literal::number(&number.value)) {
            bounds.push(Bound {
                word: number.word.clone(),
                literal: number.value.clone(),
                limit,
            });
        }
    }
    for count in words.counts() {
        if let Some(limit) = errors.take(literal::count(&count.value)) {
            bounds.push(Bound {
                word: count.word.clone(),
                literal: count.value.clone(),
                limit,
            });
        }
    }
    let order: Vec<_> = theirs::words_of(attributes, "openai").collect();
    bounds.sort_by_key(|bound| order.iter().position(|word| *word == bound.word));
    bounds
}

fn key(name: &MultiName) -> Key {
    from_name(name.deserialize_name())
}

/// serde's set of aliases has the name itself in it.
fn aliases(name: &MultiName, aliases: &BTreeSet<Name>) -> Vec<Key> {
    aliases
        .iter()
        .filter(|alias| *alias != name.deserialize_name())
        .map(from_name)
        .collect()
}

fn from_name(name: &Name) -> Key {
    Key {
        text: name.value.clone(),
        span: name.span,
    }
}
