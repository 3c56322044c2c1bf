//! From the tokens of an item to the model: serde's attributes by serde's own parser, ours by
//! darling.

mod content;
mod docs;
mod json;
mod literal;
mod ours;
mod theirs;
mod wire;

use crate::errors::Errors;
use crate::model::{Enum, Item, RefusedWord, Shape, Source, Tag, Tagging, Tuple, Type, Wrap};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident};
use serde_derive_internals::ast::{Container, Data, Style};
use serde_derive_internals::attr::{Identifier, TagType};
use serde_derive_internals::{Ctxt, Derive};
use syn::ext::IdentExt;
use syn::{DeriveInput, LitStr};

pub(crate) use self::docs::{description, doc_comment_span};
pub(crate) use self::ours::{NoWords, SetWords, ToolWords, crate_path};

/// Reads an item. What cannot be read is reported and left out, so that the rest can be checked;
/// `None` is for a union, which has no model.
pub(crate) fn item(input: &DeriveInput, errors: &mut Errors) -> Option<Item> {
    if let syn::Data::Union(data) = &input.data {
        errors.over(
            data.union_token,
            "a union has no schema: write an enum, or a struct with one field for each case",
        );
        return None;
    }
    let words = errors
        .take(ours::TypeWords::read(&input.attrs))
        .unwrap_or_default();

    // The argument names serde's private module, which matters only to serde's own output.
    let private = proc_macro2::Ident::new("__private", Span::call_site());
    let context = Ctxt::new();
    let container = Container::from_ast(&context, input, Derive::Deserialize, &private);
    // serde's own derive says the same at the same place, and rustc prints it once.
    errors.take(context.check());

    let container = container?;
    // A type that reads itself by hand says what its wire form is.
    let form = match (words.schema, words.stands_for.0) {
        (Some(literal), _) => wire::schema(&literal, errors)
            .map(|written| (literal.to_token_stream(), Source::Written(written))),
        (None, ty) => ty.map(|ty| (ty.to_token_stream(), Source::As)),
    };
    let tokens = input.to_token_stream().to_string();
    Some(Item {
        ident: input.ident.clone(),
        wire_name: container.attrs.name().deserialize_name().value.clone(),
        expecting: container.attrs.expecting().map(str::to_owned),
        visibility: input.vis.to_token_stream(),
        generics: input.generics.clone(),
        description: description(words.description.as_ref(), &input.attrs),
        fingerprint: fingerprint(&tokens),
        lints: lints(input, &tokens),
        refused: refused_words(&container),
        wrap: words.wrap.map(|wrap| Wrap {
            key: wrap
                .key
                .unwrap_or_else(|| LitStr::new("value", wrap.word.span())),
            word: wrap.word,
        }),
        check: words.check.map(|check| check.0),
        draft: words.draft.map(|name| name.0),
        leaf: words.leaf.is_some(),
        closed: container.attrs.deny_unknown_fields(),
        default: content::absent(container.attrs.default()),
        shape: shape(&container, form, words.name.as_ref(), errors),
        name: words.name,
    })
}

fn shape(
    container: &Container<'_>,
    form: Option<(TokenStream, Source)>,
    name: Option<&LitStr>,
    errors: &mut Errors,
) -> Shape {
    let attrs = &container.attrs;
    let place = container.ident.unraw().to_string();
    let owner = content::Owner {
        title: name.map_or_else(|| place.clone(), LitStr::value),
        place,
        number: 0,
    };
    let converted = || {
        let from = attrs.type_from().map(|ty| (ty, Source::As));
        let ty = from.or(attrs.type_try_from().map(|ty| (ty, Source::Tried)));
        ty.map(|(ty, source)| (ty.to_token_stream(), source))
    };
    if let Some((tokens, source)) = form.or_else(converted) {
        content::idle_inside(&container.data, errors);
        return Shape::Source(Type {
            tokens,
            constant: format_ident!("__OAI_0_0"),
            source,
            plain: false,
        });
    }
    match &container.data {
        Data::Struct(_, fields) if attrs.transparent() => {
            // Without such a field serde has reported it.
            match fields.iter().find(|field| field.attrs.transparent()) {
                Some(field) => Shape::Newtype {
                    field: Box::new(content::field(field, 0, &owner, errors)),
                    transparent: true,
                    others: fields.len() > 1,
                },
                None => Shape::Unit,
            }
        }
        Data::Struct(Style::Unit, _) => Shape::Unit,
        Data::Struct(Style::Struct, fields) => Shape::Object {
            tag: match attrs.tag() {
                TagType::Internal { tag } => Some(Tag {
                    key: tag.clone(),
                    value: attrs.name().deserialize_name().value.clone(),
                }),
                TagType::External | TagType::Adjacent { .. } | TagType::None => None,
            },
            fields: content::fields(fields, &owner, errors),
            skipped: content::skipped(fields),
        },
        // serde reads a newtype's only field even where it is marked `skip`.
        Data::Struct(Style::Newtype, fields) => match fields.first() {
            Some(field) => Shape::Newtype {
                field: Box::new(content::field(field, 0, &owner, errors)),
                transparent: false,
                others: false,
            },
            None => Shape::Unit,
        },
        Data::Struct(Style::Tuple, fields) => {
            // Read for the mistakes in their attributes.
            let sent = content::fields(fields, &owner, errors).len();
            Shape::Tuple(tuple(fields, sent, &container.ident))
        }
        Data::Enum(variants) => Shape::Enum(Enum {
            tagging: match attrs.tag() {
                TagType::External => Tagging::External,
                TagType::Internal { tag } => Tagging::Internal { tag: tag.clone() },
                TagType::Adjacent { tag, content } => Tagging::Adjacent {
                    tag: tag.clone(),
                    content: content.clone(),
                },
                TagType::None => Tagging::Untagged,
            },
            variants: content::variants(variants, &owner, errors),
            skips: variants
                .iter()
                .any(|variant| variant.attrs.skip_deserializing()),
        }),
    }
}

/// A tuple's mistake stands at its second field; an empty one has only the name before it.
fn tuple(
    fields: &[serde_derive_internals::ast::Field<'_>],
    sent: usize,
    name: &proc_macro2::Ident,
) -> Tuple {
    Tuple {
        sent,
        declared: fields.len(),
        place: fields.get(1).map_or_else(
            || name.to_token_stream(),
            |field| field.ty.to_token_stream(),
        ),
    }
}

fn refused_words(container: &Container<'_>) -> Vec<RefusedWord> {
    let attributes = &container.original.attrs;
    let attrs = &container.attrs;
    let mut refused = Vec::new();
    if attrs.remote().is_some() {
        refused.extend(theirs::refuse(
            attributes,
            "remote",
            "`remote` makes this a description of another type, which has no schema of its own: \
             derive on a newtype, or name a type with `#[openai(as = \"Type\")]` at the field",
        ));
    }
    if attrs.deny_unknown_fields() && (has_flatten(container) || is_tagged_struct(container)) {
        refused.extend(theirs::refuse(
            attributes,
            "deny_unknown_fields",
            "serde cannot tell unknown keys from those of a flattened struct or of a struct's tag, \
             and refuses them all: remove the word, the schema is closed in any case",
        ));
    }
    let identifier = match attrs.identifier() {
        Identifier::No => None,
        Identifier::Field => Some("field_identifier"),
        Identifier::Variant => Some("variant_identifier"),
    };
    refused.extend(identifier.and_then(|word| {
        theirs::refuse(
            attributes,
            word,
            "an identifier enum is a part of a hand-written `Deserialize` and has no schema: \
             remove the attribute, or do not derive `ResponseFormat`",
        )
    }));
    refused
}

fn has_flatten(container: &Container<'_>) -> bool {
    container
        .data
        .all_fields()
        .any(|field| field.attrs.flatten())
}

fn is_tagged_struct(container: &Container<'_>) -> bool {
    matches!(container.data, Data::Struct(..))
        && matches!(container.attrs.tag(), TagType::Internal { .. })
}

/// FNV-1a over the item's tokens: the same number in every build of the same source.
fn fingerprint(tokens: &str) -> u64 {
    tokens.bytes().fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What the user allowed on the item holds for the code that repeats its tokens, and an item that
/// has to do with something deprecated may do so there too. Nothing is allowed without need, as
/// the user's crate may forbid it.
pub(crate) fn lints(input: &DeriveInput, tokens: &str) -> Vec<syn::Attribute> {
    let mut lints: Vec<syn::Attribute> = Vec::new();
    for attribute in &input.attrs {
        if let syn::Meta::List(list) = &attribute.meta
            && (list.path.is_ident("allow") || list.path.is_ident("expect"))
        {
            let tokens = &list.tokens;
            lints.push(syn::parse_quote!(#[allow(#tokens)]));
        }
    }
    if tokens.contains("deprecated") {
        lints.push(syn::parse_quote!(#[allow(deprecated)]));
    }
    lints
}
