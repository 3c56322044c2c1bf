//! A schema that the user wrote, as a node.

use super::object::{object_of, property, set};
use crate::model::{Wire, WireKind};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn wire(written: &Wire) -> TokenStream {
    let node = kind(&written.kind);
    if written.bounds.is_empty() {
        return node;
    }
    let bounds = set(&written.bounds, "", false);
    quote!(__oai::Node::Bounded(&#node, &#bounds))
}

fn kind(kind: &WireKind) -> TokenStream {
    match kind {
        WireKind::Null => quote!(__oai::Node::Null),
        WireKind::Boolean => quote!(__oai::Node::Boolean),
        // The widest that the engine's bounds can say.
        WireKind::Integer => quote!(<i64 as __oai::Schema>::NODE),
        WireKind::Number => quote!(__oai::Node::Number),
        WireKind::String => quote!(__oai::Node::String),
        WireKind::Words(words) => quote! {
            __oai::Node::Choice(__oai::Choice { words: &[#(#words),*], aliases: &[], open: false })
        },
        WireKind::List(items) => {
            let items = wire(items);
            quote!(__oai::Node::Array { items: &#items, length: ::core::option::Option::None })
        }
        WireKind::Object(properties) => object_of(properties.iter().map(|part| {
            let node = wire(&part.wire);
            property(
                &part.key,
                &[],
                part.description.as_deref(),
                true,
                &quote!(&#node),
            )
        })),
        WireKind::AnyOf(branches) => {
            let branches = branches.iter().map(wire);
            // What tells the branches apart is known to the field's own reader alone.
            quote! {
                __oai::Node::AnyOf {
                    branches: &[#(__oai::Branch {
                        variant: "anyOf",
                        description: ::core::option::Option::None,
                        node: &#branches,
                    }),*],
                    tagging: __oai::Tagging::External,
                }
            }
        }
        WireKind::Nullable(inner) => {
            let inner = wire(inner);
            quote!(__oai::Node::Nullable(&#inner))
        }
    }
}
