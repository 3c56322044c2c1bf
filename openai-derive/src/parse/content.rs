//! Fields and variants: what serde sends of them, under which names.

use super::{docs, literal, ours, theirs, tuple, wire};
use crate::errors::Errors;
use crate::model::{
    Absent, Bound, Content, Field, Key, Limit, RefusedWord, Skipped, Source, Type, Variant,
};
use crate::types::is_plain;
use quote::{ToTokens, format_ident};
use serde_derive_internals::ast;
use serde_derive_internals::ast::Style;
use serde_derive_internals::attr::Default;
use serde_derive_internals::name::{MultiName, Name};
use std::collections::BTreeSet;
use syn::Member;
use syn::ext::IdentExt;

/// The fields that are on the wire. The attributes of the others are read all the same, for
/// their mistakes.
pub(super) fn fields(fields: &[ast::Field<'_>], owner: &Owner, errors: &mut Errors) -> Vec<Field> {
    let mut sent = Vec::new();
    for (number, declared) in fields.iter().enumerate() {
        let field = field(declared, number, owner, errors);
        if declared.attrs.skip_deserializing() {
            idle(
                &declared.original.attrs,
                "the field is never on the wire",
                errors,
            );
        } else {
            sent.push(field);
        }
    }
    sent
}

/// The fields that are never on the wire.
pub(super) fn skipped(fields: &[ast::Field<'_>]) -> Vec<Skipped> {
    let skipped = fields
        .iter()
        .filter(|field| field.attrs.skip_deserializing());
    skipped
        .map(|field| Skipped {
            member: field.member.clone(),
            default: absent(field.attrs.default()),
        })
        .collect()
}

/// What a missing key stands for.
pub(super) fn absent(default: &Default) -> Absent {
    match default {
        Default::None => Absent::Own,
        Default::Default => Absent::Default,
        Default::Path(path) => Absent::Path(path.to_token_stream()),
    }
}

/// Reports our words where they do nothing.
pub(super) fn idle(attributes: &[syn::Attribute], reason: &str, errors: &mut Errors) {
    for word in theirs::words_of(attributes, "openai") {
        errors.at(
            word.span(),
            format_args!("{reason}, so this does nothing: remove it"),
        );
    }
}

/// The same for all inside a type that is read as another one.
pub(super) fn idle_inside(data: &ast::Data<'_>, errors: &mut Errors) {
    let reason = "the type is read as another one";
    if let ast::Data::Enum(variants) = data {
        for variant in variants {
            idle(&variant.original.attrs, reason, errors);
        }
    }
    for field in data.all_fields() {
        idle(&field.original.attrs, reason, errors);
    }
}

/// What declares fields: a struct, or a variant of an enum.
pub(super) struct Owner {
    /// The path in Rust, for messages.
    pub(super) place: String,
    /// The same with the name of the definition, by which a request fills the words of a field.
    pub(super) title: String,
    /// The number of the variant, which is zero in a struct.
    pub(super) number: usize,
}

/// A field at its place.
pub(super) fn field(
    field: &ast::Field<'_>,
    number: usize,
    owner: &Owner,
    errors: &mut Errors,
) -> Field {
    let attributes = &field.original.attrs;
    let words = errors.take(ours::FieldWords::read(attributes));
    let known = words.is_some();
    let words = words.unwrap_or_default();
    let own = field.ty.to_token_stream();
    let mut refused: Vec<RefusedWord> = theirs::words_of(attributes, "openai")
        .filter(|word| ["as", "schema", "entries"].iter().any(|form| word == form))
        .skip(1)
        .map(|word| RefusedWord {
            word,
            message: "another word says the wire form already: keep one of them",
        })
        .collect();
    let with = field.attrs.deserialize_with();
    let written = words
        .schema
        .as_ref()
        .and_then(|literal| Some((wire::schema(literal, errors)?, literal)));
    let (source, tokens) = if let Some((written, literal)) = written {
        (Source::Written(written), literal.to_token_stream())
    } else if let Some(other) = &words.stands_for.0 {
        (Source::As, other.to_token_stream())
    } else if words.entries.is_some() || with.is_some_and(|with| theirs::is_entries(&with.path)) {
        if let (Some(word), None) = (&words.entries, with) {
            refused.push(RefusedWord {
                word: word.0.clone(),
                message: "serde reads the field, so it must know too: \
                          add `#[serde(with = \"openai_structured::entries\")]`",
            });
        }
        (Source::Entries, own.clone())
    } else {
        // A word that could not be read may have been the one that says the wire form.
        if known && with.is_some() && words.schema.is_none() {
            refused.extend(opaque(attributes));
        }
        (Source::Own, own.clone())
    };
    Field {
        member: field.member.clone(),
        place: match &field.member {
            Member::Named(ident) => format!("{}.{}", owner.place, ident.unraw()),
            Member::Unnamed(_) => owner.place.clone(),
        },
        title: match &field.member {
            Member::Named(ident) => format!("{}.{}", owner.title, ident.unraw()),
            Member::Unnamed(_) => owner.title.clone(),
        },
        key: key(field.attrs.name()),
        aliases: aliases(field.attrs.name(), field.attrs.aliases()),
        bounds: bounds(&words, attributes, errors),
        own,
        ty: Type {
            plain: matches!(source, Source::Own) && !field.attrs.flatten() && is_plain(&tokens),
            tokens,
            constant: format_ident!("__OAI_{}_{number}", owner.number),
            source,
        },
        description: docs::description(words.description.as_ref(), attributes),
        flatten: field.attrs.flatten(),
        visibility: field.original.vis.to_token_stream(),
        absent: absent(field.attrs.default()),
        with: with.map(ToTokens::to_token_stream),
        leaf: words.leaf.is_some(),
        check: words.check.map(|check| check.0),
        refused,
    }
}

pub(super) fn variants(
    variants: &[ast::Variant<'_>],
    container: &Owner,
    errors: &mut Errors,
) -> Vec<Variant> {
    let mut sent = Vec::new();
    for (number, declared) in variants.iter().enumerate() {
        let name = declared.ident.unraw();
        let owner = Owner {
            place: format!("{}::{name}", container.place),
            title: format!("{}::{name}", container.title),
            number,
        };
        let variant = variant(declared, &owner, errors);
        if !declared.attrs.skip_deserializing() {
            sent.push(variant);
        }
    }
    sent
}

fn variant(variant: &ast::Variant<'_>, owner: &Owner, errors: &mut Errors) -> Variant {
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
        ident: variant.ident.clone(),
        key: key(variant.attrs.name()),
        aliases: aliases(variant.attrs.name(), variant.attrs.aliases()),
        description: docs::description(words.description.as_ref(), attributes),
        refused,
        other: variant.attrs.other(),
        emptied: matches!(variant.style, Style::Newtype)
            && variant
                .fields
                .iter()
                .all(|field| field.attrs.skip_deserializing()),
        content: content(variant, owner, errors),
    }
}

fn content(variant: &ast::Variant<'_>, owner: &Owner, errors: &mut Errors) -> Content {
    match (variant.style, variant.fields.as_slice()) {
        (Style::Unit, _) => Content::Unit,
        (Style::Newtype, [only]) => {
            let skipped = only.attrs.skip_deserializing();
            let field = field(only, 0, owner, errors);
            // serde reads a variant whose only value is skipped as a unit variant.
            if skipped {
                Content::Unit
            } else {
                Content::Newtype(Box::new(field))
            }
        }
        (Style::Struct, declared) => Content::Object {
            fields: fields(declared, owner, errors),
            skipped: skipped(declared),
        },
        (Style::Newtype | Style::Tuple, declared) => {
            let sent = fields(declared, owner, errors).len();
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
    let numbers = words
        .numbers()
        .map(|word| (word, literal::number(&word.value)));
    let counts = words
        .counts()
        .map(|word| (word, literal::count(&word.value)));
    let texts = words.texts().map(|word| (word, literal::text(&word.value)));
    let mut bounds: Vec<Bound> = words
        .open()
        .map(|word| Bound {
            word: word.clone(),
            literal: word.to_token_stream(),
            limit: Limit::Open,
        })
        .collect();
    for (word, limit) in numbers.chain(counts).chain(texts) {
        if let Some(limit) = errors.take(limit) {
            bounds.push(Bound {
                word: word.word.clone(),
                literal: word.value.to_token_stream(),
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
