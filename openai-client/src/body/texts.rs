//! One macro: inputs that are a text, texts, or something of their own.

/// Makes an input from texts: `text_input!(Name)` for an enum with `Text(String)` and `Texts(Vec<String>)`.
/// It is made from a text and from lists of them, and nothing is no texts.
macro_rules! text_input {
    ($name:ident) => {
        $crate::body::text_input!(@ $name: &str, String, &String);

        impl Default for $name {
            /// Nothing.
            fn default() -> Self {
                Self::Texts(Vec::new())
            }
        }
    };
    (@ $name:ident: $($text:ty),+) => {$(
        impl From<$text> for $name {
            fn from(text: $text) -> Self {
                Self::Text(text.into())
            }
        }

        impl<const N: usize> From<[$text; N]> for $name {
            fn from(texts: [$text; N]) -> Self {
                Self::Texts(texts.into_iter().map(Into::into).collect())
            }
        }

        impl From<Vec<$text>> for $name {
            fn from(texts: Vec<$text>) -> Self {
                Self::Texts(texts.into_iter().map(Into::into).collect())
            }
        }
    )+};
}

pub(crate) use text_input;
