//! Enums in serde's four representations.

use super::object::{
    borrowed, member, node_of, object, object_of, place, required, tag_member, texts,
};
use super::optional;
use crate::model::{Content, Enum, Item, Tagging, Variant};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn is_unit(variant: &Variant) -> bool {
    matches!(variant.content, Content::Unit)
}

/// The variant's name in Rust.
pub(super) fn label(variant: &Variant) -> String {
    syn::ext::IdentExt::unraw(&variant.ident).to_string()
}

/// One of the variants' names.
pub(super) fn choice<'a>(variants: impl Iterator<Item = &'a Variant> + Clone) -> TokenStream {
    let words = variants.clone().map(|variant| variant.key.text.as_str());
    let aliases = variants.clone().flat_map(|variant| texts(&variant.aliases));
    let open = variants.into_iter().any(|variant| variant.other);
    quote! {
        __oai::Node::Choice(__oai::Choice {
            words: &[#(#words),*],
            aliases: &[#(#aliases),*],
            open: #open,
        })
    }
}

/// A word has no description of its own in a schema, so those of the words follow the type's.
pub(super) fn with_words<'a>(
    description: Option<&str>,
    variants: impl IntoIterator<Item = &'a Variant>,
) -> Option<String> {
    let words = variants.into_iter().filter_map(|variant| {
        let text = variant.description.as_deref()?;
        Some(format!("`{}`: {text}", variant.key.text))
    });
    let lines: Vec<String> = description
        .map(str::to_owned)
        .into_iter()
        .chain(words)
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

pub(super) fn any_of(item: &Item, data: &Enum) -> TokenStream {
    let branches = match &data.tagging {
        Tagging::External => external(item, &data.variants),
        Tagging::Internal { tag } => each(&data.variants, |variant| internal(item, tag, variant)),
        Tagging::Adjacent { tag, content } => each(&data.variants, |variant| {
            adjacent(item, tag, content, variant)
        }),
        Tagging::Untagged => each(&data.variants, |variant| {
            content(item, variant).unwrap_or_else(|| quote!(&__oai::Node::Null))
        }),
    };
    let tagging = match &data.tagging {
        Tagging::External => quote!(External),
        Tagging::Internal { .. } => quote!(Internal),
        Tagging::Adjacent { .. } => quote!(Adjacent),
        Tagging::Untagged => quote!(Untagged),
    };
    quote! {
        __oai::Node::AnyOf { branches: &[#(#branches),*], tagging: __oai::Tagging::#tagging }
    }
}

fn each(variants: &[Variant], node: impl Fn(&Variant) -> TokenStream) -> Vec<TokenStream> {
    variants
        .iter()
        .map(|variant| branch(&label(variant), description(variant), &node(variant)))
        .collect()
}

/// The variant's own description, or that of the value that it is.
fn description(variant: &Variant) -> Option<&str> {
    let of_value = match &variant.content {
        Content::Newtype(field) => field.description.as_deref(),
        Content::Unit | Content::Object { .. } | Content::Tuple(_) => None,
    };
    variant.description.as_deref().or(of_value)
}

fn branch(label: &str, description: Option<&str>, node: &TokenStream) -> TokenStream {
    let description = optional(description);
    quote!(__oai::Branch { variant: #label, description: #description, node: #node })
}

/// All unit variants in one branch, then an object with one key for each of the others.
fn external(item: &Item, variants: &[Variant]) -> Vec<TokenStream> {
    let units: Vec<&Variant> = variants.iter().filter(|variant| is_unit(variant)).collect();
    let mut branches = Vec::new();
    if !units.is_empty() {
        let labels: Vec<String> = units.iter().map(|unit| label(unit)).collect();
        branches.push(branch(
            &labels.join(", "),
            with_words(None, units.iter().copied()).as_deref(),
            &borrowed(&choice(units.iter().copied())),
        ));
    }
    for variant in variants {
        if let Some(content) = content(item, variant) {
            branches.push(branch(
                &label(variant),
                description(variant),
                &borrowed(&object_of([required(&variant.key.text, &content)])),
            ));
        }
    }
    branches
}

/// The tag, and beside it the variant's own keys.
fn internal(item: &Item, tag: &str, variant: &Variant) -> TokenStream {
    let tag = tag_member(tag, &variant.key.text, variant.other);
    let rest: Vec<TokenStream> = match &variant.content {
        Content::Unit | Content::Tuple(_) => Vec::new(),
        Content::Newtype(field) => {
            let node = node_of(item, &field.ty);
            vec![quote!(__oai::Member::Flatten(#node))]
        }
        Content::Object { fields, .. } => fields.iter().map(|field| member(item, field)).collect(),
    };
    borrowed(&object_of(std::iter::once(tag).chain(rest)))
}

/// The tag, and the variant's content under a key of its own.
fn adjacent(item: &Item, tag: &str, key: &str, variant: &Variant) -> TokenStream {
    let tag = tag_member(tag, &variant.key.text, variant.other);
    let content = content(item, variant).map(|node| required(key, &node));
    borrowed(&object_of(std::iter::once(tag).chain(content)))
}

/// What a variant holds, by reference; a unit variant holds nothing.
fn content(item: &Item, variant: &Variant) -> Option<TokenStream> {
    match &variant.content {
        Content::Unit | Content::Tuple(_) => None,
        Content::Newtype(field) => Some(place(item, field)),
        Content::Object { fields, .. } => Some(borrowed(&object(item, None, fields))),
    }
}
