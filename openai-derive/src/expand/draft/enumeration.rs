//! The draft of an enum: a word, or one of its variants' drafts.

use super::object::{self, Object};
use super::{Draft, declared, field, implemented, name, named, parameters, value};
use crate::expand::enumeration::is_unit;
use crate::expand::object::required;
use crate::model::{Content, Enum, Item, Tagging, Variant};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

pub(super) fn words(item: &Item, data: &Enum) -> Draft {
    let ident = &item.ident;
    let mut names = Vec::new();
    let mut arms = Vec::new();
    for variant in &data.variants {
        let first = names.len();
        names.extend(all_names(variant));
        let numbers = first..names.len();
        let ident = &variant.ident;
        arms.push(quote!(#(#numbers)|* => Self::#ident,));
    }
    let impls = quote! {
        #[automatically_derived]
        impl __oai::Word for #ident {
            const NAMES: &'static [&'static str] = &[#(#names),*];
            fn word(number: usize) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(match number {
                    #(#arms)*
                    _ => return ::core::option::Option::None,
                })
            }
        }
    };
    Draft {
        name: quote!(__oai::LeafDraft<Self, __oai::Words>),
        items: TokenStream::new(),
        impls,
    }
}

/// The name on the wire, and others that serde takes. `other` is for serde.
fn all_names(variant: &Variant) -> impl Iterator<Item = &str> {
    std::iter::once(&variant.key)
        .chain(&variant.aliases)
        .map(|key| key.text.as_str())
}

pub(super) fn enumeration(item: &Item, data: &Enum, outside: &TokenStream) -> Draft {
    let draft = name(item);
    let objects: Vec<Draft> = data
        .variants
        .iter()
        .filter_map(|variant| of_object(item, data, variant, outside))
        .collect();
    let named = named(item, &draft);
    let mut items = declaration(item, data, &draft, outside);
    let mut impls = implementation(item, data, &draft);
    for object in objects {
        items.extend(object.items);
        impls.extend(object.impls);
    }
    Draft {
        name: quote!(__oai::EnumDraft<#named>),
        items,
        impls,
    }
}

/// `ShapeCircleDraft`
fn variant_name(item: &Item, variant: &Variant) -> Ident {
    let (ident, variant) = (item.ident.unraw(), variant.ident.unraw());
    match &item.draft {
        Some(draft) => format_ident!("{draft}{variant}"),
        None => format_ident!("{ident}{variant}Draft", span = item.ident.span()),
    }
}

fn of_object(item: &Item, data: &Enum, variant: &Variant, outside: &TokenStream) -> Option<Draft> {
    let Content::Object { fields, skipped } = &variant.content else {
        return None;
    };
    let object = Object {
        name: variant_name(item, variant),
        visibility: &item.visibility,
        fields,
        skipped,
        first: usize::from(matches!(data.tagging, Tagging::Internal { .. })),
        built: Some(&variant.ident),
    };
    Some(object::object(item, &object, outside))
}

fn declaration(item: &Item, data: &Enum, draft: &Ident, outside: &TokenStream) -> TokenStream {
    let visibility = &item.visibility;
    let (parameters_of, predicates) = declared(item, outside);
    let variants = data.variants.iter().map(|variant| {
        let ident = &variant.ident;
        let text = format!("[`{}::{}`]", item.ident.unraw(), ident.unraw());
        let held = match &variant.content {
            Content::Newtype(held) => {
                let ty = field::ty(item, held, outside);
                Some(quote!((#ty)))
            }
            Content::Object { .. } => {
                let ty = named(item, &variant_name(item, variant));
                Some(quote!((#ty)))
            }
            Content::Unit | Content::Tuple(_) => None,
        };
        quote!(#[doc = #text] #ident #held,)
    });
    let marker = parameters(item)
        .map(|ty| quote!(#[doc(hidden)] __OaiType(#ty, ::core::convert::Infallible),));
    let text = format!(
        "The variants of [`{}`], as far as they have arrived.",
        item.ident.unraw()
    );
    let lints = &item.lints;
    quote! {
        #[doc = #text]
        #(#lints)*
        #visibility enum #draft #parameters_of #predicates {
            #(#variants)*
            #marker
        }
    }
}

/// A `match` over the variants: each with a pattern for what it holds, and what becomes of it.
fn arms(
    item: &Item,
    data: &Enum,
    each: impl Fn(&Variant) -> (TokenStream, TokenStream),
) -> TokenStream {
    let arms = data.variants.iter().map(|variant| {
        let ident = &variant.ident;
        let (pattern, body) = each(variant);
        quote!(Self::#ident #pattern => #body,)
    });
    // It is there for the parameters alone.
    let marker = parameters(item).map(|_| quote!(Self::__OaiType(_, never) => match *never {},));
    quote!(match self { #(#arms)* #marker })
}

/// The pattern of a variant that holds a draft.
fn held() -> TokenStream {
    quote!((held))
}

/// `impl Debug`: the variant, and what has arrived of it.
fn shown(item: &Item, data: &Enum, draft: &Ident) -> TokenStream {
    let opening = implemented(item, &quote!(::core::fmt::Debug), draft);
    let shown = arms(item, data, |variant| {
        let name = variant.ident.unraw().to_string();
        match &variant.content {
            Content::Newtype(_) | Content::Object { .. } => (
                held(),
                quote!(__oai::show(formatter, #name, &[("0", held)])),
            ),
            Content::Unit | Content::Tuple(_) => {
                (TokenStream::new(), quote!(formatter.write_str(#name)))
            }
        }
    });
    quote! {
        #[automatically_derived]
        #opening {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #shown
            }
        }
    }
}

/// The constants: how the variants are told apart, and their names.
fn told_apart(item: &Item, data: &Enum) -> TokenStream {
    let form = match &data.tagging {
        // An untagged one is a leaf.
        Tagging::External | Tagging::Untagged => quote!(External),
        Tagging::Internal { tag } => quote!(Internal(#tag)),
        Tagging::Adjacent { tag, content } => {
            let member = required(content, &quote!(&__oai::Node::Null));
            let closed = item.closed;
            quote!(Adjacent(#tag, &__oai::Keys::content(&[#member], #closed)))
        }
    };
    let names = data.variants.iter().enumerate();
    let names = names.flat_map(|(number, variant)| {
        let unit = is_unit(variant);
        all_names(variant).map(
            move |name| quote!(__oai::VariantName { name: #name, variant: #number, unit: #unit }),
        )
    });
    quote! {
        const FORM: __oai::Form = __oai::Form::#form;
        const NAMES: &'static [__oai::VariantName] = &[#(#names),*];
    }
}

/// The function that makes an empty draft of a variant.
fn opened(data: &Enum) -> TokenStream {
    let opens = data.variants.iter().enumerate().map(|(number, variant)| {
        let ident = &variant.ident;
        let empty = match &variant.content {
            Content::Newtype(held) => {
                let empty = field::empty(held);
                Some(quote!((#empty)))
            }
            Content::Object { .. } => Some(quote!((__oai::Draft::EMPTY))),
            Content::Unit | Content::Tuple(_) => None,
        };
        quote!(#number => Self::#ident #empty,)
    });
    quote! {
        fn open(variant: usize) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(match variant {
                #(#opens)*
                _ => return ::core::option::Option::None,
            })
        }
    }
}

fn implementation(item: &Item, data: &Enum, draft: &Ident) -> TokenStream {
    let opening = implemented(item, &quote!(__oai::Variants), draft);
    let (ident, value) = (&item.ident, value(item));
    let (shown, constants, open) = (
        shown(item, data, draft),
        told_apart(item, data),
        opened(data),
    );
    let reads = arms(item, data, |variant| match &variant.content {
        Content::Newtype(field) => (held(), field::read(field, &quote!(held))),
        Content::Object { .. } => (held(), quote!(__oai::Draft::__read(held, input))),
        Content::Unit | Content::Tuple(_) => (TokenStream::new(), quote!(__oai::read_unit(input))),
    });
    let insides = arms(item, data, |variant| match &variant.content {
        Content::Newtype(field) if field.with.is_some() => (quote!((_)), quote!(false)),
        Content::Newtype(_) | Content::Object { .. } => {
            (held(), quote!(__oai::Draft::__inside(held, tag)))
        }
        Content::Unit | Content::Tuple(_) => (TokenStream::new(), quote!(true)),
    });
    let absents = arms(item, data, |variant| match &variant.content {
        Content::Newtype(held) => {
            let absent = field::absent(item, held).map(|absent| quote!(#absent.stands()));
            (quote!((_)), absent.unwrap_or_else(|| quote!(false)))
        }
        Content::Object { .. } => (quote!((_)), quote!(false)),
        Content::Unit | Content::Tuple(_) => (TokenStream::new(), quote!(true)),
    });
    let takes = arms(item, data, |variant| {
        let name = &variant.ident;
        match &variant.content {
            Content::Newtype(field) => {
                let take = field::take(field, &quote!(held));
                (held(), quote!(#ident::#name(#take)))
            }
            Content::Object { .. } => (held(), quote!(__oai::Draft::__take(held))),
            Content::Unit | Content::Tuple(_) => (TokenStream::new(), quote!(#ident::#name)),
        }
    });
    quote! {
        #shown
        #[automatically_derived]
        #opening {
            type Value = #value;
            #constants
            #open
            fn read(&mut self, input: &mut __oai::Input<'_>) -> __oai::Read {
                #reads
            }
            fn inside(&mut self, tag: &'static str) -> bool {
                #insides
            }
            fn absent(&self) -> bool {
                #absents
            }
            fn take(&mut self) -> #value {
                #takes
            }
        }
    }
}
