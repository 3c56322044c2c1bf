//! What serde's derive asks for first, so that a `Deserialize` by hand is noticed.

use super::field::is_leaf;
use crate::model::{Item, Shape, Source, Tagging};
use crate::types::{replace_self, text};
use proc_macro2::TokenStream;
use quote::quote;

/// The function of `impl Schema` that asks the type and the types of its fields.
pub(in crate::expand) fn agreement(item: &Item) -> TokenStream {
    if super::is_leaf(item) {
        return TokenStream::new();
    }
    let parts = parts(item);
    let Some((wanted, members)) = wanted(item) else {
        return quote! {
            fn __agree(probe: &mut __oai::Probe) {
                #(<#parts as __oai::Schema>::__agree(probe);)*
            }
        };
    };
    quote! {
        fn __agree(probe: &mut __oai::Probe) {
            let new = probe.ask(Self::IDENTITY, __oai::Wanted::#wanted, #members, |from| {
                <Self as __oai::Deserialize<'_>>::deserialize(from).map(|_| ())
            });
            if new {
                #(<#parts as __oai::Schema>::__agree(probe);)*
            }
        }
    }
}

/// The call, and the keys that go with it. A transparent struct makes none of its own.
fn wanted(item: &Item) -> Option<(TokenStream, TokenStream)> {
    let name = &item.wire_name;
    let none = quote!(&[]);
    Some(match &item.shape {
        Shape::Object { fields, .. } if fields.iter().any(|field| field.flatten) => {
            let expecting = expecting(item, "struct");
            (quote!(Map(#expecting)), none)
        }
        Shape::Object { .. } => (quote!(Struct(#name)), quote!(__oai::members::<Self>())),
        Shape::Newtype {
            transparent: false, ..
        } => (quote!(Newtype(#name)), none),
        Shape::Enum(data) => match &data.tagging {
            Tagging::External => (quote!(Enum(#name)), none),
            Tagging::Internal { .. } => {
                let expecting = expecting(item, "internally tagged enum");
                (quote!(Any(#expecting)), none)
            }
            Tagging::Adjacent { tag, content } => {
                let keys = [tag, content]
                    .map(|key| crate::expand::object::required(key, &quote!(&__oai::Node::Null)));
                (quote!(Struct(#name)), quote!(&[#(#keys),*]))
            }
            Tagging::Untagged => return None,
        },
        Shape::Newtype { .. } | Shape::Unit | Shape::Tuple(_) | Shape::Source(_) => return None,
    })
}

/// What serde's derive says that it expects.
fn expecting(item: &Item, kind: &str) -> String {
    item.expecting
        .clone()
        .unwrap_or_else(|| format!("{kind} {}", item.ident))
}

/// The types of the fields that are entered, each once.
fn parts(item: &Item) -> Vec<TokenStream> {
    let mut seen: Vec<String> = Vec::new();
    let mut parts = Vec::new();
    for field in item.fields() {
        let entered = !field.ty.plain && !is_leaf(field) && matches!(field.ty.source, Source::Own);
        let name = text(&field.own);
        if entered && !seen.contains(&name) {
            seen.push(name);
            parts.push(replace_self(field.own.clone(), &item.ident));
        }
    }
    parts
}
