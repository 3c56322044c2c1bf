//! One event of a streamed answer, read without copying.

mod choice;
mod decode;
mod delta;
mod extra;
mod few;
mod fields;
mod read;
mod reader;
mod tool_call;

#[cfg(test)]
mod tests;

use std::{borrow::Cow, fmt};

use serde::de::{IgnoredAny, MapAccess};
use serde_json::value::RawValue;

pub use choice::ChunkChoice;
pub use delta::{AudioDelta, MessageDelta};
pub use extra::Extra;
pub use few::Few;
pub(crate) use reader::{ChunkReader, Next};
pub use tool_call::{CustomDelta, FunctionDelta, ToolCallDelta};

use self::{
    choice::Choices,
    fields::{Fields, readable},
    read::{MaybeNumber, if_it_fits, owned, owned_json, present},
};
use super::{options::ServiceTier, text::Text, usage::Usage};

/// One chunk of a streamed answer that owns what it says.
pub type ChatChunk = ChunkRef<'static>;

/// One chunk of a streamed answer, read from its JSON text without copying: texts without escapes
/// are borrowed, and one choice needs no list.
///
/// It is read as leniently as an answer: null and missing are none, what is unknown is skipped, and
/// what must be sent back later is kept as JSON text.
///
/// ```
/// use openai_client::chat::{ChatChunk, ChunkRef};
///
/// let json = r#"{"id":"c1","choices":[{"index":0,"delta":{"content":"Hel"}}]}"#;
/// let chunk = ChunkRef::from_json(json)?;
/// assert_eq!(chunk.choices[0].delta.content.as_deref(), Some("Hel"));
///
/// let kept: ChatChunk = chunk.into_owned();
/// assert_eq!(kept.raw(), json);
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ChunkRef<'a> {
    /// The service's name for the completion; empty if it gave none.
    pub id: Cow<'a, str>,
    /// What is added to the choices. None in the chunk with the usage, and in some at the start.
    pub choices: Few<ChunkChoice<'a>>,
    /// When the completion was made, in seconds since 1970; 0 if the service did not say.
    pub created: u64,
    /// The model that answers; empty if the service did not say.
    pub model: Cow<'a, str>,
    /// The tier that serves the call.
    pub service_tier: Option<ServiceTier>,
    /// Names the configuration that the model runs with.
    pub system_fingerprint: Option<Cow<'a, str>>,
    /// The tokens that were used: with the last chunk as a rule, with some services as a running
    /// count with each.
    pub usage: Option<Usage>,
    /// The findings of the moderation that the request asked for, as JSON.
    pub moderation: Option<Cow<'a, RawValue>>,
    /// What Azure's filter found in the request, as JSON.
    pub prompt_filter_results: Option<Cow<'a, RawValue>>,
    raw: RawText<'a>,
}

impl ChunkRef<'_> {
    /// The chunk's JSON text, as it came.
    pub fn raw(&self) -> &str {
        &self.raw.0
    }

    /// The same chunk with copies of what it borrows.
    pub fn into_owned(self) -> ChatChunk {
        ChunkRef {
            id: owned(self.id),
            choices: self.choices.map(ChunkChoice::into_owned),
            created: self.created,
            model: owned(self.model),
            service_tier: self.service_tier,
            system_fingerprint: self.system_fingerprint.map(owned),
            usage: self.usage,
            moderation: self.moderation.map(owned_json),
            prompt_filter_results: self.prompt_filter_results.map(owned_json),
            raw: RawText(owned(self.raw.0)),
        }
    }
}

/// Prints its length only.
#[derive(Clone, Default)]
struct RawText<'a>(Cow<'a, str>);

impl fmt::Debug for RawText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// A chunk before it is judged.
#[derive(Default)]
struct Wire<'a> {
    chunk: ChunkRef<'a>,
    /// Something stands under `error`, and not null, false or an empty text.
    refused: bool,
}

readable! { Wire }

impl<'de> Fields<'de> for Wire<'de> {
    const NAME: &'static str = "a chunk of a chat completion";

    fn take<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        fields: &mut A,
    ) -> Result<(), A::Error> {
        let chunk = &mut self.chunk;
        match &*name {
            "id" => chunk.id = fields.next_value::<Text<'_>>()?.0.unwrap_or_default(),
            "choices" => chunk.choices = fields.next_value::<Choices<'_>>()?.0,
            "created" => chunk.created = fields.next_value::<MaybeNumber>()?.0.unwrap_or(0),
            "model" => chunk.model = fields.next_value::<Text<'_>>()?.0.unwrap_or_default(),
            "service_tier" => {
                let tier = fields.next_value::<Text<'_>>()?.said();
                chunk.service_tier = tier.map(|tier| ServiceTier::from(&*tier));
            }
            "system_fingerprint" => {
                chunk.system_fingerprint = fields.next_value::<Text<'_>>()?.said();
            }
            "usage" => chunk.usage = if_it_fits(fields.next_value()?),
            "moderation" => chunk.moderation = present(fields.next_value()?),
            "prompt_filter_results" => {
                chunk.prompt_filter_results = present(fields.next_value()?);
            }
            "error" => {
                let error = fields.next_value::<&RawValue>()?.get();
                self.refused |= !matches!(error, "null" | "false" | "\"\"");
            }
            _ => drop(fields.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}
