//! Empty impls for an item that was refused, so that its other uses add no errors of their own.

use super::definition::identity_of;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput};

pub(crate) fn fallback(input: &DeriveInput, path: &TokenStream) -> TokenStream {
    let ident = &input.ident;
    let name = syn::ext::IdentExt::unraw(ident).to_string();
    let (parameters, arguments, clause) = input.generics.split_for_impl();
    let identity = identity_of(&name, 0, &name.to_token_stream(), &[]);
    let own = input
        .generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    // The `for` keeps rustc from asking here whether serde's derive has failed too.
    let format = matches!(input.data, Data::Struct(_)).then(|| {
        quote! {
            #[automatically_derived]
            impl #parameters __oai::ResponseFormat for #ident #arguments
            where #(#own,)* for<'__oai> #ident #arguments: __oai::DeserializeOwned
            {
                const SCHEMA: __oai::StrictSchema = __oai::schema::<Self>();
            }
        }
    });
    quote! {
        const _: () = {
            use #path::__private as __oai;
            #[automatically_derived]
            impl #parameters __oai::Schema for #ident #arguments #clause {
                type Draft = __oai::NeverDraft<Self>;
                const IDENTITY: __oai::Identity = #identity;
                const NODE: __oai::Node = __oai::Node::Object(&[]);
            }
            #format
        };
    }
}
