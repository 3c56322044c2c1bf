//! What a chunk adds to a message.

use std::borrow::Cow;

use serde::de::{IgnoredAny, MapAccess};
use serde_json::value::RawValue;

use super::{
    extra::Extra,
    few::Few,
    fields::{self, Fields, readable},
    read::{MaybeNumber, Object, Objects, if_it_fits, owned},
    tool_call::{FunctionDelta, ToolCallDelta},
};
use crate::chat::{
    answer::{Annotation, REASONING, Role},
    text::{JoinedText, Text},
};

/// What a chunk adds to a message.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct MessageDelta<'a> {
    /// Who speaks: as a rule with the first piece only.
    pub role: Option<Role>,
    /// The next piece of the text.
    pub content: Option<Cow<'a, str>>,
    /// The next piece of the refusal.
    pub refusal: Option<Cow<'a, str>>,
    /// Pieces of tool calls.
    pub tool_calls: Few<ToolCallDelta<'a>>,
    /// A piece of a call in the old way.
    pub function_call: Option<FunctionDelta<'a>>,
    /// Further sources of the text.
    pub annotations: Vec<Annotation>,
    /// The next piece of the spoken answer.
    pub audio: Option<AudioDelta<'a>>,
    /// Fields that this version does not know, such as `reasoning_content`.
    pub extra: Extra<'a>,
}

impl MessageDelta<'_> {
    /// The next piece of the model's thinking, where a service shows it: `reasoning_content` or
    /// `reasoning`.
    pub fn reasoning(&self) -> Option<Cow<'_, str>> {
        if self.extra.is_empty() {
            return None;
        }
        let mut texts = REASONING.iter().filter_map(|name| self.extra.get(name));
        texts.find_map(|json| match serde_json::from_str(json) {
            Ok(Text(Some(text))) if !text.is_empty() => Some(text),
            _ => None,
        })
    }

    pub(super) fn into_owned(self) -> MessageDelta<'static> {
        MessageDelta {
            role: self.role,
            content: self.content.map(owned),
            refusal: self.refusal.map(owned),
            tool_calls: self.tool_calls.map(ToolCallDelta::into_owned),
            function_call: self.function_call.map(FunctionDelta::into_owned),
            annotations: self.annotations,
            audio: self.audio.map(AudioDelta::into_owned),
            extra: self.extra.into_owned(),
        }
    }
}

readable! { MessageDelta AudioDelta }

impl<'de> Fields<'de> for MessageDelta<'de> {
    const NAME: &'static str = "a delta";

    fn take<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        fields: &mut A,
    ) -> Result<(), A::Error> {
        match &*name {
            "role" => {
                let role = fields.next_value::<Text<'_>>()?.said();
                self.role = role.map(|role| Role::from(&*role));
            }
            "content" => self.content = fields.next_value::<JoinedText<'_>>()?.0,
            "refusal" => self.refusal = fields.next_value::<Text<'_>>()?.0,
            "tool_calls" => self.tool_calls = fields.next_value::<Objects<_>>()?.0,
            "function_call" => self.function_call = fields.next_value::<Object<_>>()?.0,
            "annotations" => {
                let list = if_it_fits::<Vec<Annotation>>(fields.next_value::<&RawValue>()?);
                self.annotations = list.unwrap_or_default();
            }
            "audio" => self.audio = fields.next_value::<Object<_>>()?.0,
            _ => self.extra.push(name, fields.next_value()?),
        }
        Ok(())
    }
}

/// A piece of the spoken answer.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AudioDelta<'a> {
    /// Names the audio in later requests.
    pub id: Option<Cow<'a, str>>,
    /// The next piece of the sound, base64-encoded.
    pub data: Option<Cow<'a, str>>,
    /// The next piece of the words.
    pub transcript: Option<Cow<'a, str>>,
    /// Until when the service knows the id, in seconds since 1970.
    pub expires_at: Option<u64>,
}

impl AudioDelta<'_> {
    fn into_owned(self) -> AudioDelta<'static> {
        AudioDelta {
            id: self.id.map(owned),
            data: self.data.map(owned),
            transcript: self.transcript.map(owned),
            expires_at: self.expires_at,
        }
    }
}

impl<'de> Fields<'de> for AudioDelta<'de> {
    const NAME: &'static str = "a piece of audio";

    fn take<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        fields: &mut A,
    ) -> Result<(), A::Error> {
        match &*name {
            "id" => self.id = fields.next_value::<Text<'_>>()?.0,
            "data" => self.data = fields.next_value::<Text<'_>>()?.0,
            "transcript" => self.transcript = fields.next_value::<Text<'_>>()?.0,
            "expires_at" => self.expires_at = fields.next_value::<MaybeNumber>()?.0,
            _ => drop(fields.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}
