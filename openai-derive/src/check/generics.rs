//! Parameters that a schema cannot follow: lifetimes, and a generic type inside itself.

use crate::errors::Errors;
use crate::model::{Content, Field, Item, Shape, Type};
use crate::types::mentions;
use syn::GenericParam;

pub(super) fn check(item: &Item, errors: &mut Errors) {
    let mut generic = false;
    for parameter in &item.generics.params {
        match parameter {
            GenericParam::Lifetime(parameter) => errors.over(
                &parameter.lifetime,
                "an answer owns its text and cannot borrow from what was received: \
                 use `String` or `Cow<'static, str>` and remove the lifetime",
            ),
            GenericParam::Type(_) | GenericParam::Const(_) => generic = true,
        }
    }
    if generic {
        for ty in item.types() {
            for mention in mentions(&ty.0) {
                let ident = mention.ident;
                if ident == item.ident || ident == "Self" {
                    errors.at(
                        ident.span(),
                        "a recursive type cannot be generic here: \
                         make a newtype for the instance you need",
                    );
                }
            }
        }
    }
}

impl Item {
    /// The types of everything that is on the wire.
    pub(crate) fn types(&self) -> Vec<&Type> {
        self.fields()
            .into_iter()
            .map(|field| &field.ty)
            .chain(match &self.shape {
                Shape::Source(source) => Some(source),
                _ => None,
            })
            .collect()
    }

    /// Everything on the wire that is declared as a field.
    fn fields(&self) -> Vec<&Field> {
        match &self.shape {
            Shape::Unit | Shape::Tuple(_) | Shape::Source(_) => Vec::new(),
            Shape::Object { fields, .. } => fields.iter().collect(),
            Shape::Newtype(field) => vec![field],
            Shape::Enum(data) => data
                .variants
                .iter()
                .flat_map(|variant| match &variant.content {
                    Content::Unit | Content::Tuple(_) => &[][..],
                    Content::Newtype(field) => std::slice::from_ref(&**field),
                    Content::Object(fields) => fields,
                })
                .collect(),
        }
    }
}
