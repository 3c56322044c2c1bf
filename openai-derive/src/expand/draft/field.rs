//! One field of a draft: its type, how it is read, and how the value gets it.

use crate::model::{Absent, Field, Item, Source};
use crate::types::{ends, replace_self};
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// Whether the value is read in one piece.
pub(super) fn is_leaf(field: &Field) -> bool {
    field.leaf || field.with.is_some() || !matches!(field.ty.source, Source::Own)
}

/// The type of the field in the draft. `oai` is where the hidden names are.
pub(super) fn ty(item: &Item, field: &Field, oai: &TokenStream) -> TokenStream {
    let own = replace_self(field.own.clone(), &item.ident);
    if is_leaf(field) {
        return quote!(#oai::LeafDraft<#own>);
    }
    // The whole is at the place of the type, so that rustc reports a type without a schema there.
    let place = Span::call_site().located_at(ends(&field.own).0);
    let end = Span::call_site().located_at(ends(&field.own).1);
    let oai: TokenStream = (oai.clone().into_iter())
        .map(|mut token| {
            token.set_span(place);
            token
        })
        .collect();
    let name = quote_spanned!(place=> ::DraftOf<);
    let close = quote_spanned!(end=> >);
    quote!(#oai #name #own #close)
}

/// Nothing of it has arrived.
pub(super) fn empty(field: &Field) -> TokenStream {
    let place = Span::call_site().located_at(ends(&field.own).0);
    if field.with.is_some() {
        quote_spanned!(place=> __oai::LeafDraft::NONE)
    } else {
        quote_spanned!(place=> __oai::Draft::EMPTY)
    }
}

/// Reads on in it, by reference.
pub(super) fn read(field: &Field, place: &TokenStream) -> TokenStream {
    match &field.with {
        Some(path) => quote!(#place.__read_with(input, |from| #path(from))),
        None if field.flatten => quote!(__oai::Draft::__read_claimed(#place, input)),
        None => quote!(__oai::Draft::__read(#place, input)),
    }
}

/// Its value, of a field that was read.
pub(super) fn take(field: &Field, place: &TokenStream) -> TokenStream {
    if field.with.is_some() {
        quote!(#place.__take_value())
    } else {
        quote!(__oai::Draft::__take(#place))
    }
}

/// The value of a field that may be missing. `seen` says whether it was read.
pub(super) fn take_or_default(
    item: &Item,
    field: &Field,
    place: &TokenStream,
    seen: &TokenStream,
) -> TokenStream {
    let take = take(field, place);
    // serde always reads a flattened field, and takes no default for it.
    if field.flatten {
        return take;
    }
    let default = match (&field.absent, &item.default) {
        (Absent::Path(path), _) => quote!(#path()),
        (Absent::Default, _) => quote!(::core::default::Default::default()),
        (Absent::Own, Absent::Default | Absent::Path(_)) => {
            let member = &field.member;
            quote!(__oai_default.#member)
        }
        (Absent::Own, Absent::Own) => return take,
    };
    quote!(if #seen { #take } else { #default })
}

/// Whether a missing key stands for a value: not through a function of the user's, and otherwise as
/// the draft says.
pub(super) fn absent(item: &Item, field: &Field) -> Option<TokenStream> {
    if field.with.is_some() || (field.ty.plain && !is_option(&field.own)) {
        return None;
    }
    if field.ty.plain {
        return Some(quote!(__oai::Absent::Yes));
    }
    let ty = ty(item, field, &quote!(__oai));
    Some(quote!(<#ty as __oai::Draft>::ABSENT))
}

fn is_option(tokens: &TokenStream) -> bool {
    let mut names = tokens.clone().into_iter();
    matches!(names.next(), Some(TokenTree::Ident(name)) if name == "Option")
}
