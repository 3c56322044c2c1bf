//! Doc comments as descriptions.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

/// What `#[openai(description = "...")]` says, or else the doc comment; `None` where both are
/// empty.
pub(crate) fn description(word: Option<&LitStr>, attributes: &[Attribute]) -> Option<String> {
    let text = word.map_or_else(|| doc_comment(attributes), LitStr::value);
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The lines of all doc comments, each without the blank after `///`.
///
/// `#[doc(hidden)]` and `#[doc = include_str!("...")]` have no text that a macro could see.
fn doc_comment(attributes: &[Attribute]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for attribute in attributes {
        if let Meta::NameValue(meta) = &attribute.meta
            && meta.path.is_ident("doc")
            && let Some(text) = text(&meta.value)
        {
            lines.extend(without_stars(&text));
        }
    }
    lines.join("\n")
}

/// The first line of the doc comment that says something.
pub(crate) fn doc_comment_span(attributes: &[Attribute]) -> Option<Span> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => text(&meta.value)
                .is_some_and(|text| !text.trim().is_empty())
                .then(|| meta.value.span()),
            _ => None,
        })
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(literal),
            ..
        }) => Some(literal.value()),
        // A literal that came through a `macro_rules!` parameter.
        Expr::Group(group) => text(&group.expr),
        _ => None,
    }
}

/// The lines of one comment. A `/** */` comment may draw a column of stars, which goes.
fn without_stars(text: &str) -> Vec<String> {
    let starred = text.contains('\n')
        && text
            .split('\n')
            .skip(1)
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('*'));
    text.split('\n')
        .enumerate()
        .map(|(number, line)| {
            let line = if starred && number > 0 {
                let line = line.trim_start();
                line.strip_prefix('*').unwrap_or(line)
            } else {
                line
            };
            line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::description;
    use syn::parse_quote;

    fn joined(item: &syn::DeriveInput) -> Option<String> {
        description(None, &item.attrs)
    }

    #[test]
    fn joins_lines_and_drops_one_blank() {
        let item = parse_quote! {
            /// First line.
            ///
            ///   Indented.
            #[doc = " Third."]
            struct A;
        };
        assert_eq!(
            joined(&item).as_deref(),
            Some("First line.\n\n  Indented.\nThird.")
        );
    }

    #[test]
    fn drops_the_stars_of_a_block_comment() {
        let item = parse_quote! {
            #[doc = "\n * One.\n * Two.\n "]
            struct A;
        };
        assert_eq!(joined(&item).as_deref(), Some("One.\nTwo."));
    }

    #[test]
    fn an_empty_comment_is_no_description() {
        assert_eq!(
            joined(&parse_quote!(
                #[doc = "  "]
                struct A;
            )),
            None
        );
        assert_eq!(
            joined(&parse_quote!(
                #[doc(hidden)]
                struct A;
            )),
            None
        );
        assert_eq!(
            joined(&parse_quote!(
                #[doc = include_str!("a.md")]
                struct A;
            )),
            None
        );
    }

    #[test]
    fn the_attribute_wins() {
        let item: syn::DeriveInput = parse_quote! {
            /// For readers.
            struct A;
        };
        let word = parse_quote!("For the model.");
        assert_eq!(
            description(Some(&word), &item.attrs).as_deref(),
            Some("For the model.")
        );
    }
}
