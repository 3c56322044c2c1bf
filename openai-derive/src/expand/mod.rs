//! From a checked model to the generated code.
//!
//! All but the drafts stands in one anonymous constant and says every name by its full path, so it
//! neither sees the user's names nor shows its own:
//!
//! ```text
//! struct InvoiceDraft { /* the same fields, each as a draft */ }
//! const _: () = {
//!     use ::openai_structured::__private as __oai;
//!     const __OAI_0_0: __oai::Node = <String as __oai::Schema>::NODE; // one a field
//!     static __OAI_DEFINITION: __oai::Definition = /* what `Invoice` is */;
//!     impl __oai::Schema for Invoice { /* its identity, and a link to the definition */ }
//!     impl __oai::ObjectDraft for InvoiceDraft { /* its keys, and which field each is read into */ }
//!     impl __oai::ResponseFormat for Invoice { /* the schema as text */ }
//!     const _: () = __oai::judge(/* a field's type, underlined if it can never be strict */);
//!     const _: () = __oai::prove(/* the whole tree, judged from this root */);
//! };
//! ```

mod check;
mod definition;
mod draft;
mod enumeration;
mod fallback;
mod format;
mod generics;
mod json;
mod judgement;
mod object;
mod wire;

use crate::model::Item;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

pub(crate) use self::fallback::fallback;
pub(crate) use self::judgement::call;

/// The code for an item in which the check found nothing.
pub(crate) fn item(item: &Item, path: &TokenStream) -> TokenStream {
    let constants = object::constants(item);
    let draft = draft::draft(item, path);
    let schema = definition::schema(item, &draft.name);
    let format = format::response_format(item);
    let judgements = judgement::judgements(item);
    let lints = &item.lints;
    let (drafts, readers) = (draft.items, draft.impls);
    quote! {
        #drafts
        // A tree of thousands of types takes long to judge, and that is no mistake.
        #[allow(long_running_const_eval)]
        #(#lints)*
        const _: () = {
            use #path::__private as __oai;
            #constants
            #schema
            #readers
            #format
            #judgements
        };
    }
}

/// An optional description, as it stands in a schema.
fn optional(text: Option<&str>) -> TokenStream {
    text.map_or_else(
        || quote!(::core::option::Option::None),
        |text| {
            let text = json::piece([",\"description\":", &json::quoted(text)]);
            quote!(::core::option::Option::Some(#text))
        },
    )
}

/// The type's own name, as the user reads it.
fn name(item: &Item) -> String {
    syn::ext::IdentExt::unraw(&item.ident).to_string()
}

/// The name of the format and of the definition: `#[openai(name = "...")]` or the type's own.
fn format_name(item: &Item) -> TokenStream {
    match &item.name {
        Some(literal) => literal.to_token_stream(),
        None => name(item).to_token_stream(),
    }
}
