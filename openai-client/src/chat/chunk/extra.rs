//! Fields that this version does not know, as the texts that they came as.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::read::owned;

/// Fields that this version does not know, in their order.
///
/// Their values are JSON texts and are not read before they are needed.
#[derive(Debug, Clone, Default)]
pub struct Extra<'a>(Vec<(Cow<'a, str>, Cow<'a, RawValue>)>);

impl<'a> Extra<'a> {
    /// The value of a field as JSON text.
    ///
    /// ```
    /// use openai_client::chat::ChunkRef;
    ///
    /// let json = r#"{"choices":[{"delta":{"reasoning_content":"Hm"}}]}"#;
    /// let chunk = ChunkRef::from_json(json)?;
    /// assert_eq!(chunk.choices[0].delta.extra.get("reasoning_content"), Some(r#""Hm""#));
    /// # Ok::<(), openai_client::Error>(())
    /// ```
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut fields = self.iter();
        fields.find_map(|(field, json)| (field == name).then_some(json))
    }

    /// Names and JSON texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, json)| (&**name, json.get()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, name: Cow<'a, str>, json: &'a RawValue) {
        self.0.push((name, Cow::Borrowed(json)));
    }

    pub(super) fn into_owned(self) -> Extra<'static> {
        let fields = self.0.into_iter();
        let owned = fields.map(|(name, json)| (owned(name), Cow::Owned(json.into_owned())));
        Extra(owned.collect())
    }
}
