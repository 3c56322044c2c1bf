//! Parameters of generic types: the bounds that the impls need, and the arguments' identities.

use crate::model::{Item, Type};
use crate::types::mentions;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::GenericParam;

/// Whether the type has instances: a lifetime alone makes none, and the check refuses it.
pub(super) fn is_generic(item: &Item) -> bool {
    item.generics
        .params
        .iter()
        .any(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
}

/// Whether a type may be another in each instance of the item.
pub(super) fn depends(item: &Item, ty: &Type) -> bool {
    mentions(&ty.tokens).iter().any(|mention| {
        item.generics
            .params
            .iter()
            .any(|parameter| name(parameter).is_some_and(|parameter| mention.ident == *parameter))
    })
}

/// The user's own predicates, and a schema for every argument that is on the wire. It ends with
/// a comma.
pub(super) fn predicates(item: &Item) -> TokenStream {
    predicates_of(item, &quote!(__oai))
}

/// The same where the hidden names are elsewhere.
pub(super) fn predicates_of(item: &Item, oai: &TokenStream) -> TokenStream {
    let own = item
        .generics
        .where_clause
        .iter()
        .flat_map(|clause| &clause.predicates);
    let types = types(item);
    quote!(where #(#own,)* #(#types: #oai::Schema + #oai::DeserializeOwned,)*)
}

/// The identities of the arguments, in order.
pub(super) fn identities(item: &Item) -> Vec<TokenStream> {
    let types = types(item)
        .into_iter()
        .map(|ty| quote!(<#ty as __oai::Schema>::IDENTITY));
    let values = item
        .generics
        .const_params()
        .map(|parameter| &parameter.ident)
        .map(|value| quote!(__oai::Identity::value(#value as i128)));
    types.chain(values).collect()
}

/// The type parameters that the fields mention, or the associated types where they mention those.
fn types(item: &Item) -> Vec<TokenStream> {
    let mentions: Vec<_> = item
        .types()
        .into_iter()
        .flat_map(|ty| mentions(&ty.tokens))
        .collect();
    let mut found: Vec<TokenStream> = Vec::new();
    for parameter in item.generics.type_params() {
        let mut members: Vec<Option<&Ident>> = Vec::new();
        for mention in mentions
            .iter()
            .filter(|mention| mention.ident == parameter.ident)
        {
            if !members.contains(&mention.member.as_ref()) {
                members.push(mention.member.as_ref());
            }
        }
        let ident = &parameter.ident;
        found.extend(members.into_iter().map(|member| match member {
            Some(member) => quote!(#ident::#member),
            None => ident.to_token_stream(),
        }));
    }
    found
}

fn name(parameter: &GenericParam) -> Option<&Ident> {
    match parameter {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(parameter) => Some(&parameter.ident),
        GenericParam::Const(parameter) => Some(&parameter.ident),
    }
}
