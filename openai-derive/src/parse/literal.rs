//! The literals after the bound words: their value, and their text as JSON writes numbers.

use super::ours::ungrouped;
use crate::model::Limit;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

/// The number after `minimum` and its kin.
pub(super) fn number(expression: &Expr) -> syn::Result<Limit> {
    let Some((negative, digits)) = signed_digits(expression) else {
        return Err(syn::Error::new_spanned(
            expression,
            "a bound is a number literal, such as `0` or `-2.5`: \
             write the number itself, not an expression or a string",
        ));
    };
    let text = json_number(negative, &digits);
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Limit::Number { value, text }),
        _ => Err(syn::Error::new_spanned(
            expression,
            "this number is too large for a bound: leave the bound away",
        )),
    }
}

/// The text after `pattern` and `format`.
pub(super) fn text(expression: &Expr) -> syn::Result<Limit> {
    match ungrouped(expression) {
        Expr::Lit(ExprLit {
            lit: Lit::Str(literal),
            ..
        }) => Ok(Limit::Text(literal.clone())),
        other => Err(syn::Error::new_spanned(
            other,
            "this is a string literal, such as `\"^[A-Z]{3}$\"` or `\"date\"`",
        )),
    }
}

/// The number after `min_items` and its kin.
pub(super) fn count(expression: &Expr) -> syn::Result<Limit> {
    if let Expr::Lit(ExprLit {
        lit: Lit::Int(literal),
        ..
    }) = ungrouped(expression)
        && let Ok(value) = literal.base10_digits().parse()
    {
        return Ok(Limit::Count(value));
    }
    Err(syn::Error::new_spanned(
        expression,
        "a length is an integer literal, such as `3`",
    ))
}

/// The sign and the decimal digits of a number literal, without underscores and suffix.
fn signed_digits(expression: &Expr) -> Option<(bool, String)> {
    match ungrouped(expression) {
        Expr::Lit(ExprLit {
            lit: Lit::Int(literal),
            ..
        }) => Some(split_sign(literal.base10_digits())),
        Expr::Lit(ExprLit {
            lit: Lit::Float(literal),
            ..
        }) => Some(split_sign(literal.base10_digits())),
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => signed_digits(expr).map(|(negative, digits)| (!negative, digits)),
        _ => None,
    }
}

/// A literal that came through a `macro_rules!` parameter has its sign inside.
fn split_sign(digits: &str) -> (bool, String) {
    match digits.strip_prefix('-') {
        Some(digits) => (true, digits.to_owned()),
        None => (false, digits.to_owned()),
    }
}

/// Rust and JSON differ in three things: `1.` and `007` are no JSON numbers, and JSON's `-0` is
/// one that nobody means.
fn json_number(negative: bool, digits: &str) -> String {
    let digits = digits.trim_start_matches('0');
    let mut text = String::new();
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        text.push('0');
    }
    text.push_str(digits.strip_suffix('.').unwrap_or(digits));
    let zero = text
        .split(['e', 'E'])
        .next()
        .is_some_and(|number| number.bytes().all(|byte| matches!(byte, b'0' | b'.')));
    if negative && !zero {
        text.insert(0, '-');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{count, number};
    use crate::model::Limit;
    use syn::parse_quote;

    fn text(expression: &syn::Expr) -> String {
        match number(expression) {
            Ok(Limit::Number { text, .. }) => text,
            Ok(_) => String::from("no number"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn writes_numbers_as_json_does() {
        assert_eq!(text(&parse_quote!(1_000u32)), "1000");
        assert_eq!(text(&parse_quote!(-5.5)), "-5.5");
        assert_eq!(text(&parse_quote!(1.)), "1");
        assert_eq!(text(&parse_quote!(0)), "0");
        assert_eq!(text(&parse_quote!(-0.0)), "0.0");
        assert_eq!(text(&parse_quote!(0x10)), "16");
        assert_eq!(text(&parse_quote!(007)), "7");
        assert_eq!(text(&parse_quote!(00.50)), "0.50");
        assert_eq!(text(&parse_quote!(1e3)), "1e3");
        assert_eq!(text(&parse_quote!(2_5.0e-1_0f64)), "25.0e-10");
        assert_eq!(
            text(&parse_quote!(18446744073709551616)),
            "18446744073709551616"
        );
    }

    #[test]
    fn refuses_what_is_no_number() {
        assert!(text(&parse_quote!("5")).starts_with("a bound is a number literal"));
        assert!(text(&parse_quote!(MAX)).starts_with("a bound is a number literal"));
        assert!(text(&parse_quote!(1 + 1)).starts_with("a bound is a number literal"));
        assert!(text(&parse_quote!(1e999)).starts_with("this number is too large"));
    }

    #[test]
    fn counts_are_integers() {
        assert!(matches!(count(&parse_quote!(1_0)), Ok(Limit::Count(10))));
        assert!(count(&parse_quote!(-1)).is_err());
        assert!(count(&parse_quote!(1.0)).is_err());
        assert!(count(&parse_quote!(18446744073709551616)).is_err());
    }
}
