//! Objects: their keys, in the order of the declaration, and what stands behind each.

use super::generics::depends;
use super::{json, optional};
use crate::model::{Absent, Bound, Field, Item, Key, Limit, Source, Tag, Type};
use crate::types::replace_self;
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

pub(super) fn object(item: &Item, tag: Option<&Tag>, fields: &[Field]) -> TokenStream {
    let tag = tag.map(|tag| tag_member(&tag.key, &tag.value, true));
    let members = fields.iter().map(|field| member(item, field));
    object_of(tag.into_iter().chain(members))
}

pub(super) fn object_of(members: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let members = members.into_iter();
    quote!(__oai::Node::Object(&[#(#members),*]))
}

/// `open` is for `#[serde(other)]`, which is read from every other tag too.
pub(super) fn tag_member(key: &str, value: &str, open: bool) -> TokenStream {
    quote!(__oai::Member::Tag { key: #key, value: #value, open: #open })
}

/// A key that serde cannot do without.
pub(super) fn required(key: &str, node: &TokenStream) -> TokenStream {
    property(key, &[], None, true, node)
}

/// The texts of names.
pub(super) fn texts(keys: &[Key]) -> Vec<&str> {
    keys.iter().map(|key| key.text.as_str()).collect()
}

pub(super) fn property(
    key: &str,
    aliases: &[Key],
    description: Option<&str>,
    required: bool,
    node: &TokenStream,
) -> TokenStream {
    let description = optional(description);
    let aliases = texts(aliases);
    let written = json::piece([",", &json::quoted(key), ":"]);
    let characters = key.chars().count();
    quote! {
        __oai::Member::Property(__oai::Property {
            key: #key,
            written: ::core::option::Option::Some(#written),
            characters: #characters,
            aliases: &[#(#aliases),*],
            description: #description,
            required: #required,
            node: #node,
        })
    }
}

pub(super) fn member(item: &Item, field: &Field) -> TokenStream {
    let node = place(item, field);
    if field.flatten {
        quote!(__oai::Member::Flatten(#node))
    } else {
        property(
            &field.key.text,
            &field.aliases,
            field.description.as_deref(),
            is_required(item, field),
            &node,
        )
    }
}

/// Whether serde fails without the key, for all that the derive knows.
fn is_required(item: &Item, field: &Field) -> bool {
    matches!((&field.absent, &item.default), (Absent::Own, Absent::Own))
}

/// A node's place in memory.
pub(super) fn borrowed(node: &TokenStream) -> TokenStream {
    quote!(&#node)
}

/// What a field is: its type's node, within its bounds.
pub(super) fn value(item: &Item, field: &Field) -> TokenStream {
    if field.bounds.is_empty() {
        return type_value(item, &field.ty);
    }
    let node = node_of(item, &field.ty);
    let bounds = bounds(field);
    quote!(__oai::Node::Bounded(#node, &#bounds))
}

/// The same by reference.
pub(super) fn place(item: &Item, field: &Field) -> TokenStream {
    if field.bounds.is_empty() {
        node_of(item, &field.ty)
    } else {
        borrowed(&value(item, field))
    }
}

/// The node of a type by reference, as rustc evaluates each borrow of a value anew: its constant, or what it is where no constant is needed or can be: in a
/// generic item each instance makes something else of it.
pub(super) fn node_of(item: &Item, ty: &Type) -> TokenStream {
    if ty.plain || depends(item, ty) {
        projection(item, ty)
    } else {
        ty.constant.to_token_stream()
    }
}

/// One constant for each type. A type without a schema is named here alone, so that rustc says so
/// once.
pub(super) fn constants(item: &Item) -> TokenStream {
    let types = item.types().into_iter();
    let types = types.filter(|ty| !ty.plain && !depends(item, ty));
    types
        .map(|ty| {
            let constant = &ty.constant;
            let node = projection(item, ty);
            quote!(const #constant: &__oai::Node = #node;)
        })
        .collect()
}

/// The type's tokens keep their places, so that rustc underlines what the user wrote.
fn projection(item: &Item, ty: &Type) -> TokenStream {
    let tokens = replace_self(ty.tokens.clone(), &item.ident);
    match &ty.source {
        Source::Own | Source::As | Source::Tried => quote!(<#tokens as __oai::Schema>::REF),
        Source::Entries | Source::Written(_) => borrowed(&type_value(item, ty)),
    }
}

/// The node of a type by value.
pub(super) fn type_value(item: &Item, ty: &Type) -> TokenStream {
    let tokens = replace_self(ty.tokens.clone(), &item.ident);
    match &ty.source {
        Source::Own | Source::As | Source::Tried => quote!(<#tokens as __oai::Schema>::NODE),
        Source::Entries => quote!(<#tokens as __oai::Entries>::NODE),
        Source::Written(written) => super::wire::wire(written),
    }
}

/// The bounds of a field.
pub(super) fn bounds(field: &Field) -> TokenStream {
    set(&field.bounds, &field.title, field.check.is_some())
}

/// Bounds of a field by its title. They are vouched for where the user's own check looks at the
/// value.
pub(super) fn set(bounds: &[Bound], title: &str, vouched: bool) -> TokenStream {
    let set = bounds.iter().map(|bound| {
        let word = proc_macro2::Ident::new(&bound.word.to_string(), proc_macro2::Span::call_site());
        let limit = match &bound.limit {
            Limit::Number { value, text } => {
                let sign = value.is_sign_negative().then(|| quote!(-));
                let value = Literal::f64_suffixed(value.abs());
                quote!(__oai::Bound { value: #sign #value, text: #text })
            }
            Limit::Count(count) => quote!(#count),
            Limit::Text(text) => text.to_token_stream(),
            Limit::Open => title.to_token_stream(),
        };
        quote!(#word: ::core::option::Option::Some(#limit))
    });
    let vouched = vouched.then(|| quote!(vouched: true,));
    quote!(__oai::Bounds { #(#set,)* #vouched ..__oai::Bounds::NONE })
}
