//! The draft of a newtype: that of what it holds, under its own name.

use super::{Draft, declared, field, implemented, name, named, parameters, value};
use crate::model::{Field, Item};
use proc_macro2::TokenStream;
use quote::quote;
use syn::Member;
use syn::ext::IdentExt;

pub(super) fn newtype(
    item: &Item,
    held: &Field,
    transparent: bool,
    outside: &TokenStream,
) -> Draft {
    let name = name(item);
    let visibility = &item.visibility;
    let (parameters_of, predicates) = declared(item, outside);
    let ty = field::ty(item, held, outside);
    let shown = &held.visibility;
    let text = format!("What has arrived of [`{}`].", item.ident.unraw());
    let inner_text = "What has arrived of the value.";
    let lints = &item.lints;
    let marker = parameters(item);
    let declaration = match &held.member {
        Member::Named(member) => {
            let marker = marker.iter().map(|ty| quote!(__oai_type: #ty,));
            quote!(#parameters_of #predicates { #[doc = #inner_text] #shown #member: #ty, #(#marker)* })
        }
        Member::Unnamed(_) => {
            let marker = marker.iter();
            quote!(#parameters_of(#[doc = #inner_text] #shown #ty, #(#marker)*) #predicates;)
        }
    };
    Draft {
        name: named(item, &name),
        items: quote! {
            #[doc = #text]
            #(#lints)*
            #visibility struct #name #declaration
        },
        impls: implementation(item, held, transparent),
    }
}

fn implementation(item: &Item, held: &Field, transparent: bool) -> TokenStream {
    let name = name(item);
    let opening = implemented(item, &quote!(__oai::Draft), &name);
    let (ident, value) = (&item.ident, value(item));
    let member = &held.member;
    let empty = field::empty(held);
    let second = parameters(item).map(|_| match member {
        Member::Named(_) => quote!(, __oai_type: ::core::marker::PhantomData),
        Member::Unnamed(_) => quote!(, 1: ::core::marker::PhantomData),
    });
    let own = field::ty(item, held, &quote!(__oai));
    let place = if held.with.is_some() {
        quote!(self.#member)
    } else {
        quote!(&mut self.#member)
    };
    let read = field::read(held, &place);
    let take = field::take(held, &place);
    let state = if held.with.is_some() {
        quote!(self.#member.state())
    } else {
        quote!(__oai::Draft::state(&self.#member))
    };
    let absent = (transparent && held.with.is_none())
        .then(|| quote!(const ABSENT: __oai::Absent = <#own as __oai::Draft>::ABSENT;));
    let passed_on = held.with.is_none().then(|| {
        quote! {
            const FLAT: bool = <#own as __oai::Draft>::FLAT;
            fn __inside(&mut self, tag: &'static str) -> bool {
                __oai::Draft::__inside(&mut self.#member, tag)
            }
            fn __claim(&mut self, key: &str, input: &mut __oai::Input<'_>) -> __oai::Read<bool> {
                __oai::Draft::__claim(&mut self.#member, key, input)
            }
            fn __read_claimed(&mut self, input: &mut __oai::Input<'_>) -> __oai::Read {
                __oai::Draft::__read_claimed(&mut self.#member, input)
            }
            fn __end(&mut self, input: &mut __oai::Input<'_>) -> __oai::Read {
                __oai::Draft::__end(&mut self.#member, input)
            }
        }
    });
    let shown = implemented(item, &quote!(::core::fmt::Debug), &name);
    quote! {
        #[automatically_derived]
        #shown {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.#member, formatter)
            }
        }
        #[automatically_derived]
        #opening {
            type Value = #value;
            const EMPTY: Self = Self { #member: #empty #second };
            #absent
            fn state(&self) -> __oai::DraftState {
                #state
            }
            fn __read(&mut self, input: &mut __oai::Input<'_>) -> __oai::Read {
                #read
            }
            fn __take(&mut self) -> #value {
                #ident { #member: #take }
            }
            #passed_on
        }
    }
}
