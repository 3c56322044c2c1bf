//! The body of a success that is not what was asked for: what it is instead.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use super::{Error, ServiceError};
use crate::{meta::ResponseMeta, secrets::Secrets};

/// What a body is that cannot be read and has a `content-encoding`.
pub(crate) const ENCODED: &str =
    "the answer is encoded (`content-encoding`), which was not asked for";

/// Why the body of a success cannot be read as what is `wanted`.
#[cold]
pub(crate) fn unreadable<'a, T: Deserialize<'a>>(
    wanted: &str,
    body: &'a Bytes,
    meta: ResponseMeta,
    secrets: &Secrets,
) -> Error {
    if let Some(refusal) = refusal_in(body, &meta, secrets) {
        return refusal;
    }
    let (path, cause) = mistake::<T>(body, secrets);
    let what: Cow<'static, str> = match (&cause, first_char(body)) {
        (_, None) => "the answer is empty".into(),
        (_, Some(b'<')) => "the answer is HTML or XML, not JSON".into(),
        (Some(cause), _) if cause.is_eof() => "the answer is JSON that ends too early".into(),
        (Some(cause), _) if cause.is_data() => format!("the answer is not {wanted}").into(),
        _ if meta.is_encoded() => ENCODED.into(),
        _ => "the answer is not JSON".into(),
    };
    let cause = cause.map(|cause| Mismatch::of(&cause).into());
    Error::decode(what, path, cause, meta, body.clone())
}

/// Where the first mistake is and what it is. The text is read a second time, only now.
pub(crate) fn mistake<'a, T: Deserialize<'a>>(
    body: &'a [u8],
    secrets: &Secrets,
) -> (Option<String>, Option<serde_json::Error>) {
    let mut reader = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(mistake) => {
            let path = mistake.path().to_string();
            // A dot stands for the root, and a question mark for a key that was not read to its
            // end.
            let path = path.trim_end_matches(['.', '?']);
            let path = (!path.is_empty()).then(|| secrets.clean(path));
            (path, Some(mistake.into_inner()))
        }
        Ok(_) => (None, reader.end().err()),
    }
}

/// An error object under a success, as some gateways send it.
pub(crate) fn refusal_in(body: &Bytes, meta: &ResponseMeta, secrets: &Secrets) -> Option<Error> {
    let json: Value = serde_json::from_slice(body).ok()?;
    let service = ServiceError::in_json(&json)?;
    Some(Error::refused_in_success(
        meta.clone(),
        body.clone(),
        service,
        secrets,
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
pub(crate) struct Mismatch(String);

impl Mismatch {
    pub(crate) fn of(cause: &serde_json::Error) -> Self {
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
