//! The draft of a struct with named fields, and of such a variant.

use super::{Draft, declared, field, implemented, named, parameters, value};
use crate::model::{Absent, Field, Item, Skipped};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

/// What the object is, of a struct or of a variant.
pub(super) struct Object<'a> {
    pub(super) name: Ident,
    pub(super) visibility: &'a TokenStream,
    pub(super) fields: &'a [Field],
    pub(super) skipped: &'a [Skipped],
    /// The number of the first field among the members of the node.
    pub(super) first: usize,
    /// The variant, if it is one.
    pub(super) built: Option<&'a Ident>,
}

pub(super) fn object(item: &Item, object: &Object<'_>, outside: &TokenStream) -> Draft {
    let named = named(item, &object.name);
    let flattens = object.fields.iter().any(|field| field.flatten);
    Draft {
        name: if flattens {
            quote!(__oai::FlatDraft<#named>)
        } else {
            named
        },
        items: declaration(item, object, outside),
        impls: implementation(item, object),
    }
}

fn declaration(item: &Item, object: &Object<'_>, outside: &TokenStream) -> TokenStream {
    let (name, visibility) = (&object.name, object.visibility);
    let (parameters_of, predicates) = declared(item, outside);
    let fields = object.fields.iter().map(|field| {
        let ty = field::ty(item, field, outside);
        let (member, visibility) = (&field.member, visible(field, object));
        let text = field
            .description
            .clone()
            .unwrap_or_else(|| format!("What has arrived of `{}`.", field.key.text));
        quote!(#[doc = #text] #visibility #member: #ty,)
    });
    let marker = parameters(item).map(|ty| quote!(__oai_type: #ty,));
    let text = match object.built {
        None => format!("What has arrived of [`{}`].", item.ident.unraw()),
        Some(variant) => format!("What has arrived of [`{}::{variant}`].", item.ident.unraw()),
    };
    let lints = &item.lints;
    quote! {
        #[doc = #text]
        #(#lints)*
        #visibility struct #name #parameters_of #predicates {
            #(#fields)*
            __oai: #outside::Object,
            #marker
        }
    }
}

/// The fields of a variant are as visible as the enum.
fn visible(field: &Field, object: &Object<'_>) -> TokenStream {
    match object.built {
        None => field.visibility.clone(),
        Some(_) => object.visibility.clone(),
    }
}

fn implementation(item: &Item, object: &Object<'_>) -> TokenStream {
    let opening = implemented(item, &quote!(__oai::ObjectDraft), &object.name);
    let shown = shown(item, object);
    let value = value(item);
    let members = object.fields.iter().map(|field| &field.member);
    let empties = object.fields.iter().map(field::empty);
    let marker = parameters(item).map(|_| quote!(__oai_type: ::core::marker::PhantomData,));
    let keys = keys(item, object, &value);
    let reads = object.fields.iter().enumerate().map(|(number, field)| {
        let (number, member) = (number + object.first, &field.member);
        let read = field::read(field, &by_reference(field, member));
        quote!(#number => #read,)
    });
    let build = build(item, object);
    let parts = parts(item, object);
    quote! {
        #shown
        #[automatically_derived]
        #opening {
            type Value = #value;
            const EMPTY: Self = Self {
                #(#members: #empties,)*
                __oai: __oai::Object::EMPTY,
                #marker
            };
            const KEYS: &'static __oai::Keys = &#keys;
            fn object(&self) -> &__oai::Object {
                &self.__oai
            }
            fn object_mut(&mut self) -> &mut __oai::Object {
                &mut self.__oai
            }
            fn value(&mut self, member: usize, input: &mut __oai::Input<'_>) -> __oai::Read {
                match member {
                    #(#reads)*
                    _ => ::core::result::Result::Ok(()),
                }
            }
            fn build(&mut self) -> #value {
                #build
            }
            #parts
        }
    }
}

/// `impl Debug`: what has arrived of each field.
fn shown(item: &Item, object: &Object<'_>) -> TokenStream {
    let opening = implemented(item, &quote!(::core::fmt::Debug), &object.name);
    let name = object.name.to_string();
    let parts = object.fields.iter().map(|field| {
        let member = &field.member;
        let name = member.to_token_stream().to_string();
        let name = name.trim_start_matches("r#");
        quote!((#name, &self.#member))
    });
    quote! {
        #[automatically_derived]
        #opening {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __oai::show(formatter, #name, &[#(#parts),*])
            }
        }
    }
}

/// A leaf with a function of its own is reached by a method.
fn by_reference(field: &Field, member: &syn::Member) -> TokenStream {
    if field.with.is_some() {
        quote!(self.#member)
    } else {
        quote!(&mut self.#member)
    }
}

fn keys(item: &Item, object: &Object<'_>, value: &TokenStream) -> TokenStream {
    let members = match object.built {
        None => quote!(__oai::members::<#value>()),
        Some(variant) => {
            let variant = variant.unraw().to_string();
            quote!(__oai::members_of_variant::<#value>(#variant))
        }
    };
    let name = match object.built {
        None => format!("struct {}", item.ident.unraw()),
        Some(variant) => format!("struct variant {}::{variant}", item.ident.unraw()),
    };
    let absent = object
        .fields
        .iter()
        .enumerate()
        .filter_map(|(number, field)| {
            let (number, absent) = (number + object.first, field::absent(item, field)?);
            Some(quote!((#number, #absent)))
        });
    let closed = item.closed;
    quote! {
        __oai::Keys {
            name: #name,
            members: #members,
            absent: &[#(#absent),*],
            closed: #closed,
        }
    }
}

fn build(item: &Item, object: &Object<'_>) -> TokenStream {
    let default = match &item.default {
        Absent::Own => None,
        Absent::Default => Some(quote!(::core::default::Default::default())),
        Absent::Path(path) => Some(quote!(#path())),
    };
    let value = value(item);
    let default = default.map(|default| quote!(let __oai_default: #value = #default;));
    let fields = object.fields.iter().enumerate().map(|(number, field)| {
        let (number, member) = (number + object.first, &field.member);
        let seen = quote!(self.__oai.has(#number));
        let place = by_reference(field, member);
        let value = field::take_or_default(item, field, &place, &seen);
        quote!(#member: #value,)
    });
    let skipped = object.skipped.iter().map(|skipped| {
        let member = &skipped.member;
        let value = match (&skipped.default, &item.default) {
            (Absent::Path(path), _) => quote!(#path()),
            (Absent::Own, Absent::Default | Absent::Path(_)) => quote!(__oai_default.#member),
            _ => quote!(::core::default::Default::default()),
        };
        quote!(#member: #value,)
    });
    let ident = &item.ident;
    let variant = object.built.map(|variant| quote!(::#variant));
    quote! {
        #default
        #ident #variant { #(#fields)* #(#skipped)* }
    }
}

/// What flattened fields need.
fn parts(item: &Item, object: &Object<'_>) -> Option<TokenStream> {
    let flattened: Vec<(usize, &Field)> = object
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.flatten)
        .collect();
    if flattened.is_empty() {
        return None;
    }
    let claims = flattened.iter().map(|(number, field)| {
        let (number, member) = (number + object.first, field.member.to_token_stream());
        quote! {
            if __oai::Draft::__claim(&mut self.#member, key, input)? {
                return ::core::result::Result::Ok(::core::option::Option::Some(#number));
            }
        }
    });
    let ends = flattened.iter().map(|(_, field)| {
        let member = &field.member;
        quote!(__oai::Draft::__end(&mut self.#member, input)?;)
    });
    let entered = flattened.iter().map(|(_, field)| {
        let ty = field::ty(item, field, &quote!(__oai));
        quote!(<#ty as __oai::Draft>::FLAT)
    });
    Some(quote! {
        const ENTERED: bool = true #(&& #entered)*;
        fn route(
            &mut self,
            key: &str,
            input: &mut __oai::Input<'_>,
        ) -> __oai::Read<::core::option::Option<usize>> {
            #(#claims)*
            ::core::result::Result::Ok(::core::option::Option::None)
        }
        fn end_parts(&mut self, input: &mut __oai::Input<'_>) -> __oai::Read {
            #(#ends)*
            ::core::result::Result::Ok(())
        }
    })
}
