//! One choice of a streamed answer: what each chunk adds to it, and how it ended.

use std::borrow::Cow;

use super::{
    balance::Balance,
    calls::{Calls, TooManyCalls},
    event::ChatEvent,
    extra::{merge, merge_json},
};
use crate::chat::{
    AnswerAudio, Choice, FinishReason, FunctionCall, Logprobs,
    chunk::{AudioDelta, ChunkChoice, FunctionDelta},
};

/// How a choice of a streamed answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ending {
    /// The service said why the model stopped.
    Finished,
    /// The service did not say it, but what came is whole: a JSON document with its last bracket,
    /// tool calls with whole arguments, or any text before the end marker.
    Unannounced,
    /// The answer stops in the middle.
    CutOff,
}

/// What is known of a choice beside what the answer keeps of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Track {
    calls: Calls,
    pub(super) ending: Option<Ending>,
}

impl Track {
    pub(super) fn push(
        &mut self,
        choice: &mut Choice,
        piece: ChunkChoice<'_>,
        events: &mut Vec<ChatEvent>,
    ) -> Result<(), TooManyCalls> {
        let index = choice.index;
        let message = &mut choice.message;
        let delta = piece.delta;
        if let Some(text) = delta.reasoning() {
            events.push(ChatEvent::Reasoning {
                choice: index,
                text: text.into_owned(),
            });
        }
        merge(&mut message.extra, &delta.extra);
        if let Some(role) = delta.role {
            message.role = role;
        }
        if let Some(text) = delta.content.filter(|text| !text.is_empty()) {
            add_text(choice, text, events);
        }
        let message = &mut choice.message;
        if let Some(text) = delta.refusal.filter(|text| !text.is_empty()) {
            append(&mut message.refusal, &text);
            events.push(ChatEvent::Refusal {
                choice: index,
                text: text.into_owned(),
            });
        }
        for call in delta.tool_calls {
            self.calls
                .push(&mut message.tool_calls, call, index, events)?;
        }
        if let Some(call) = delta.function_call {
            add_function_call(message.function_call.get_or_insert_default(), call);
        }
        message.annotations.extend(delta.annotations);
        if let Some(audio) = delta.audio {
            let sum = message.audio.get_or_insert_default();
            events.extend(add_audio(sum, audio, index));
        }
        if let Some(logprobs) = piece.logprobs {
            add_logprobs(choice.logprobs.get_or_insert_default(), &logprobs);
            if !(logprobs.content.is_empty() && logprobs.refusal.is_empty()) {
                events.push(ChatEvent::Logprobs {
                    choice: index,
                    logprobs,
                });
            }
        }
        if let Some(found) = piece.content_filter_results {
            merge_json(&mut choice.content_filter_results, found.get());
        }
        if let Some(reason) = piece.finish_reason
            && choice.finish_reason.is_none()
        {
            choice.finish_reason = Some(reason.clone());
            self.finish(choice, &reason, events);
            events.push(ChatEvent::Finished {
                choice: index,
                reason,
            });
        }
        Ok(())
    }

    fn finish(&mut self, choice: &mut Choice, reason: &FinishReason, events: &mut Vec<ChatEvent>) {
        let cut = matches!(reason, FinishReason::Length | FinishReason::ContentFilter);
        let message = &mut choice.message;
        self.calls
            .finish(cut, &mut message.tool_calls, choice.index, events);
        if let Some(call) = message.function_call.as_mut().filter(|_| !cut) {
            fill_arguments(call);
        }
        self.ending = Some(Ending::Finished);
    }

    /// Nothing more will come. `orderly` if the end marker came.
    pub(super) fn end(&mut self, choice: &mut Choice, orderly: bool, events: &mut Vec<ChatEvent>) {
        if let Some(reason) = choice.finish_reason.clone() {
            // Calls that came after the reason.
            return self.finish(choice, &reason, events);
        }
        let message = &mut choice.message;
        let calls_whole =
            self.calls
                .give_up(orderly, &mut message.tool_calls, choice.index, events);
        let has_calls = !message.tool_calls.is_empty();
        let text = Balance::of(message.content.as_deref().unwrap_or_default());
        let function = message.function_call.as_ref();
        let whole = match function.map(|call| Balance::of(&call.arguments)) {
            Some(arguments) => arguments.is_whole(),
            None if has_calls => calls_whole,
            None if text.is_open() => false,
            None => text.is_whole() || orderly,
        };
        self.ending = Some(if whole {
            Ending::Unannounced
        } else {
            Ending::CutOff
        });
    }
}

/// Adds a piece of the text, which is not empty.
pub(super) fn add_text(choice: &mut Choice, text: Cow<'_, str>, events: &mut Vec<ChatEvent>) {
    append(&mut choice.message.content, &text);
    events.push(ChatEvent::Content {
        choice: choice.index,
        text: text.into_owned(),
    });
}

fn append(text: &mut Option<String>, piece: &str) {
    text.get_or_insert_default().push_str(piece);
}

fn add_function_call(call: &mut FunctionCall, piece: FunctionDelta<'_>) {
    if let Some(name) = piece.name
        && call.name.is_empty()
    {
        call.name = name.into_owned();
    }
    if let Some(arguments) = piece.arguments {
        call.arguments.push_str(&arguments);
    }
    merge(&mut call.extra, &piece.extra);
}

/// A function without arguments.
fn fill_arguments(call: &mut FunctionCall) {
    if call.arguments.trim().is_empty() {
        "{}".clone_into(&mut call.arguments);
    }
}

fn add_audio(sum: &mut AnswerAudio, piece: AudioDelta<'_>, choice: u64) -> Option<ChatEvent> {
    if let Some(id) = piece.id {
        sum.id = id.into_owned();
    }
    if let Some(expires_at) = piece.expires_at {
        sum.expires_at = expires_at;
    }
    let data = piece.data.unwrap_or_default();
    let transcript = piece.transcript.unwrap_or_default();
    sum.data.push_str(&data);
    sum.transcript.push_str(&transcript);
    (!data.is_empty() || !transcript.is_empty()).then(|| ChatEvent::Audio {
        choice,
        data: data.into_owned(),
        transcript: transcript.into_owned(),
    })
}

fn add_logprobs(sum: &mut Logprobs, piece: &Logprobs) {
    sum.content.extend_from_slice(&piece.content);
    sum.refusal.extend_from_slice(&piece.refusal);
}
