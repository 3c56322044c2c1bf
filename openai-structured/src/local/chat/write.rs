//! A chat completion on the wire: as one object, or as the chunks of a stream.

use serde_json::{Map, Value, json};

use super::request::Streaming;
use crate::local::said::{Call, Choice};
use crate::local::text::{self, call_id, cut, padding};

/// What is said about an answer beside its choices.
pub(super) struct About<'a> {
    pub(super) number: usize,
    pub(super) created: u64,
    pub(super) model: &'a str,
    pub(super) fingerprint: &'a str,
    pub(super) prompt_tokens: usize,
}

/// How an answer is given, as its script and the request say.
pub(super) struct Manner {
    /// Characters of one delta.
    pub(super) piece: usize,
    pub(super) logprobs: bool,
}

/// The whole answer as one `chat.completion`.
pub(super) fn completion(about: &About<'_>, choices: &[&Choice], manner: &Manner) -> Value {
    let choices_json = choices.iter().enumerate().map(|(index, choice)| {
        let mut message = Map::new();
        message.insert("role".into(), "assistant".into());
        message.insert("content".into(), choice.text.clone().into());
        message.insert("refusal".into(), choice.refusal.clone().into());
        message.insert("annotations".into(), json!([]));
        if !choice.calls.is_empty() {
            let calls = choice.calls.iter().enumerate();
            message.insert(
                "tool_calls".into(),
                calls
                    .map(|(at, call)| {
                        json!({
                            "id": call_id(about.number, index, at),
                            "type": "function",
                            "function": { "name": call.name, "arguments": call.arguments },
                        })
                    })
                    .collect(),
            );
        }
        let logprobs = logprobs(
            manner,
            choice.text.as_deref().map(|text| cut(text, manner.piece)),
            choice.refusal.as_deref().map(|text| cut(text, manner.piece)),
        );
        json!({ "index": index, "message": message, "logprobs": logprobs, "finish_reason": choice.finish })
    });
    let mut answer = head(about, "chat.completion", choices_json.collect());
    answer.insert("usage".into(), usage(about, choices));
    Value::Object(answer)
}

/// The whole answer as `chat.completion.chunk`s, without the closing `[DONE]`. Each choice begins
/// with its role and ends with its finish reason, and the choices take turns; a last chunk holds
/// the usage if it was asked for.
pub(super) fn chunks(
    about: &About<'_>,
    choices: &[&Choice],
    manner: &Manner,
    streaming: Streaming,
) -> Vec<Value> {
    let chunk = |choices: Vec<Value>, length: usize| {
        let mut chunk = head(about, "chat.completion.chunk", choices);
        if streaming.usage {
            chunk.insert("usage".into(), Value::Null);
        }
        if streaming.obfuscation {
            chunk.insert("obfuscation".into(), padding(length).into());
        }
        chunk
    };
    let speakers = choices.iter().enumerate();
    let mut waiting: Vec<_> = speakers
        .map(|(index, choice)| parts(about, index, choice, manner).into_iter())
        .collect();
    let mut all = Vec::new();
    while !waiting.is_empty() {
        waiting.retain_mut(|parts| {
            let part = parts.next();
            all.extend(part.map(|part| Value::Object(chunk(vec![part.choice], part.length))));
            parts.len() > 0
        });
    }
    if streaming.usage {
        let mut last = chunk(Vec::new(), 0);
        last.insert("usage".into(), usage(about, choices));
        all.push(Value::Object(last));
    }
    all
}

/// What one chunk says of one choice, and how many characters of text that is.
struct Part {
    choice: Value,
    length: usize,
}

/// One choice in the parts that its chunks have.
fn parts(about: &About<'_>, index: usize, choice: &Choice, manner: &Manner) -> Vec<Part> {
    let part = |delta: Value, logprobs: Value, text: &str, finish: Option<&str>| Part {
        choice: json!({
            "index": index, "delta": delta, "logprobs": logprobs, "finish_reason": finish,
        }),
        length: text.chars().count(),
    };
    let begun = |text: &Option<String>| text.as_ref().map(|_| "");
    let first = json!({
        "role": "assistant",
        "content": begun(&choice.text),
        "refusal": begun(&choice.refusal),
    });
    let mut all = vec![part(first, Value::Null, "", None)];
    for text in choice.text.iter().flat_map(|text| cut(text, manner.piece)) {
        let logprobs = logprobs(manner, Some([text]), None);
        all.push(part(json!({ "content": text }), logprobs, text, None));
    }
    let refusal = choice.refusal.iter();
    for text in refusal.flat_map(|text| cut(text, manner.piece)) {
        let logprobs = logprobs(manner, None, Some([text]));
        all.push(part(json!({ "refusal": text }), logprobs, text, None));
    }
    for (at, call) in choice.calls.iter().enumerate() {
        let first = first_call_delta(&call_id(about.number, index, at), at, call);
        all.push(part(first, Value::Null, "", None));
        for text in cut(&call.arguments, manner.piece) {
            let delta = json!({ "index": at, "function": { "arguments": text } });
            let delta = json!({ "tool_calls": [delta] });
            all.push(part(delta, Value::Null, text, None));
        }
    }
    all.push(part(json!({}), Value::Null, "", Some(choice.finish)));
    all
}

/// Log probabilities, if they were asked for and there is text: each piece is a token, and what a script says is
/// certain.
fn logprobs<'a, T: IntoIterator<Item = &'a str>>(
    manner: &Manner,
    content: Option<T>,
    refusal: Option<T>,
) -> Value {
    if !manner.logprobs || (content.is_none() && refusal.is_none()) {
        return Value::Null;
    }
    let tokens = |pieces: T| text::logprobs(pieces.into_iter());
    json!({ "content": content.map(tokens), "refusal": refusal.map(tokens) })
}

fn first_call_delta(id: &str, at: usize, call: &Call) -> Value {
    json!({ "tool_calls": [{
        "index": at,
        "id": id,
        "type": "function",
        "function": { "name": call.name, "arguments": "" },
    }]})
}

fn head(about: &About<'_>, object: &str, choices: Vec<Value>) -> Map<String, Value> {
    let mut answer = Map::new();
    let id = format!("chatcmpl-local-{}", about.number);
    answer.insert("id".into(), id.into());
    answer.insert("object".into(), object.into());
    answer.insert("created".into(), about.created.into());
    answer.insert("model".into(), about.model.into());
    answer.insert("choices".into(), choices.into());
    answer.insert("service_tier".into(), "default".into());
    answer.insert("system_fingerprint".into(), about.fingerprint.into());
    answer
}

fn usage(about: &About<'_>, choices: &[&Choice]) -> Value {
    let completion: usize = choices.iter().map(|choice| said(choice)).sum();
    json!({
        "prompt_tokens": about.prompt_tokens,
        "completion_tokens": completion,
        "total_tokens": about.prompt_tokens + completion,
        "prompt_tokens_details": { "cached_tokens": 0, "audio_tokens": 0 },
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    })
}

fn said(choice: &Choice) -> usize {
    let text = [&choice.text, &choice.refusal];
    let calls = choice
        .calls
        .iter()
        .flat_map(|call| [&call.name, &call.arguments]);
    text.into_iter()
        .flatten()
        .chain(calls)
        .map(|said| text::tokens(said))
        .sum()
}
