//! What a chunk adds to one of the answers.

use std::borrow::Cow;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess},
};
use serde_json::value::RawValue;

use super::{
    delta::MessageDelta,
    few::Few,
    fields::{self, Fields, readable},
    read::{Index, Object, if_it_fits, owned_json, present},
};
use crate::chat::{choice::FinishReason, logprobs::Logprobs, text::Text};

/// What a chunk adds to one of the answers.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ChunkChoice<'a> {
    /// The choice's place among the choices; its place in the chunk if the service did not say.
    pub index: u64,
    /// What is added to the message.
    pub delta: MessageDelta<'a>,
    /// Why the model stopped; none while it goes on (some services say so by an empty text or
    /// `"null"`).
    pub finish_reason: Option<FinishReason>,
    /// How likely the tokens were.
    pub logprobs: Option<Logprobs>,
    /// What Azure's filter found in the answer, as JSON.
    pub content_filter_results: Option<Cow<'a, RawValue>>,
}

impl<'a> ChunkChoice<'a> {
    /// A piece of text and nothing else.
    pub(crate) fn of_text(index: u64, text: Cow<'a, str>) -> Self {
        Self {
            index,
            delta: MessageDelta {
                content: Some(text),
                ..MessageDelta::default()
            },
            ..Self::default()
        }
    }
}

impl ChunkChoice<'_> {
    pub(super) fn into_owned(self) -> ChunkChoice<'static> {
        ChunkChoice {
            index: self.index,
            delta: self.delta.into_owned(),
            finish_reason: self.finish_reason,
            logprobs: self.logprobs,
            content_filter_results: self.content_filter_results.map(owned_json),
        }
    }
}

/// The choices, each with an index.
pub(super) struct Choices<'a>(pub(super) Few<ChunkChoice<'a>>);

impl<'de> Deserialize<'de> for Choices<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut choices = Few::<Unplaced<'_>>::deserialize(deserializer)?;
        for (place, choice) in (0..).zip(choices.as_mut_slice()) {
            choice.choice.index = choice.index.unwrap_or(place);
        }
        Ok(Self(choices.map(|choice| choice.choice)))
    }
}

/// A choice whose index may be missing.
#[derive(Default)]
struct Unplaced<'a> {
    index: Option<u64>,
    choice: ChunkChoice<'a>,
}

readable! { Unplaced }

impl<'de> Fields<'de> for Unplaced<'de> {
    const NAME: &'static str = "a choice";

    fn take<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        fields: &mut A,
    ) -> Result<(), A::Error> {
        let choice = &mut self.choice;
        match &*name {
            "index" => self.index = fields.next_value::<Index>()?.0,
            "delta" => choice.delta = fields.next_value::<Object<_>>()?.0.unwrap_or_default(),
            "finish_reason" => {
                let reason = fields.next_value::<Text<'_>>()?.said();
                choice.finish_reason = reason.map(|reason| FinishReason::from(&*reason));
            }
            "logprobs" => choice.logprobs = if_it_fits(fields.next_value()?),
            "content_filter_results" => {
                choice.content_filter_results = present(fields.next_value()?);
            }
            _ => drop(fields.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}
