//! `POST /v1/embeddings`: texts, and a vector for each.

mod request;
#[cfg(feature = "local-model")]
mod vector;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use self::request::EmbeddingRequest;
use super::answer::{Answer, Job, Written};
use super::chat::Chat;
use super::error::{ApiError, wrong_reply};
use super::said::Said;

pub(super) fn answer(job: &Job<'_>) -> Result<Answer, ApiError> {
    let body = job.body()?;
    let request = EmbeddingRequest::read(&body)?;
    job.reply::<Chat>(&request, |words| {
        let vectors = words.said.iter().filter_map(|said| match said {
            Said::Vector(vector) => Some(vector),
            _ => None,
        });
        let vectors: Vec<_> = vectors.collect();
        if vectors.is_empty() {
            return Err(wrong_reply("vectors"));
        }
        let vectors = vectors.into_iter().cycle().take(request.inputs.len());
        let data = vectors.enumerate().map(|(index, vector)| {
            json!({
                "object": "embedding",
                "index": index,
                "embedding": written(vector, request.is_base64),
            })
        });
        let tokens = request.tokens();
        Ok(Written::Whole(json!({
            "object": "list",
            "data": data.collect::<Vec<_>>(),
            "model": words.model,
            "usage": { "prompt_tokens": tokens, "total_tokens": tokens },
        })))
    })
}

/// A vector as a list, or as the bytes of its numbers, the lowest first.
fn written(vector: &[f32], is_base64: bool) -> Value {
    if is_base64 {
        let bytes = vector.iter().flat_map(|number| number.to_le_bytes());
        STANDARD.encode(bytes.collect::<Vec<_>>()).into()
    } else {
        vector.iter().map(|number| short(*number)).collect()
    }
}

/// A number in no more digits than it takes to tell it from others: 0.1, not 0.10000000149011612.
fn short(number: f32) -> Value {
    let digits = number.to_string().parse::<f64>();
    digits.unwrap_or_else(|_| number.into()).into()
}
