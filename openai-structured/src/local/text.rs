//! Text on its way: out of a request, into an answer in pieces, counted, and hidden in padding.

use serde_json::{Value, json};

/// The text of a content or of a tool's output: a string, or the text of its parts, a line each.
pub(super) fn content(content: Option<&Value>) -> String {
    match content {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let parts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            parts.collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// A count for the usage fields: four characters are one token. There is no tokenizer here.
pub(super) fn tokens(text: &str) -> usize {
    text.chars().count().div_ceil(4)
}

/// The text in pieces of so many characters.
pub(super) fn cut(text: &str, piece: usize) -> impl Iterator<Item = &str> {
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

/// Fills a text of so many characters up to sixteen.
pub(super) fn padding(length: usize) -> &'static str {
    const PADDING: &str = "kX3vQ9aLz0TmR7bW";
    PADDING.get(length..).unwrap_or_default()
}

/// A reply's pieces as tokens with log probabilities: what a script says is certain.
pub(super) fn logprobs<'a>(pieces: impl Iterator<Item = &'a str>) -> Vec<Value> {
    let token = |text: &str| {
        json!({
            "token": text, "logprob": 0.0, "bytes": text.as_bytes(), "top_logprobs": [],
        })
    };
    pieces.map(token).collect()
}

/// The id of a call: which answer it is from, which choice or item, and which call of it.
pub(super) fn call_id(number: usize, choice: usize, call: usize) -> String {
    format!("call_{number}_{choice}_{call}")
}
