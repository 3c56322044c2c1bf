//! What looks at a value once it is read: the bounds of its fields and the user's own checks.
//!
//! Each field's type is named as the user wrote it, at its place, so that a type without a schema
//! is reported once.

use super::object::bounds;
use crate::model::{Content, Enum, Field, Item, Shape, Source, Tagging, Variant};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

/// The functions `check` and `within` of `impl Schema`, as far as there is something to look at.
pub(super) fn check(item: &Item) -> TokenStream {
    let check = name();
    let parts = match &item.shape {
        Shape::Unit | Shape::Tuple(_) | Shape::Source(_) => TokenStream::new(),
        Shape::Object { fields, .. } => object(fields, &check, &of_self),
        Shape::Newtype(field) => value(field, &of_self(field), &check),
        Shape::Enum(data) => enumeration(data, &check),
    };
    let whole = item
        .check
        .as_ref()
        .map(|path| quote!(#check.verdict(#path(self));));
    let within = match &item.shape {
        Shape::Newtype(field) => within(field),
        _ => TokenStream::new(),
    };
    if parts.is_empty() && whole.is_none() {
        return within;
    }
    quote! {
        fn check(&self, #check: &__oai::Check<'_>) {
            #parts
            #whole
        }
        #within
    }
}

/// The bounds of a newtype are those of what it holds.
fn within(field: &Field) -> TokenStream {
    let (ty, value) = (&field.own, of_self(field));
    let held = match field.ty.source {
        Source::Own => quote!(__oai::Schema),
        Source::Entries => quote!(__oai::Entries),
        // Nothing can look at it, so its definition is opaque.
        Source::As | Source::Written(_) => return TokenStream::new(),
    };
    quote! {
        fn within(&self, bounds: &__oai::Bounds, check: &__oai::Check<'_>) {
            <#ty as #held>::within(#value, bounds, check)
        }
    }
}

/// The name of a place, which no field of the user's has.
fn name() -> Ident {
    Ident::new("__oai_check", Span::mixed_site())
}

fn of_self(field: &Field) -> TokenStream {
    let member = &field.member;
    quote!(&self.#member)
}

/// The fields of an object at its place.
fn object(fields: &[Field], check: &Ident, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    let fields = fields.iter().map(|field| {
        let access = access(field);
        if field.flatten {
            return value(field, &access, check);
        }
        let key = &field.key.text;
        let inner = Ident::new("__oai_field", Span::mixed_site());
        let value = value(field, &access, &inner);
        if value.is_empty() {
            return read(&access);
        }
        quote!({ let #inner = &#check.key(#key); #value })
    });
    fields.collect()
}

/// Reads a field that has nothing to check, or rustc would say that nothing does.
fn read(access: &impl ToTokens) -> TokenStream {
    quote!(let _ = #access;)
}

/// A field's value at its place: its parts, its bounds, and what the user says of it.
fn value(field: &Field, access: &TokenStream, check: &Ident) -> TokenStream {
    let ty = &field.own;
    let parts = match field.ty.source {
        Source::Own if field.ty.plain => TokenStream::new(),
        Source::Own => quote!(<#ty as __oai::Schema>::check(#access, #check);),
        Source::Entries => quote!(<#ty as __oai::Entries>::check(#access, #check);),
        // The value is of a type that the schema does not speak of.
        Source::As | Source::Written(_) => TokenStream::new(),
    };
    let bounded = !field.bounds.is_empty();
    let within = match field.ty.source {
        _ if !bounded => TokenStream::new(),
        Source::Own => {
            let bounds = bounds(field);
            quote!(<#ty as __oai::Schema>::within(#access, const { &#bounds }, #check);)
        }
        Source::Entries => {
            let bounds = bounds(field);
            quote!(<#ty as __oai::Entries>::within(#access, const { &#bounds }, #check);)
        }
        // The check of attributes has refused bounds beside a written schema.
        Source::Written(_) => TokenStream::new(),
        // The user's own check looks at it.
        Source::As if field.check.is_some() => TokenStream::new(),
        Source::As => {
            let bounds = bounds(field);
            quote!(<#ty as __oai::Measured>::within(#access, const { &#bounds }, #check);)
        }
    };
    let verdict = field
        .check
        .as_ref()
        .map(|path| quote!(#check.verdict(#path(#access));));
    quote!(#parts #within #verdict)
}

fn enumeration(data: &Enum, check: &Ident) -> TokenStream {
    let arms: Vec<TokenStream> = data
        .variants
        .iter()
        .filter_map(|variant| arm(&data.tagging, variant, check))
        .collect();
    if arms.is_empty() {
        return TokenStream::new();
    }
    let others = (data.skips || arms.len() < data.variants.len()).then(|| quote!(_ => {}));
    quote! {
        match self {
            #(#arms)*
            #others
        }
    }
}

/// The arm of a variant that holds something.
fn arm(tagging: &Tagging, variant: &Variant, check: &Ident) -> Option<TokenStream> {
    let name = &variant.ident;
    let inner = Ident::new("__oai_variant", Span::mixed_site());
    let (pattern, parts) = match &variant.content {
        Content::Unit | Content::Tuple(_) => return None,
        Content::Newtype(field) => {
            let binding = binding(field);
            let mut parts = value(field, &binding.to_token_stream(), &inner);
            if parts.is_empty() {
                parts = read(&binding);
            }
            (quote!(Self::#name(#binding)), parts)
        }
        Content::Object(fields) => {
            let patterns = fields.iter().map(|field| {
                let (member, binding) = (&field.member, binding(field));
                quote!(#member: #binding)
            });
            let parts = object(fields, &inner, &|field| binding(field).to_token_stream());
            (quote!(Self::#name { #(#patterns,)* .. }), parts)
        }
    };
    let place = match tagging {
        Tagging::External => {
            let key = &variant.key.text;
            quote!(&#check.key(#key))
        }
        Tagging::Adjacent { content, .. } => quote!(&#check.key(#content)),
        Tagging::Internal { .. } | Tagging::Untagged => quote!(#check),
    };
    Some(quote!(#pattern => { let #inner = #place; #parts }))
}

/// The variable that holds a field of a variant.
fn binding(field: &Field) -> Ident {
    match &field.member {
        syn::Member::Named(ident) => {
            format_ident!(
                "__oai_{}",
                syn::ext::IdentExt::unraw(ident),
                span = Span::mixed_site()
            )
        }
        syn::Member::Unnamed(_) => Ident::new("__oai_value", Span::mixed_site()),
    }
}
