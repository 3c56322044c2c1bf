//! What goes to the model: a text, or items.

use super::item::{Item, Message};
use crate::wire::wire_either;

wire_either! {
    /// What goes to the model: a text, which is what the user says, or items.
    ///
    /// ```
    /// use openai_client::responses::{Input, Message};
    ///
    /// let input = Input::from("Hello");
    /// assert_eq!(input.into_items().len(), 1);
    /// let input = Input::from([Message::user("Hello"), Message::assistant("Hi!")]);
    /// assert_eq!(input.into_items().len(), 2);
    /// ```
    pub enum Input {
        /// A text of the user.
        Text(String) = text,
        /// Items, in their order.
        Items(Vec<Item>) = list,
    }
}

impl Input {
    /// The items; a text becomes a message of the user.
    pub fn into_items(self) -> Vec<Item> {
        match self {
            Self::Text(text) => vec![Message::user(text).into()],
            Self::Items(items) => items,
        }
    }

    /// Adds what comes after.
    pub(super) fn and(self, later: Self) -> Self {
        let mut items = self.into_items();
        items.append(&mut later.into_items());
        Self::Items(items)
    }
}

impl Default for Input {
    fn default() -> Self {
        Self::Items(Vec::new())
    }
}

impl From<&str> for Input {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Input {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Input {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Item> for Input {
    fn from(item: Item) -> Self {
        Self::Items(vec![item])
    }
}

impl From<Message> for Input {
    fn from(message: Message) -> Self {
        Item::from(message).into()
    }
}

impl<I: Into<Item>> From<Vec<I>> for Input {
    fn from(items: Vec<I>) -> Self {
        items.into_iter().collect()
    }
}

impl<I: Into<Item>, const N: usize> From<[I; N]> for Input {
    fn from(items: [I; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<I: Into<Item>> FromIterator<I> for Input {
    fn from_iter<T: IntoIterator<Item = I>>(items: T) -> Self {
        Self::Items(items.into_iter().map(Into::into).collect())
    }
}
