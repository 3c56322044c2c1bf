//! Types that need no look, as they are written: `String`, `Option<u32>`.
//!
//! Most fields are of such types, and each constant that rustc has to evaluate costs time. That
//! the names mean what they mean everywhere is judged once for each item, not for each field.

use proc_macro2::{TokenStream, TokenTree};

/// Types of the standard library that are one value on the wire and have nothing to check. An
/// `f32` has: serde reads what is beyond it as infinity.
const NAMES: [&str; 16] = [
    "String", "bool", "char", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
    "u32", "u64", "u128", "usize",
];

/// Whether a type is one of the names, or an `Option` or `Vec` of such.
pub(crate) fn is_plain(tokens: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    plain(&tokens, false)
}

/// An option inside an option is no plain type: its `null` has two meanings.
fn plain(tokens: &[TokenTree], optional: bool) -> bool {
    match tokens {
        [TokenTree::Ident(name)] => NAMES.iter().any(|known| name == known),
        [
            TokenTree::Ident(name),
            TokenTree::Punct(open),
            inner @ ..,
            TokenTree::Punct(close),
        ] if open.as_char() == '<' && close.as_char() == '>' => {
            (name == "Vec" && plain(inner, false))
                || (name == "Option" && !optional && plain(inner, true))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_plain;
    use quote::quote;

    #[test]
    fn knows_plain_types_by_their_tokens() {
        for plain in [
            quote!(String),
            quote!(Option<u32>),
            quote!(Vec<Option<Vec<bool>>>),
        ] {
            assert!(is_plain(&plain), "{plain}");
        }
        for other in [
            quote!(f32),
            quote!(Option<Option<u8>>),
            quote!(std::string::String),
            quote!(Box<u8>),
            quote!(Vec<Line>),
            quote!([u8; 3]),
            quote!(Vec<u8, A>),
            quote!(Option),
        ] {
            assert!(!is_plain(&other), "{other}");
        }
    }
}
