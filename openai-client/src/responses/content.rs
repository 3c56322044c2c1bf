//! What is said: a text, or parts.

use super::part::{InputText, OutputText, Part};
use crate::wire::wire_either;

wire_either! {
    /// What is said: a text, or parts.
    ///
    /// ```
    /// use openai_client::responses::{Content, InputText};
    ///
    /// let content = Content::from("Hello");
    /// assert_eq!(content.text().as_deref(), Some("Hello"));
    /// let content = Content::from([InputText::new("Hel"), InputText::new("lo")]);
    /// assert_eq!(content.text().as_deref(), Some("Hello"));
    /// ```
    pub enum Content {
        /// A text.
        Text(String) = text,
        /// Parts, in their order.
        Parts(Vec<Part>) = list,
    }
}

impl Content {
    /// The parts; none if it is a text.
    pub fn parts(&self) -> &[Part] {
        match self {
            Self::Text(_) => &[],
            Self::Parts(parts) => parts,
        }
    }

    /// The parts, to be changed. A text becomes one of the model.
    pub(super) fn parts_mut(&mut self) -> &mut Vec<Part> {
        if let Self::Text(text) = self {
            *self = OutputText::new(std::mem::take(text)).into();
        }
        match self {
            Self::Parts(parts) => parts,
            Self::Text(_) => unreachable!("it was just made parts"),
        }
    }

    /// The texts of all parts that are such, one after the other, refusals and thinking left out;
    /// none if there is none.
    pub fn text(&self) -> Option<std::borrow::Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(text.into()),
            Self::Parts(parts) => {
                let mut texts = parts.iter().filter_map(Part::text);
                let first = texts.next()?;
                let Some(second) = texts.next() else {
                    return Some(first.into());
                };
                let mut joined = [first, second].concat();
                joined.extend(texts);
                Some(joined.into())
            }
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Parts(Vec::new())
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<Part>> for Content {
    fn from(parts: Vec<Part>) -> Self {
        Self::Parts(parts)
    }
}

impl<P: Into<Part>, const N: usize> From<[P; N]> for Content {
    fn from(parts: [P; N]) -> Self {
        Self::Parts(parts.into_iter().map(Into::into).collect())
    }
}

impl From<InputText> for Content {
    fn from(text: InputText) -> Self {
        Self::Parts(vec![text.into()])
    }
}

impl From<OutputText> for Content {
    fn from(text: OutputText) -> Self {
        Self::Parts(vec![text.into()])
    }
}
