//! What looks at a value once it is read: the bounds of its fields and the user's own checks.
//!
//! Each field's type is named as the user wrote it, at its place, so that a type without a schema
//! is reported once.

use super::object::bounds;
use crate::model::{Content, Enum, Field, Item, Shape, Source, Tagging, Variant};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

/// The functions `check` and `within` of `impl Schema`, as far as there is something to look at.
pub(super) fn check(item: &Item) -> TokenStream {
    let check = variable("__oai_check");
    let parts = match &item.shape {
        Shape::Unit | Shape::Tuple(_) | Shape::Source(_) => TokenStream::new(),
        Shape::Object { fields, .. } => object(fields, &check, &of_self),
        Shape::Newtype { field, .. } => value(field, &of_self(field), &check),
        Shape::Enum(data) => enumeration(data, &check),
    };
    let whole = item
        .check
        .as_ref()
        .map(|path| verdict(path, &quote!(self), &check));
    let within = match &item.shape {
        Shape::Newtype { field, .. } => within(field),
        _ => TokenStream::new(),
    };
    if parts.is_empty() && whole.is_none() {
        return within;
    }
    quote! {
        fn __check(&self, #check: &__oai::Check<'_>) {
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
        Source::As | Source::Tried | Source::Written(_) => return TokenStream::new(),
    };
    quote! {
        fn __within(&self, bounds: &__oai::Bounds, check: &__oai::Check<'_>) {
            <#ty as #held>::__within(&#value, bounds, check)
        }
    }
}

/// A variable of the generated code. Those that hold the user's fields begin otherwise.
fn variable(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

fn of_self(field: &Field) -> TokenStream {
    let member = &field.member;
    quote!(self.#member)
}

/// The fields of an object at its place.
fn object(fields: &[Field], check: &Ident, access: &dyn Fn(&Field) -> TokenStream) -> TokenStream {
    let fields = fields.iter().map(|field| {
        let access = access(field);
        if field.flatten {
            return value(field, &access, check);
        }
        let key = &field.key.text;
        let inner = variable("__oai_field");
        let value = value(field, &access, &inner);
        if value.is_empty() {
            return named(&access);
        }
        quote!({ let #inner = &#check.key(#key); #value })
    });
    fields.collect()
}

/// Names a field that has nothing to check: rustc warns of fields that no code names. The value is
/// neither moved nor borrowed, as it may stand in a packed struct.
fn named(access: &impl ToTokens) -> TokenStream {
    quote!(let _ = #access;)
}

/// A field's value at its place: its parts, its bounds, and what the user says of it.
fn value(field: &Field, access: &TokenStream, check: &Ident) -> TokenStream {
    let ty = &field.own;
    let reader = match field.ty.source {
        Source::Own => Some(quote!(__oai::Schema)),
        Source::Entries => Some(quote!(__oai::Entries)),
        // The value is of a type that the schema does not speak of: the user's own check looks at
        // it.
        Source::As | Source::Tried | Source::Written(_) => None,
    };
    let parts = reader
        .as_ref()
        .filter(|_| !field.ty.plain)
        .map(|reader| quote!(<#ty as #reader>::__check(&#access, #check);));
    let within = reader.filter(|_| !field.bounds.is_empty()).map(|reader| {
        let bounds = bounds(field);
        quote!(<#ty as #reader>::__within(&#access, const { &#bounds }, #check);)
    });
    let verdict = field
        .check
        .as_ref()
        .map(|path| verdict(path, &quote!(&#access), check));
    quote!(#parts #within #verdict)
}

/// Asks the user's function, at the place where the user names it.
fn verdict(path: &syn::Path, value: &TokenStream, check: &Ident) -> TokenStream {
    let span = path.span();
    let mut value = Group::new(Delimiter::Parenthesis, value.clone());
    value.set_span(span);
    let ask = quote_spanned!(span=> verdict);
    let mut closure = Group::new(Delimiter::Parenthesis, quote!(|| #path #value));
    closure.set_span(span);
    quote!(#check.#ask #closure;)
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
    let inner = variable("__oai_variant");
    let (pattern, parts) = match &variant.content {
        Content::Unit | Content::Tuple(_) => return None,
        Content::Newtype(field) => {
            let binding = binding(field);
            let mut parts = value(field, &quote!(*#binding), &inner);
            if parts.is_empty() {
                parts = named(&binding);
            }
            (quote!(Self::#name(#binding)), parts)
        }
        Content::Object { fields, .. } => {
            let patterns = fields.iter().map(|field| {
                let (member, binding) = (&field.member, binding(field));
                quote!(#member: #binding)
            });
            let parts = object(fields, &inner, &|field| {
                let binding = binding(field);
                quote!(*#binding)
            });
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
                "__oai_of_{}",
                syn::ext::IdentExt::unraw(ident),
                span = Span::mixed_site()
            )
        }
        syn::Member::Unnamed(_) => variable("__oai_of"),
    }
}
