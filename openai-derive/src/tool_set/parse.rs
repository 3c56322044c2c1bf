//! From the tokens of an item to the model. A set has no model if one of its variants has none, so
//! every mistake that tokens show is reported here, where it stands.

use super::{Set, Variant};
use crate::errors::Errors;
use crate::parse::{NoWords, SetWords, lints};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, GenericParam};

pub(super) fn set(input: &DeriveInput, errors: &mut Errors) -> Option<Set> {
    let words = errors
        .take(SetWords::read(&input.attrs))
        .unwrap_or_default();
    let draft = match words.draft {
        None => format_ident!("{}Draft", input.ident.unraw(), span = input.ident.span()),
        Some(name) => {
            if name.0 == input.ident {
                errors.at(
                    name.0.span(),
                    "this is the name of the set itself: its draft needs another one",
                );
            }
            name.0
        }
    };
    parameters(input, errors);
    let data = match &input.data {
        Data::Enum(data) => data,
        Data::Struct(data) => {
            errors.over(data.struct_token, NO_ENUM);
            return None;
        }
        Data::Union(data) => {
            errors.over(data.union_token, NO_ENUM);
            return None;
        }
    };
    if data.variants.is_empty() {
        errors.at(
            input.ident.span(),
            "a set without tools cannot be called: add a variant for each tool",
        );
    }
    let variants = data.variants.iter();
    Some(Set {
        ident: input.ident.clone(),
        visibility: input.vis.to_token_stream(),
        draft,
        lints: lints(input, &input.to_token_stream().to_string()),
        variants: variants
            .filter_map(|declared| variant(declared, errors))
            .collect(),
    })
}

const NO_ENUM: &str = "a set of tools is an enum: write `enum Tools { GetWeather(GetWeather) }`, \
                       with one variant for each tool";

/// The calls of a set belong to no one else, and its tools are known where it is declared.
fn parameters(input: &DeriveInput, errors: &mut Errors) {
    let Some(parameter) = input.generics.params.first() else {
        return;
    };
    let place = match parameter {
        GenericParam::Lifetime(parameter) => parameter.lifetime.to_token_stream(),
        GenericParam::Type(parameter) => parameter.ident.to_token_stream(),
        GenericParam::Const(parameter) => parameter.ident.to_token_stream(),
    };
    errors.over(
        place,
        "the tools of a set are known where it is declared: \
         remove the parameters, and name a type in each variant",
    );
}

fn variant(declared: &syn::Variant, errors: &mut Errors) -> Option<Variant> {
    errors.take(NoWords::read(&declared.attrs));
    let name = declared.ident.unraw();
    let fields = match &declared.fields {
        Fields::Unnamed(fields) => &fields.unnamed,
        Fields::Named(_) => {
            errors.at(
                declared.ident.span(),
                format_args!(
                    "the arguments of a call are the fields of a struct of its own: \
                     write `{name}({name})`, with `#[derive(FunctionTool)]` on the struct"
                ),
            );
            return None;
        }
        Fields::Unit => return empty(declared, errors),
    };
    for field in fields {
        errors.take(NoWords::read(&field.attrs));
    }
    let mut fields = fields.iter();
    let Some(held) = fields.next() else {
        return empty(declared, errors);
    };
    if let Some(second) = fields.next() {
        errors.over(
            &second.ty,
            "a variant holds one tool, or one set of tools: give this one a variant of its own",
        );
        return None;
    }
    Some(Variant {
        ident: declared.ident.clone(),
        ty: held.ty.clone(),
    })
}

fn empty(declared: &syn::Variant, errors: &mut Errors) -> Option<Variant> {
    let name = declared.ident.unraw();
    errors.at(
        declared.ident.span(),
        format_args!(
            "a variant holds the tool that is called: write `{name}({name})`, \
             and `struct {name} {{}}` for a tool without arguments"
        ),
    );
    None
}
