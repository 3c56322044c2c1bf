//! Parameters that a schema cannot follow: lifetimes, and a generic type inside itself.

use crate::errors::Errors;
use crate::model::Item;
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
            for mention in mentions(&ty.tokens) {
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
