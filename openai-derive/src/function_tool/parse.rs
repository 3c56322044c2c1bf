//! From the tokens of an item to the model. What is wrong with its attributes is passed over: the
//! derive of the schema reports it.

use super::{Description, Kind, Tool};
use crate::parse::{ToolWords, description, doc_comment_span};
use syn::{Data, DeriveInput, Fields, GenericParam};

pub(super) fn tool(input: &DeriveInput) -> Tool {
    let words = ToolWords::read(&input.attrs);
    let place = match &words.description {
        Some(literal) => literal.span(),
        None => doc_comment_span(&input.attrs).unwrap_or_else(|| input.ident.span()),
    };
    Tool {
        ident: input.ident.clone(),
        name: words.name,
        description: description(words.description.as_ref(), &input.attrs)
            .map(|text| Description { text, place }),
        strict: words.strict.is_none_or(|strict| strict.0),
        kind: kind(input),
    }
}

fn kind(input: &DeriveInput) -> Kind {
    match &input.data {
        Data::Union(_) => Kind::Reported,
        Data::Enum(_) => Kind::Enum,
        Data::Struct(data) => match input.generics.params.first() {
            Some(GenericParam::Type(parameter)) => Kind::Generic(parameter.ident.clone()),
            Some(GenericParam::Const(parameter)) => Kind::Generic(parameter.ident.clone()),
            Some(GenericParam::Lifetime(_)) => Kind::Reported,
            None if matches!(data.fields, Fields::Unit) => Kind::Unit,
            None => Kind::Struct,
        },
    }
}
