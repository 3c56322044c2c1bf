//! The draft of a type: what a user sees of a value while it arrives.
//!
//! A draft that has fields of its own is an item beside the user's, so that it has a name; how it is
//! read is an impl inside of the anonymous constant.

mod agreement;
mod enumeration;
mod field;
mod newtype;
mod object;

use super::generics;
use crate::model::{Content, Enum, Item, Shape, Tagging};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

pub(super) use self::agreement::agreement;

/// What the draft of a type needs, in its three places.
#[derive(Default)]
pub(super) struct Draft {
    /// The type of the draft, as `impl Schema` names it.
    pub(super) name: TokenStream,
    /// The items beside the user's.
    pub(super) items: TokenStream,
    /// How they are read.
    pub(super) impls: TokenStream,
}

pub(super) fn draft(item: &Item, path: &TokenStream) -> Draft {
    let outside = quote!(#path::__private);
    if is_leaf(item) {
        return Draft {
            name: quote!(__oai::LeafDraft<Self>),
            ..Draft::default()
        };
    }
    match &item.shape {
        Shape::Object {
            tag,
            fields,
            skipped,
        } => object::object(
            item,
            &object::Object {
                name: name(item),
                visibility: &item.visibility,
                fields,
                skipped,
                first: usize::from(tag.is_some()),
                built: None,
            },
            &outside,
        ),
        Shape::Newtype {
            field, transparent, ..
        } => newtype::newtype(item, field, *transparent, &outside),
        Shape::Enum(data) if data.is_words() => enumeration::words(item, data),
        Shape::Enum(data) => enumeration::enumeration(item, data, &outside),
        // These are leaves.
        Shape::Unit | Shape::Tuple(_) | Shape::Source(_) => Draft::default(),
    }
}

/// Whether the type is read in one piece: by a `Deserialize` that is not serde's own, or because
/// what it is shows only at its end.
fn is_leaf(item: &Item) -> bool {
    item.leaf
        || match &item.shape {
            Shape::Unit | Shape::Tuple(_) | Shape::Source(_) => true,
            Shape::Newtype { others, .. } => *others,
            // Whose keys they are is not known where the type is declared.
            Shape::Object { fields, .. } => fields
                .iter()
                .any(|field| field.flatten && generics::depends(item, &field.ty)),
            Shape::Enum(data) => is_leaf_enum(data),
        }
}

fn is_leaf_enum(data: &Enum) -> bool {
    matches!(data.tagging, Tagging::Untagged)
        || data.variants.iter().any(|variant| {
            variant.emptied
                || match &variant.content {
                    Content::Object { fields, .. } => fields.iter().any(|field| field.flatten),
                    Content::Tuple(_) => true,
                    Content::Unit | Content::Newtype(_) => false,
                }
        })
}

/// The name of the draft.
fn name(item: &Item) -> Ident {
    match &item.draft {
        Some(name) => name.clone(),
        None => format_ident!("{}Draft", item.ident.unraw(), span = item.ident.span()),
    }
}

/// The parameters, arguments and predicates of a draft outside of the anonymous constant.
fn declared(item: &Item, outside: &TokenStream) -> (TokenStream, TokenStream) {
    if !generics::is_generic(item) {
        return (TokenStream::new(), TokenStream::new());
    }
    let (parameters, ..) = item.generics.split_for_impl();
    (quote!(#parameters), generics::predicates_of(item, outside))
}

/// The head of an impl inside of the constant, for a draft with the item's parameters.
fn implemented(item: &Item, what: &TokenStream, draft: &Ident) -> TokenStream {
    if !generics::is_generic(item) {
        return quote!(impl #what for #draft);
    }
    let (parameters, arguments, _) = item.generics.split_for_impl();
    let predicates = generics::predicates(item);
    quote!(impl #parameters #what for #draft #arguments #predicates)
}

/// The type that the draft becomes, with its arguments.
fn value(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let (_, arguments, _) = item.generics.split_for_impl();
    quote!(#ident #arguments)
}

/// The draft with its arguments.
fn named(item: &Item, draft: &Ident) -> TokenStream {
    let (_, arguments, _) = item.generics.split_for_impl();
    quote!(#draft #arguments)
}

/// A field that names the parameters, of which the others may name none.
fn parameters(item: &Item) -> Option<TokenStream> {
    let value = value(item);
    generics::is_generic(item).then(|| quote!(::core::marker::PhantomData<fn() -> #value>))
}
