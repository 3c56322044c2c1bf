//! Judges the body of a success: a completion, an error in disguise, or nothing of the kind.

use bytes::Bytes;
use serde_json::Value;

use super::completion::{ChatCompletion, Wire};
use crate::{
    error::{Error, ServiceError},
    meta::ResponseMeta,
};

/// Reads a completion. `secret` is blacked out in errors.
pub(super) fn completion(
    body: Bytes,
    meta: ResponseMeta,
    secret: Option<&str>,
) -> Result<ChatCompletion, Error> {
    let what = match serde_json::from_slice::<Wire>(&body) {
        Ok(mut wire) => match wire.choices.take() {
            Some(choices) if !choices.is_empty() => {
                return Ok(ChatCompletion::new(wire, choices, body, meta));
            }
            Some(_) => "the answer has an empty list of choices",
            None => "the answer has no choices",
        },
        Err(_) => return Err(unreadable(body, meta, secret)),
    };
    Err(refusal_in(&body, &meta, secret)
        .unwrap_or_else(|| Error::decode(what, Some("choices".to_owned()), None, meta, body)))
}

fn unreadable(body: Bytes, meta: ResponseMeta, secret: Option<&str>) -> Error {
    if let Some(refusal) = refusal_in(&body, &meta, secret) {
        return refusal;
    }
    // Read a second time, only now, for the place of the mistake.
    let mut reader = serde_json::Deserializer::from_slice(&body);
    let (path, cause) = match serde_path_to_error::deserialize::<_, Wire>(&mut reader) {
        Err(mistake) => {
            let path = mistake.path().to_string();
            ((path != ".").then_some(path), Some(mistake.into_inner()))
        }
        Ok(_) => (None, reader.end().err()),
    };
    let what = match (&cause, first_char(&body)) {
        (_, None) => "the answer is empty",
        (_, Some(b'<')) => "the answer is HTML or XML, not JSON",
        (Some(cause), _) if cause.is_eof() => "the answer is JSON that ends too early",
        (Some(cause), _) if cause.is_data() => "the answer is not a chat completion",
        _ => "the answer is not JSON",
    };
    let cause = cause.map(|cause| Mismatch::of(&cause).into());
    Error::decode(what, path, cause, meta, body)
}

/// An error object under a success, as some gateways send it.
fn refusal_in(body: &Bytes, meta: &ResponseMeta, secret: Option<&str>) -> Option<Error> {
    let json: Value = serde_json::from_slice(body).ok()?;
    let service = ServiceError::in_json(&json)?;
    Some(Error::refused_in_success(
        meta.clone(),
        body.clone(),
        service,
        secret,
    ))
}

fn first_char(body: &[u8]) -> Option<u8> {
    body.iter()
        .copied()
        .find(|byte| !byte.is_ascii_whitespace())
}

/// What serde found and expected, without the value itself: that belongs to the user.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Mismatch(String);

impl Mismatch {
    fn of(cause: &serde_json::Error) -> Self {
        let text = cause.to_string();
        let value = text.find(" \"").zip(text.rfind("\", expected"));
        Self(match value {
            Some((start, end)) if start < end => {
                let (head, tail) = (text.get(..start), text.get(end + 1..));
                format!("{}{}", head.unwrap_or_default(), tail.unwrap_or_default())
            }
            _ => text,
        })
    }
}
