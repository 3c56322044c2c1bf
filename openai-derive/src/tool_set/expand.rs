//! The code for a set of tools: its draft, its reader, and which tool goes to which variant.
//!
//! ```text
//! enum ToolsDraft<'a> { /* the same variants, each with the draft of what it holds */ }
//! const _: () = {
//!     use ::openai_structured::__private as __oai;
//!     enum __OaiReader { /* the same variants, each with the reader of what it holds */ }
//!     impl __oai::ToolSet for Tools { /* the tools of all variants, and from one to the next */ }
//!     impl __oai::CallTools for Tools where /* all variants can be called */ { /* by variant */ }
//!     const _: () = __oai::judge_tools(/* a variant, underlined if a name stands twice */);
//! };
//! ```

use super::{Set, Variant};
use crate::expand::call;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Type};

/// The code for a set in which nothing is wrong.
pub(super) fn set(set: &Set, path: &TokenStream) -> TokenStream {
    let draft = draft(set, path);
    let reader = reader(set);
    let tools = tools(set);
    let calls = calls(set);
    let judgements = judgements(set);
    let lints = &set.lints;
    quote! {
        #draft
        #(#lints)*
        const _: () = {
            use #path::__private as __oai;
            #reader
            #tools
            #calls
            #judgements
        };
    }
}

/// The item beside the user's, so that it has a name.
fn draft(set: &Set, path: &TokenStream) -> TokenStream {
    let Set {
        ident,
        visibility,
        draft,
        lints,
        variants,
    } = set;
    let deferred = deferred(set, &quote!(#path::__private));
    let variants = variants.iter().map(|Variant { ident: variant, ty }| {
        let text = format!("[`{}::{}`]", ident.unraw(), variant.unraw());
        quote!(#[doc = #text] #variant(<#ty as #path::__private::ToolSet>::Draft<'a>),)
    });
    let text = format!(
        "A call of one of the [`{}`], as far as its arguments have arrived.",
        ident.unraw()
    );
    quote! {
        #[doc = #text]
        #(#lints)*
        #[derive(
            ::core::clone::Clone,
            ::core::marker::Copy,
            ::core::fmt::Debug,
        )]
        #visibility enum #draft<'a> #deferred {
            #(#variants)*
        }
    }
}

/// A variant that holds no tool is a mistake once, where the names are put together. The `for` keeps
/// rustc from asking again in all other places.
fn deferred(set: &Set, oai: &TokenStream) -> TokenStream {
    let types = set.variants.iter().map(|variant| &variant.ty);
    quote!(where #(for<'__oai> #types: #oai::ToolSet,)*)
}

fn reader(set: &Set) -> TokenStream {
    let visibility = &set.visibility;
    let variants = set.variants.iter().map(|variant| {
        let (ident, ty) = (reader_variant(variant), &variant.ty);
        quote!(#ident(<#ty as __oai::ToolSet>::Reader),)
    });
    let deferred = deferred(set, &quote!(__oai));
    quote! {
        #visibility enum __OaiReader #deferred {
            #(#variants)*
        }
    }
}

/// A token of nobody's, so that lints about the user's enum are about that alone.
fn reader_variant(variant: &Variant) -> Ident {
    let mut ident = variant.ident.clone();
    ident.set_span(Span::call_site());
    ident
}

fn tools(set: &Set) -> TokenStream {
    let Set { ident, draft, .. } = set;
    let types: Vec<&Type> = set.variants.iter().map(|variant| &variant.ty).collect();
    let names: Vec<&Ident> = set.variants.iter().map(|variant| &variant.ident).collect();
    let readers: Vec<Ident> = set.variants.iter().map(reader_variant).collect();
    let found = types.iter().zip(&readers).map(|(ty, reader)| {
        quote! {
            if let ::core::option::Option::Some(reader) = <#ty as __oai::ToolSet>::__reader(tool) {
                return ::core::option::Option::Some(__OaiReader::#reader(reader));
            }
            tool = tool.checked_sub(<#ty as __oai::ToolSet>::__NAMES.len())?;
        }
    });
    let found: Vec<TokenStream> = found.collect();
    let deferred = deferred(set, &quote!(__oai));
    quote! {
        const __OAI_NAMES: &[&[&str]] = &[#(<#types as __oai::ToolSet>::__NAMES),*];
        const __OAI_COUNT: usize = __oai::count(__OAI_NAMES);
        #[automatically_derived]
        impl __oai::ToolSet for #ident #deferred {
            const TOOLS: &'static [__oai::ToolDefinition] =
                &__oai::join::<__oai::ToolDefinition, __OAI_COUNT>(
                    &[#(<#types as __oai::ToolSet>::TOOLS),*],
                );
            const __NAMES: &'static [&'static str] =
                &__oai::join::<&'static str, __OAI_COUNT>(__OAI_NAMES);
            type Draft<'a> = #draft<'a>;
            type Reader = __OaiReader;
            fn __reader(mut tool: usize) -> ::core::option::Option<__OaiReader> {
                #(#found)*
                ::core::option::Option::None
            }
            fn __push(
                reader: &mut __OaiReader,
                piece: &str,
            ) -> ::core::result::Result<(), __oai::Mismatch> {
                match reader {
                    #(__OaiReader::#readers(reader) => <#types as __oai::ToolSet>::__push(reader, piece),)*
                }
            }
            fn __draft(reader: &__OaiReader) -> #draft<'_> {
                match reader {
                    #(__OaiReader::#readers(reader) => {
                        #draft::#names(<#types as __oai::ToolSet>::__draft(reader))
                    })*
                }
            }
            fn __finish(reader: __OaiReader) -> ::core::result::Result<Self, __oai::Mismatch> {
                match reader {
                    #(__OaiReader::#readers(reader) => {
                        <#types as __oai::ToolSet>::__finish(reader).map(Self::#names)
                    })*
                }
            }
        }
    }
}

/// The bounds are deferred by their `for`, so that a set whose tools are not called by the program
/// itself needs none of it. The first variant says what the context is; a trait of the others, whose
/// message names both, says that theirs is the same.
fn calls(set: &Set) -> Option<TokenStream> {
    let ident = &set.ident;
    let (first, others) = set.variants.split_first()?;
    let (name, first) = (&first.ident, &first.ty);
    let names = others.iter().map(|variant| &variant.ident);
    let types: Vec<&Type> = others.iter().map(|variant| &variant.ty).collect();
    let context = quote!(<#first as __oai::CallTools>::Context);
    Some(quote! {
        #[automatically_derived]
        impl __oai::CallTools for #ident
        where
            for<'__oai> #first: __oai::CallTools,
            #(for<'__oai> #types: __oai::CallTools,)*
            #(for<'__oai> #types: __oai::Beside<#first>,)*
        {
            type Context = #context;
            async fn __call(
                self,
                context: &Self::Context,
            ) -> ::core::result::Result<__oai::String, __oai::ToolError> {
                match self {
                    Self::#name(call) => __oai::CallTools::__call(call, context).await,
                    #(Self::#names(call) => {
                        let context = <#types as __oai::Beside<#first>>::context(context);
                        __oai::CallTools::__call(call, context).await
                    })*
                }
            }
        }
    })
}

/// Each variant but the first is compared with those before it.
fn judgements(set: &Set) -> TokenStream {
    let ident = set.ident.unraw();
    let places = set
        .variants
        .iter()
        .map(|variant| format!("{ident}::{}", variant.ident.unraw()));
    let judges = set.variants.iter().enumerate().skip(1);
    let judges = judges.map(|(number, variant)| {
        let span = variant.ident.span();
        let arguments = quote!(__OAI_NAMES, __OAI_PLACES, #number);
        let call = call("judge_tools", (span, span), &arguments);
        quote!(const _: () = #call;)
    });
    let judges: TokenStream = judges.collect();
    if judges.is_empty() {
        return judges;
    }
    quote! {
        const __OAI_PLACES: &[&str] = &[#(#places),*];
        #judges
    }
}

/// An empty impl for a set that was refused, so that its other uses add no errors of their own.
pub(super) fn fallback(input: &DeriveInput, path: &TokenStream) -> Option<TokenStream> {
    let ident = &input.ident;
    let enumeration = matches!(input.data, Data::Enum(_)) && input.generics.params.is_empty();
    let never = quote!(::core::convert::Infallible);
    enumeration.then(|| {
        quote! {
            const _: () = {
                use #path::__private as __oai;
                #[automatically_derived]
                impl __oai::ToolSet for #ident {
                    const TOOLS: &'static [__oai::ToolDefinition] = &[];
                    const __NAMES: &'static [&'static str] = &[];
                    type Draft<'a> = #never;
                    type Reader = #never;
                    fn __reader(_: usize) -> ::core::option::Option<#never> {
                        ::core::option::Option::None
                    }
                    fn __push(
                        reader: &mut #never,
                        _: &str,
                    ) -> ::core::result::Result<(), __oai::Mismatch> {
                        match *reader {}
                    }
                    fn __draft(reader: &#never) -> #never {
                        *reader
                    }
                    fn __finish(reader: #never) -> ::core::result::Result<Self, __oai::Mismatch> {
                        match reader {}
                    }
                }
            };
        }
    })
}
