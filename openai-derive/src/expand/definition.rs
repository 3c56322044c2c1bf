//! `impl Schema`: who the type is, and what it is on the wire.
//!
//! A type without parameters has its definition in a static, so that types can contain each
//! other. A generic type cannot have a static for each instance; its definition is inline.

use super::{check, enumeration, format_name, generics, name, object, optional};
use crate::model::{Item, Shape, Source};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn schema(item: &Item, draft: &TokenStream) -> TokenStream {
    let ident = &item.ident;
    let identity = identity(item);
    let check = check::check(item);
    let agreement = super::draft::agreement(item);
    let definition = definition(item);
    if generics::is_generic(item) {
        let (parameters, arguments, _) = item.generics.split_for_impl();
        let predicates = generics::predicates(item);
        return quote! {
            #[automatically_derived]
            impl #parameters __oai::Schema for #ident #arguments #predicates {
                type Draft = #draft;
                const IDENTITY: __oai::Identity = #identity;
                const NODE: __oai::Node = __oai::Node::Inline(&#definition);
                #check
                #agreement
            }
        };
    }
    quote! {
        static __OAI_DEFINITION: __oai::Definition = #definition;
        #[automatically_derived]
        impl __oai::Schema for #ident {
            type Draft = #draft;
            const IDENTITY: __oai::Identity = #identity;
            const NODE: __oai::Node = __oai::Node::Named(__oai::Link::to(&__OAI_DEFINITION));
            #check
            #agreement
        }
    }
}

fn identity(item: &Item) -> TokenStream {
    let arguments = generics::identities(item);
    identity_of(
        &name(item),
        item.fingerprint,
        &format_name(item),
        &arguments,
    )
}

/// The place tells types of one name apart, the fingerprint those of one place.
pub(super) fn identity_of(
    name: &str,
    fingerprint: u64,
    shown: &TokenStream,
    arguments: &[TokenStream],
) -> TokenStream {
    quote! {
        __oai::Identity::new(
            ::core::concat!(
                ::core::module_path!(), ":", ::core::file!(), ":",
                ::core::line!(), ":", ::core::column!(), ":", #name
            ),
            #fingerprint,
            #shown,
            &[#(#arguments),*],
        )
    }
}

fn definition(item: &Item) -> TokenStream {
    let ident = &item.ident;
    let (_, arguments, _) = item.generics.split_for_impl();
    let description = match &item.shape {
        Shape::Enum(data) if data.is_words() => {
            enumeration::with_words(item.description.as_deref(), &data.variants)
        }
        // A newtype's value has no other place for a description of its own.
        Shape::Newtype { field, .. } => item.description.clone().or(field.description.clone()),
        _ => item.description.clone(),
    };
    let description = optional(description.as_deref());
    let transparent = matches!(
        item.shape,
        Shape::Unit | Shape::Newtype { .. } | Shape::Source(_)
    ) && !item.shape.is_object();
    let opaque = match &item.shape {
        Shape::Source(_) => true,
        Shape::Newtype { field, .. } => matches!(field.ty.source, Source::As | Source::Written(_)),
        _ => false,
    };
    let node = node(item);
    quote! {
        __oai::Definition {
            identity: <#ident #arguments as __oai::Schema>::IDENTITY,
            description: #description,
            transparent: #transparent,
            opaque: #opaque,
            node: #node,
        }
    }
}

fn node(item: &Item) -> TokenStream {
    match &item.shape {
        Shape::Unit => quote!(__oai::Node::Null),
        Shape::Object { tag, fields, .. } => object::object(item, tag.as_ref(), fields),
        Shape::Newtype { field, .. } => object::value(item, field),
        Shape::Source(source) => object::type_value(item, source),
        // The check has refused it.
        Shape::Tuple(_) => quote!(__oai::Node::Object(&[])),
        Shape::Enum(data) if data.is_words() => enumeration::choice(data.variants.iter()),
        Shape::Enum(data) => enumeration::any_of(item, data),
    }
}
