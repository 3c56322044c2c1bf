//! Judges the text of one event: a chunk, an error in its place, or nothing of the kind.

use std::borrow::Cow;

use bytes::Bytes;

use super::{ChunkRef, Wire};
use crate::{
    error::{Error, Mismatch, mistake, refusal_in},
    meta::ResponseMeta,
    secrets::Secrets,
};

impl<'a> ChunkRef<'a> {
    /// Reads the data of one event.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Status`](crate::ErrorKind::Status) if the service reports an error in place of a
    /// chunk, or beside it; [`ErrorKind::Decode`](crate::ErrorKind::Decode) if the text is no JSON
    /// object, or its choices are no list of objects.
    ///
    /// ```
    /// use openai_client::{ErrorKind, chat::ChunkRef};
    ///
    /// let error = ChunkRef::from_json(r#"{"error":{"message":"overloaded","code":503}}"#).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Status);
    /// assert_eq!(error.message(), Some("overloaded"));
    /// ```
    pub fn from_json(json: &'a str) -> Result<Self, Error> {
        let (ok, none) = (http::StatusCode::OK, Secrets::default());
        let meta = ResponseMeta::new(ok, &http::HeaderMap::new(), 0, &none);
        Self::read(json, &meta, &none)
    }

    /// Reads the data of one event of an answer. `secrets` are blacked out in errors.
    pub(crate) fn read(
        json: &'a str,
        meta: &ResponseMeta,
        secrets: &Secrets,
    ) -> Result<Self, Error> {
        match serde_json::from_str::<Wire<'_>>(json) {
            Ok(Wire {
                mut chunk,
                refused: false,
            }) => {
                chunk.raw.0 = Cow::Borrowed(json);
                Ok(chunk)
            }
            _ => Err(failure(json, meta, secrets)),
        }
    }
}

/// What is wrong with an event that is no chunk.
#[cold]
fn failure(json: &str, meta: &ResponseMeta, secrets: &Secrets) -> Error {
    let body = Bytes::copy_from_slice(json.as_bytes());
    if let Some(refusal) = refusal_in(&body, meta, secrets) {
        return refusal;
    }
    let (path, cause) = mistake::<Wire<'_>>(&body, secrets);
    let what = match &cause {
        Some(cause) if cause.is_eof() => "an event of the answer is JSON that ends too early",
        Some(cause) if cause.is_syntax() => "an event of the answer is not JSON",
        _ => "an event of the answer is no chunk of a chat completion",
    };
    let cause = cause.map(|cause| Mismatch::of(&cause, secrets).into());
    Error::decode(what, path, cause, meta.clone(), body)
}
