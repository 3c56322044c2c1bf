//! The names that a type mentions.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

/// A name that stands by itself or begins a path.
pub(crate) struct Mention {
    pub(crate) ident: Ident,
    /// In `T::Item`, the `Item`.
    pub(crate) member: Option<Ident>,
}

/// The names that a type mentions, in order. Of `other::Tree<T>` they are `other` and `T`.
pub(crate) fn mentions(tokens: &TokenStream) -> Vec<Mention> {
    let mut found = Vec::new();
    collect(tokens.clone(), &mut found);
    found
}

fn collect(tokens: TokenStream, found: &mut Vec<Mention>) {
    // Whether the last name may get a member: it is the first of its path.
    let mut open = false;
    let mut colons = 0;
    let mut lifetime = false;
    for token in tokens {
        match token {
            TokenTree::Ident(_) if std::mem::take(&mut lifetime) => open = false,
            TokenTree::Ident(ident) if colons < 2 => {
                found.push(Mention {
                    ident,
                    member: None,
                });
                open = true;
                colons = 0;
            }
            TokenTree::Ident(ident) => {
                if std::mem::take(&mut open)
                    && let Some(first) = found.last_mut()
                {
                    first.member = Some(ident);
                }
                colons = 0;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
            TokenTree::Punct(punct) => {
                lifetime = punct.as_char() == '\'';
                open = false;
                colons = 0;
            }
            TokenTree::Group(group) => {
                collect(group.stream(), found);
                open = false;
                colons = 0;
            }
            TokenTree::Literal(_) => {
                open = false;
                colons = 0;
            }
        }
    }
}

/// The same type outside of the item, where `Self` has no meaning.
pub(crate) fn replace_self(tokens: TokenStream, name: &Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                let mut name = name.clone();
                name.set_span(ident.span());
                TokenTree::Ident(name)
            }
            TokenTree::Group(group) => {
                let mut replaced =
                    Group::new(group.delimiter(), replace_self(group.stream(), name));
                replaced.set_span(group.span());
                TokenTree::Group(replaced)
            }
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{mentions, replace_self};
    use quote::{format_ident, quote};

    fn names(tokens: &proc_macro2::TokenStream) -> Vec<String> {
        mentions(tokens)
            .into_iter()
            .map(|mention| match mention.member {
                Some(member) => format!("{}::{member}", mention.ident),
                None => mention.ident.to_string(),
            })
            .collect()
    }

    #[test]
    fn finds_the_first_names_of_paths() {
        assert_eq!(names(&quote!(Vec<Tree<T>>)), ["Vec", "Tree", "T"]);
        assert_eq!(names(&quote!(other::Tree<T>)), ["other::Tree", "T"]);
        assert_eq!(names(&quote!(::std::option::Option<T::Item>)), ["T::Item"]);
        assert_eq!(names(&quote!(&'T [u8; N])), ["u8", "N"]);
        assert_eq!(names(&quote!(a::b::c)), ["a::b"]);
        assert_eq!(
            names(&quote!(<T as Iterator>::Item)),
            ["T", "as", "Iterator"]
        );
    }

    #[test]
    fn replaces_self_everywhere() {
        let name = format_ident!("Node");
        assert_eq!(
            replace_self(quote!(Option<(Box<Self>, [u8; Self::N])>), &name).to_string(),
            quote!(Option<(Box<Node>, [u8; Node::N])>).to_string()
        );
    }
}
