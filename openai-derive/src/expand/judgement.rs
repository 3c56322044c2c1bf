//! The calls that judge the item at compile time, each underlining what it is about.
//!
//! A judge is a `const fn` that panics with the message for the user, and rustc underlines the
//! call. The call's tokens therefore carry the place of the user's tokens: the first one that of
//! the beginning, the parenthesis that of the end.

use super::generics::depends;
use super::object::{bounds, node_of};
use super::{format_name, name};
use crate::model::{
    Bound, Content, Enum, Field, Item, Limit, Shape, Source, Tagging, Type, Variant,
};
use crate::types::{ends, text};
use proc_macro2::{Delimiter, Group, Span, TokenStream};
use quote::{quote, quote_spanned};

pub(super) fn judgements(item: &Item) -> TokenStream {
    let mut judges = Judges {
        item,
        calls: TokenStream::new(),
    };
    judges.format_name();
    judges.plain();
    match &item.shape {
        Shape::Unit | Shape::Tuple(_) => {}
        Shape::Object { fields, .. } => {
            judges.fields(fields);
            if fields.iter().any(|field| field.flatten) {
                judges.whole("judge_keys");
            }
        }
        Shape::Newtype { field, .. } => judges.field(field),
        Shape::Source(source) => {
            judges.ty("judge", source, &name(item));
            if matches!(source.source, Source::As) && item.check.is_none() {
                judges.ty("judge_unseen", source, &name(item));
            }
        }
        Shape::Enum(data) => judges.enumeration(data),
    }
    if item.wrap.is_some() {
        judges.wrapped();
    } else if item.shape.is_object() {
        judges.whole("prove");
    }
    judges.calls
}

struct Judges<'a> {
    item: &'a Item,
    calls: TokenStream,
}

impl Judges<'_> {
    /// The name at the literal, or at the type that the root's name comes from.
    fn format_name(&mut self) {
        let span = match (&self.item.name, &self.item.shape) {
            (Some(literal), _) => literal.span(),
            (None, shape) if shape.is_object() || self.item.wrap.is_some() => {
                self.item.ident.span()
            }
            (None, _) => return,
        };
        let name = format_name(self.item);
        self.call("judge_name", (span, span), &quote!(#name));
    }

    /// The plain types together, each once.
    fn plain(&mut self) {
        let mut judged: Vec<String> = Vec::new();
        let mut calls = TokenStream::new();
        for ty in self.item.types().into_iter().filter(|ty| ty.plain) {
            let text = text(&ty.tokens);
            if !judged.contains(&text) {
                let node = node_of(self.item, ty);
                let call = call("judge_plain", ends(&ty.tokens), &quote!(#node, #text));
                calls.extend(quote!(#call;));
                judged.push(text);
            }
        }
        if !calls.is_empty() {
            self.calls.extend(quote!(const _: () = { #calls };));
        }
    }

    /// A judge of the whole type. An instance of a generic one is judged where it is used.
    fn whole(&mut self, judge: &str) {
        if super::generics::is_generic(self.item) {
            return;
        }
        let ident = &self.item.ident;
        let name = name(self.item);
        let span = ident.span();
        self.call(
            judge,
            (span, span),
            &quote!(&<#ident as __oai::Schema>::NODE, #name),
        );
    }

    /// The tree below the object that holds a wrapped type.
    fn wrapped(&mut self) {
        if super::generics::is_generic(self.item) {
            return;
        }
        let ident = &self.item.ident;
        let name = name(self.item);
        let span = ident.span();
        self.call(
            "prove",
            (span, span),
            &quote!(&<__oai::Root<#ident> as __oai::Schema>::NODE, #name),
        );
    }

    fn enumeration(&mut self, data: &Enum) {
        let mut spliced = false;
        for variant in &data.variants {
            spliced |= self.variant(&data.tagging, variant);
        }
        if spliced {
            self.whole("judge_keys");
        }
        if matches!(data.tagging, Tagging::Untagged) {
            self.whole("judge_untagged");
        }
    }

    /// Judges a variant, and says whether it takes in the keys of another type.
    fn variant(&mut self, tagging: &Tagging, variant: &Variant) -> bool {
        match &variant.content {
            Content::Unit | Content::Tuple(_) => false,
            Content::Newtype(field) => {
                self.field(field);
                let internal = matches!(tagging, Tagging::Internal { .. });
                if internal {
                    self.ty("judge_tagged", &field.ty, &field.place);
                }
                internal
            }
            Content::Object { fields, .. } => {
                self.fields(fields);
                fields.iter().any(|field| field.flatten)
            }
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        for field in fields {
            self.field(field);
        }
    }

    fn field(&mut self, field: &Field) {
        self.ty("judge", &field.ty, &field.place);
        if matches!(field.ty.source, Source::As) && field.check.is_none() {
            self.ty("judge_unseen", &field.ty, &field.place);
        }
        if field.flatten {
            self.ty("judge_flatten", &field.ty, &field.place);
        }
        self.texts(field);
        self.bounds(field);
    }

    /// A judge of a type at the type. One that mentions a parameter is judged where the instance
    /// is used.
    fn ty(&mut self, judge: &str, ty: &Type, place: &str) {
        if (ty.plain && judge == "judge") || depends(self.item, ty) {
            return;
        }
        let node = node_of(self.item, ty);
        let text = text(&ty.tokens);
        self.call(judge, ends(&ty.tokens), &quote!(#node, #text, #place));
    }

    /// Patterns and formats, each at its literal.
    fn texts(&mut self, field: &Field) {
        for bound in &field.bounds {
            if let Limit::Text(literal) = &bound.limit {
                let judge = format!("judge_{}", bound.word);
                self.call(&judge, (literal.span(), literal.span()), &quote!(#literal));
            }
        }
    }

    /// The bounds together, from the first word to the last literal.
    fn bounds(&mut self, field: &Field) {
        let (Some(first), Some(last)) = (field.bounds.first(), field.bounds.last()) else {
            return;
        };
        if depends(self.item, &field.ty) {
            return;
        }
        let node = node_of(self.item, &field.ty);
        let set = bounds(field);
        let text = text(&field.ty.tokens);
        let place = &field.place;
        let ends = (first.word.span(), last_place(last));
        self.call("judge_bounds", ends, &quote!(#node, &#set, #text, #place));
    }

    fn call(&mut self, judge: &str, ends: (Span, Span), arguments: &TokenStream) {
        let call = call(judge, ends, arguments);
        self.calls.extend(quote!(const _: () = #call;));
    }
}

/// The call of a judge, over the place that it is about.
pub(crate) fn call(
    judge: &str,
    (start, end): (Span, Span),
    arguments: &TokenStream,
) -> TokenStream {
    let judge = proc_macro2::Ident::new(judge, start);
    let path = quote_spanned!(start=> __oai::#judge);
    let mut group = Group::new(Delimiter::Parenthesis, arguments.clone());
    group.set_span(end);
    quote!(#path #group)
}

fn last_place(bound: &Bound) -> Span {
    ends(&bound.literal).1
}
