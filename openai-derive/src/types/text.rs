//! A type as a reader would type it: `HashMap<String, Price>`.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The text of a type, for messages.
pub(crate) fn text(tokens: &TokenStream) -> String {
    let mut text = String::new();
    write(tokens.clone(), &mut text);
    text
}

/// What the last token asks of the next.
#[derive(Clone, Copy, PartialEq)]
enum After {
    /// Nothing may stand between.
    Tight,
    /// A word: another word needs a blank between.
    Word,
    /// A lifetime: all but a comma and a bracket need a blank between.
    Lifetime,
    /// A blank belongs here.
    Blank,
    /// The first half of `::`.
    Colon,
    /// The first half of `->`, or of a `=>`.
    Arrow,
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut after = After::Tight;
    for token in tokens {
        after = match token {
            TokenTree::Ident(ident) => {
                let lifetime = text.ends_with('\'');
                if after != After::Tight && after != After::Colon {
                    blank(text);
                }
                let word = ident.to_string();
                text.push_str(&word);
                if lifetime {
                    After::Lifetime
                } else if matches!(
                    word.as_str(),
                    "as" | "const" | "dyn" | "extern" | "impl" | "mut" | "unsafe"
                ) {
                    After::Blank
                } else {
                    After::Word
                }
            }
            TokenTree::Literal(literal) => {
                if after != After::Tight {
                    blank(text);
                }
                text.push_str(&literal.to_string());
                After::Word
            }
            TokenTree::Group(group) => {
                if matches!(after, After::Lifetime | After::Blank) {
                    blank(text);
                }
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
                After::Word
            }
            TokenTree::Punct(punct) => punctuation(punct.as_char(), punct.spacing(), after, text),
        };
    }
}

fn punctuation(mark: char, spacing: Spacing, after: After, text: &mut String) -> After {
    match mark {
        ',' | ';' => {
            text.push(mark);
            After::Blank
        }
        '+' | '=' => {
            blank(text);
            text.push(mark);
            After::Blank
        }
        '-' if spacing == Spacing::Joint => {
            blank(text);
            text.push(mark);
            After::Arrow
        }
        '-' => {
            if after != After::Tight {
                blank(text);
            }
            text.push(mark);
            if after == After::Word {
                After::Blank
            } else {
                After::Tight
            }
        }
        '>' if after == After::Arrow => {
            text.push(mark);
            After::Blank
        }
        ':' if text.ends_with(':') => {
            text.push(mark);
            After::Tight
        }
        ':' => {
            if after == After::Blank {
                blank(text);
            }
            text.push(mark);
            After::Colon
        }
        '>' => {
            text.push(mark);
            After::Word
        }
        '<' if after == After::Lifetime => {
            text.push_str(" <");
            After::Tight
        }
        _ => {
            if matches!(after, After::Lifetime | After::Blank) {
                blank(text);
            }
            text.push(mark);
            After::Tight
        }
    }
}

fn blank(text: &mut String) {
    if !text.is_empty() && !text.ends_with([' ', '<', '(', '[', '&', '*']) {
        text.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn writes_types_as_they_are_typed() {
        for source in [
            "String",
            "HashMap<String, Price>",
            "std::collections::HashMap<String, (u8, Vec<u8>)>",
            "::std::option::Option<T>",
            "Option<Box<Self>>",
            "[f32; 3]",
            "[[u8; N]; { M + 1 }]",
            "()",
            "(u8,)",
            "&'a str",
            "&'a mut [u8]",
            "&'static dyn Error",
            "Cow<'static, str>",
            "Box<dyn Fn(u8, u8) -> Result<(), E> + Send + 'static>",
            "<T as Iterator>::Item",
            "<T as ::std::iter::Iterator>::Item",
            "dyn Iterator<Item = T>",
            "fn(u8) -> u8",
            "*const u8",
            "*mut dyn ::core::any::Any",
            "!",
            "_",
            "impl ?Sized",
            "for<'a> fn(&'a str)",
            "Grid<3, -1>",
            "Grid<{ M - 1 }>",
            "r#type::Name",
        ] {
            let tokens = source.parse().expect("tokens");
            assert_eq!(text(&tokens), source);
        }
    }
}
