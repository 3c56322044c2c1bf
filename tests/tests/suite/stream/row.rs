//! One row of the tables: bytes on the wire, with the places where a write ends, and what a user
//! should get.

use openai_structured::local::{Ending, Reply};
use serde_json::{Value, json};

/// A stream and what becomes of it.
pub(crate) struct Row {
    pub(super) name: &'static str,
    /// What is written, one write after the other.
    pub(super) writes: Vec<Vec<u8>>,
    pub(super) ending: Ending,
    pub(super) then: Then,
}

/// What a user gets.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Then {
    /// The text of each choice.
    pub(super) texts: Vec<Option<String>>,
    pub(super) refusal: Option<&'static str>,
    /// Id, name and arguments of each call.
    pub(super) calls: Vec<[&'static str; 3]>,
    pub(super) finish: Option<&'static str>,
    pub(super) total_tokens: Option<u64>,
    pub(super) end: End,
    pub(super) outcome: Became,
}

/// How the stream ends for who reads it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum End {
    /// With the marker.
    #[default]
    Marker,
    /// The body ends without it.
    Closed,
    /// The connection breaks.
    Cut,
    /// The service says that it failed, in these words.
    Failed(&'static str),
}

/// What the typed stream makes of the first choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Became {
    #[default]
    Parsed,
    Refused,
    Truncated,
    Filtered,
    /// Before there was any text.
    FilteredAtOnce,
    ToolCalls,
    Empty,
    /// It is given up.
    RanAway,
}

impl Row {
    /// Events, one write each, and `[DONE]`.
    pub(super) fn events(
        name: &'static str,
        events: impl IntoIterator<Item = Value>,
        then: Then,
    ) -> Self {
        let mut writes: Vec<_> = events.into_iter().map(|data| event(&data)).collect();
        writes.push(DONE.to_vec());
        Self::writes(name, writes, then)
    }

    /// Bytes as they are.
    pub(super) fn writes<B: AsRef<[u8]>>(
        name: &'static str,
        writes: impl IntoIterator<Item = B>,
        then: Then,
    ) -> Self {
        let writes = writes.into_iter().map(|write| write.as_ref().to_vec());
        Self {
            name,
            writes: writes.collect(),
            ending: Ending::Closed,
            then,
        }
    }

    /// The same without its last write, which is `[DONE]`.
    pub(super) fn without_done(mut self) -> Self {
        assert_eq!(self.writes.pop().as_deref(), Some(DONE));
        if self.then.end == End::Marker {
            self.then.end = End::Closed;
        }
        self
    }

    /// The same with another ending.
    pub(super) fn ends(self, ending: Ending) -> Self {
        Self { ending, ..self }
    }

    pub(crate) fn name(&self) -> &str {
        self.name
    }

    /// Id, name and arguments of each call.
    pub(crate) fn calls(&self) -> &[[&'static str; 3]] {
        &self.then.calls
    }

    /// What the local API plays: the writes of the table, or others of so many bytes.
    pub(crate) fn reply(&self, writes_of: Option<usize>) -> Reply {
        let reply = Reply::stream(&self.writes).ends(self.ending.clone());
        match writes_of {
            None => reply,
            Some(bytes) => reply.writes_of(bytes),
        }
    }
}

impl Then {
    /// A text that is a value, and ends as it should.
    pub(super) fn text(text: &str) -> Self {
        Self {
            texts: vec![Some(text.to_owned())],
            finish: Some("stop"),
            ..Self::default()
        }
    }

    /// No text.
    pub(super) fn nothing() -> Self {
        Self {
            texts: vec![None],
            finish: Some("stop"),
            outcome: Became::Empty,
            ..Self::default()
        }
    }

    /// Calls of tools.
    pub(super) fn calls(calls: impl IntoIterator<Item = [&'static str; 3]>) -> Self {
        Self {
            calls: calls.into_iter().collect(),
            finish: Some("tool_calls"),
            outcome: Became::ToolCalls,
            ..Self::nothing()
        }
    }

    /// Ended before there was a finish reason, with what had come by then.
    pub(super) fn early(self, end: End, outcome: Became) -> Self {
        Self {
            finish: None,
            end,
            outcome,
            ..self
        }
    }
}

pub(super) const DONE: &[u8] = b"data: [DONE]\n\n";

/// One event.
pub(super) fn event(data: &Value) -> Vec<u8> {
    format!("data: {data}\n\n").into_bytes()
}

/// A chunk with these choices.
#[expect(
    clippy::needless_pass_by_value,
    reason = "literals are passed as they stand"
)]
pub(super) fn chunk(choices: Value) -> Value {
    json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_727_346_169,
        "model": "m", "choices": choices })
}

/// A chunk of the first choice.
#[expect(
    clippy::needless_pass_by_value,
    reason = "literals are passed as they stand"
)]
pub(super) fn delta(delta: Value) -> Value {
    chunk(json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": null }]))
}

pub(super) fn role() -> Value {
    delta(json!({ "role": "assistant", "content": "" }))
}

pub(super) fn said(text: &str) -> Value {
    delta(json!({ "content": text }))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "literals are passed as they stand"
)]
pub(super) fn called(calls: Value) -> Value {
    delta(json!({ "tool_calls": calls }))
}

/// The first choice's last chunk.
pub(super) fn finish(reason: &str) -> Value {
    chunk(json!([{ "index": 0, "delta": {}, "logprobs": null, "finish_reason": reason }]))
}

/// Usage of 12 tokens.
pub(super) fn usage() -> Value {
    json!({ "prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12 })
}

/// A chunk with more fields.
pub(super) fn with(mut chunk: Value, more: Value) -> Value {
    let (Some(chunk_fields), Value::Object(more)) = (chunk.as_object_mut(), more) else {
        panic!("no objects");
    };
    chunk_fields.extend(more);
    chunk
}
