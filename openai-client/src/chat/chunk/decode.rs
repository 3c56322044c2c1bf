//! Judges the text of one event: a chunk, an error in its place, or nothing of the kind.

use std::borrow::Cow;

use super::{ChunkRef, Wire};
use crate::{
    error::{Error, unreadable_event},
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
        if let Ok(Wire {
            mut chunk,
            refused: false,
        }) = serde_json::from_str::<Wire<'_>>(json)
        {
            chunk.raw.0 = Cow::Borrowed(json);
            return Ok(chunk);
        }
        let other = "an event of the answer is no chunk of a chat completion";
        Err(unreadable_event::<Wire<'_>>(json, other, meta, secrets))
    }
}
