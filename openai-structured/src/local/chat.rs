//! A chat completion on the wire: as one object, or as the chunks of a stream.

use serde_json::{Map, Value, json};

use super::reply::{Call, Choice};

/// What is said about an answer beside its choices.
pub(super) struct About<'a> {
    pub(super) id: &'a str,
    pub(super) created: u64,
    pub(super) model: &'a str,
    pub(super) fingerprint: &'a str,
    pub(super) prompt_tokens: usize,
}

/// The whole answer as one `chat.completion`.
pub(super) fn completion(about: &About<'_>, choices: &[Choice]) -> Value {
    let choices_json: Vec<Value> = choices.iter().enumerate().map(|(index, choice)| {
        let mut message = Map::new();
        message.insert("role".into(), "assistant".into());
        message.insert("content".into(), choice.text.clone().into());
        message.insert("refusal".into(), choice.refusal.clone().into());
        message.insert("annotations".into(), json!([]));
        if !choice.calls.is_empty() {
            let calls = choice.calls.iter().enumerate();
            message.insert("tool_calls".into(), calls.map(|(at, call)| json!({
                "id": call_id(about.id, index, at),
                "type": "function",
                "function": { "name": call.name, "arguments": call.arguments },
            })).collect());
        }
        json!({ "index": index, "message": message, "logprobs": null, "finish_reason": choice.finish })
    }).collect();
    let mut answer = head(about, "chat.completion", choices_json);
    answer.insert("usage".into(), usage(about, choices));
    Value::Object(answer)
}

/// The whole answer as `chat.completion.chunk`s, without the closing `[DONE]`. Each choice begins
/// with its role and ends with its finish reason; a last chunk holds the usage if it was asked for.
pub(super) fn chunks(
    about: &About<'_>,
    choices: &[Choice],
    piece: usize,
    with_usage: bool,
) -> Vec<Value> {
    let chunk = |choices: Vec<Value>| {
        let mut chunk = head(about, "chat.completion.chunk", choices);
        if with_usage {
            chunk.insert("usage".into(), Value::Null);
        }
        chunk
    };
    let mut all = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        let mut send = |delta: Value, finish: Option<&str>| {
            all.push(Value::Object(chunk(vec![json!({
                "index": index, "delta": delta, "logprobs": null, "finish_reason": finish,
            })])));
        };
        let content = if choice.text.is_some() {
            Value::from("")
        } else {
            Value::Null
        };
        send(
            json!({ "role": "assistant", "content": content, "refusal": null }),
            None,
        );
        for part in choice.text.iter().flat_map(|text| cut(text, piece)) {
            send(json!({ "content": part }), None);
        }
        for part in choice.refusal.iter().flat_map(|text| cut(text, piece)) {
            send(json!({ "refusal": part }), None);
        }
        for (at, call) in choice.calls.iter().enumerate() {
            send(
                first_call_delta(&call_id(about.id, index, at), at, call),
                None,
            );
            for part in cut(&call.arguments, piece) {
                let delta = json!({ "index": at, "function": { "arguments": part } });
                send(json!({ "tool_calls": [delta] }), None);
            }
        }
        send(json!({}), Some(choice.finish));
    }
    if with_usage {
        let mut last = chunk(Vec::new());
        last.insert("usage".into(), usage(about, choices));
        all.push(Value::Object(last));
    }
    all
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
    answer.insert("id".into(), about.id.into());
    answer.insert("object".into(), object.into());
    answer.insert("created".into(), about.created.into());
    answer.insert("model".into(), about.model.into());
    answer.insert("choices".into(), choices.into());
    answer.insert("service_tier".into(), "default".into());
    answer.insert("system_fingerprint".into(), about.fingerprint.into());
    answer
}

fn usage(about: &About<'_>, choices: &[Choice]) -> Value {
    let completion: usize = choices.iter().map(said).sum();
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
        .map(|text| tokens(text))
        .sum()
}

/// A count for the usage fields: four characters are one token. There is no tokenizer here.
pub(super) fn tokens(text: &str) -> usize {
    text.chars().count().div_ceil(4)
}

fn call_id(answer: &str, choice: usize, call: usize) -> String {
    let number = answer.rsplit('-').next().unwrap_or_default();
    format!("call_{number}_{choice}_{call}")
}

/// The text in pieces of so many characters.
fn cut(text: &str, piece: usize) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .char_indices()
            .nth(piece)
            .map_or(rest.len(), |(at, _)| at);
        let (head, tail) = rest.split_at(end);
        rest = tail;
        Some(head)
    })
}
