//! One row of the tables: bytes on the wire, and the response that they should come to.

use openai_structured::local::{Ending, Reply};
use serde_json::{Value, json};

/// A stream and what becomes of it.
pub(super) struct Row {
    pub(super) name: &'static str,
    /// What is written, one write after the other.
    pub(super) writes: Vec<Vec<u8>>,
    pub(super) ending: Ending,
    pub(super) then: Then,
}

/// What a user gets.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Then {
    /// The items, as JSON.
    pub(super) output: Value,
    pub(super) status: Option<&'static str>,
    /// Why it was cut off.
    pub(super) reason: Option<&'static str>,
    /// Code and message of the failure that the response tells.
    pub(super) failure: Option<[&'static str; 2]>,
    pub(super) total_tokens: Option<u64>,
    pub(super) end: End,
    pub(super) ending: Ended,
    pub(super) became: Became,
}

/// What the typed stream makes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Became {
    #[default]
    Parsed,
    Refused,
    Truncated,
    Filtered,
    ToolCalls,
    Empty,
    Mismatch,
    Failed,
}

/// How the stream ends for who reads it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum End {
    /// The body ends after the last event.
    #[default]
    Closed,
    /// With `[DONE]`, which the service does not send, and others do.
    Marker,
    /// The connection breaks.
    Cut,
    /// With an error, in these words.
    Failed(&'static str),
}

/// How the response ends.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) enum Ended {
    /// The service said how.
    #[default]
    Finished,
    /// It did not, and every item is whole.
    Unannounced,
    /// In the middle.
    CutOff,
}

impl Row {
    /// Events, one write each, which are numbered as they come.
    pub(super) fn events(
        name: &'static str,
        events: impl IntoIterator<Item = Value>,
        then: Then,
    ) -> Self {
        let events = events.into_iter().enumerate().map(|(number, mut data)| {
            if data.get("type").is_some() {
                data["sequence_number"] = number.into();
            }
            event(&data)
        });
        Self::writes(name, events, then)
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

    /// The same with another end of the connection.
    pub(super) fn ends(self, ending: Ending) -> Self {
        Self { ending, ..self }
    }

    /// What the local API plays: the writes of the table, or others of so many bytes.
    pub(super) fn reply(&self, writes_of: Option<usize>) -> Reply {
        let reply = Reply::stream(&self.writes).ends(self.ending.clone());
        match writes_of {
            None => reply,
            Some(bytes) => reply.writes_of(bytes),
        }
    }
}

impl Then {
    /// These items, and that the response is whole.
    pub(super) fn whole(output: Value) -> Self {
        Self {
            output,
            status: Some("completed"),
            total_tokens: Some(12),
            ..Self::default()
        }
    }

    /// The same, of which the typed stream makes something else.
    pub(super) fn becomes(self, became: Became) -> Self {
        Self { became, ..self }
    }

    /// These items, and no word about how it ended.
    pub(super) fn early(output: Value, end: End, ending: Ended) -> Self {
        Self {
            output,
            status: Some("in_progress"),
            end,
            ending,
            ..Self::default()
        }
    }
}

/// One event, with its name beside its data as the service has it.
pub(super) fn event(data: &Value) -> Vec<u8> {
    let name = data.get("type").and_then(Value::as_str);
    let name = name.map(|name| format!("event: {name}\n"));
    format!("{}data: {data}\n\n", name.unwrap_or_default()).into_bytes()
}

/// An event of this type with these fields.
pub(super) fn of(kind: &str, fields: Value) -> Value {
    with(json!({ "type": kind }), fields)
}

/// The response as a whole: what it starts with, and what ends it.
pub(super) fn lifecycle(word: &str, more: Value) -> Value {
    let response = json!({
        "id": "resp_1", "object": "response", "created_at": 1_741_476_777, "model": "m",
        "status": word, "error": null, "incomplete_details": null, "output": [],
        "usage": null, "metadata": {}, "tools": [], "tool_choice": "auto",
        "parallel_tool_calls": true, "temperature": 1.0, "top_p": 1.0, "instructions": null,
    });
    let kind = match word {
        "in_progress" => "response.in_progress",
        "queued" => "response.queued",
        "completed" => "response.completed",
        "failed" => "response.failed",
        "incomplete" => "response.incomplete",
        other => panic!("{other} ends nothing"),
    };
    of(kind, json!({ "response": with(response, more) }))
}

/// The first events of a response.
pub(super) fn begun() -> Vec<Value> {
    let mut created = lifecycle("in_progress", json!({}));
    created["type"] = "response.created".into();
    vec![created, lifecycle("in_progress", json!({}))]
}

/// Its last, with these items and a usage of 12 tokens.
pub(super) fn completed(output: &Value) -> Value {
    lifecycle("completed", json!({ "output": output, "usage": usage() }))
}

pub(super) fn usage() -> Value {
    json!({
        "input_tokens": 5, "input_tokens_details": { "cached_tokens": 0, "cache_write_tokens": 0 },
        "output_tokens": 7, "output_tokens_details": { "reasoning_tokens": 0 }, "total_tokens": 12,
    })
}

/// An object with more fields.
pub(super) fn with(mut object: Value, more: Value) -> Value {
    let (Some(fields), Value::Object(more)) = (object.as_object_mut(), more) else {
        panic!("no objects");
    };
    fields.extend(more);
    object
}
