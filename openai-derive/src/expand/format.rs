//! `impl ResponseFormat`: what may be the whole of an answer.

use super::generics;
use crate::model::{Item, Shape, Source, Wrap};
use crate::types::replace_self;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn response_format(item: &Item) -> Option<TokenStream> {
    let ident = &item.ident;
    // What a newtype holds may be no object. The `for` keeps rustc from asking here, so that the
    // error stands where the type is used as a root.
    let deferred = match &item.shape {
        shape if item.wrap.is_some() || shape.is_object() => None,
        Shape::Source(source) if matches!(source.source, Source::Written(_)) => return None,
        Shape::Newtype { field, .. } => Some(&field.ty),
        Shape::Source(source) => Some(source),
        Shape::Object { .. } | Shape::Unit | Shape::Tuple(_) | Shape::Enum(_) => return None,
    }
    .map(|inner| {
        let inner = replace_self(inner.tokens.clone(), ident);
        quote!(for<'__oai> #inner: __oai::ResponseFormat)
    });
    let format = match &item.wrap {
        None => quote!(
            const SCHEMA: __oai::StrictSchema = __oai::schema::<Self>();
        ),
        Some(Wrap { key, .. }) => quote! {
            const SCHEMA: __oai::StrictSchema = __oai::schema::<__oai::Root<Self>>();
            const WRAP: ::core::option::Option<&'static str> = ::core::option::Option::Some(#key);
        },
    };
    if generics::is_generic(item) {
        let (parameters, arguments, _) = item.generics.split_for_impl();
        let predicates = generics::predicates(item);
        return Some(quote! {
            #[automatically_derived]
            impl #parameters __oai::ResponseFormat for #ident #arguments
            #predicates #ident #arguments: __oai::DeserializeOwned, #deferred
            {
                #format
            }
        });
    }
    let deferred = deferred.map(|predicate| quote!(where #predicate));
    Some(quote! {
        #[automatically_derived]
        impl __oai::ResponseFormat for #ident #deferred {
            #format
        }
    })
}
