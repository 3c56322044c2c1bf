//! A line of the files that a batch ends in: the answer to a request, as a call would have got it.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::{
    chat::{ChatCompletion, completion},
    error::{Error, ServiceError, unreadable},
    lenient,
    meta::ResponseMeta,
    responses::{Response, response},
    secrets::Secrets,
};

/// Reads the lines of the files that a batch ends in; from [`Batches::reader`](super::Batches::reader).
#[derive(Clone)]
pub struct OutputReader {
    secrets: Arc<Secrets>,
}

impl OutputReader {
    pub(super) fn new(secrets: Arc<Secrets>) -> Self {
        Self { secrets }
    }

    /// Reads a line.
    ///
    /// # Errors
    ///
    /// [`Decode`](crate::ErrorKind::Decode) for what is no JSON, or no such line.
    pub fn read(&self, line: impl Into<Bytes>) -> Result<BatchOutput, Error> {
        BatchOutput::read(&line.into(), Arc::clone(&self.secrets))
    }
}

impl fmt::Debug for OutputReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutputReader").finish_non_exhaustive()
    }
}

/// A line of the files that a batch ends in, which [`Batches::output`](super::Batches::output) reads: the
/// answer to one request.
///
/// Both files have lines of this form. In that of the answers the service has answered each request with
/// success; in that of the errors it refused them, or did not come to them.
#[derive(Clone)]
pub struct BatchOutput {
    /// The service's name for it.
    pub id: String,
    /// Your name for the request.
    pub custom_id: String,
    meta: ResponseMeta,
    said: Said,
    secrets: Arc<Secrets>,
}

/// What a line says.
#[derive(Clone)]
enum Said {
    /// The service has answered.
    Answer(Bytes),
    /// It did not come to the request; this is the line.
    NotDone(Bytes),
    /// Neither; this is the line.
    Nothing(Bytes),
}

#[derive(Deserialize)]
#[serde(expecting = "a line of a batch")]
struct Wire<'a> {
    #[serde(default, deserialize_with = "lenient::text")]
    id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    custom_id: String,
    #[serde(default, borrow)]
    response: Option<Answered<'a>>,
    #[serde(default, borrow)]
    error: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(expecting = "the answer to a request")]
struct Answered<'a> {
    #[serde(default, deserialize_with = "lenient::maybe_number")]
    status_code: Option<u64>,
    #[serde(default, deserialize_with = "lenient::text")]
    request_id: String,
    #[serde(default, borrow)]
    body: Option<&'a RawValue>,
}

impl Answered<'_> {
    fn status(&self) -> Option<StatusCode> {
        let code = u16::try_from(self.status_code?).ok()?;
        StatusCode::from_u16(code).ok()
    }

    /// What came with the answer; the id of the exchange is the one header that a line has.
    fn meta(&self, status: StatusCode, secrets: &Secrets) -> ResponseMeta {
        let mut headers = HeaderMap::new();
        if let Ok(id) = HeaderValue::from_str(&self.request_id)
            && !id.is_empty()
        {
            headers.insert(HeaderName::from_static("x-request-id"), id);
        }
        ResponseMeta::new(status, &headers, 1, secrets)
    }
}

impl BatchOutput {
    /// Reads a line. `secrets` are blacked out in errors.
    pub(super) fn read(line: &Bytes, secrets: Arc<Secrets>) -> Result<Self, Error> {
        let line = lenient::without_mark(line);
        let of_line = || ResponseMeta::new(StatusCode::OK, &HeaderMap::new(), 0, &secrets);
        let Ok(wire) = serde_json::from_slice::<Wire<'_>>(&line) else {
            let wanted = "a line of a batch";
            return Err(unreadable::<Wire<'_>>(wanted, &line, of_line(), &secrets));
        };
        if wire.custom_id.is_empty() {
            let (what, path) = ("the line names no request", "custom_id".to_owned());
            return Err(Error::decode(what, Some(path), None, of_line(), line));
        }
        let answered = wire.response.as_ref();
        let answer = answered.and_then(|answered| {
            Some((answered.meta(answered.status()?, &secrets), answered.body?))
        });
        let (meta, said) = match (answer, wire.error) {
            (Some((meta, body)), _) => {
                let body = line.slice_ref(body.get().as_bytes());
                (meta, Said::Answer(body))
            }
            (None, Some(_)) => (of_line(), Said::NotDone(line.clone())),
            (None, None) => (of_line(), Said::Nothing(line.clone())),
        };
        Ok(Self {
            id: wire.id,
            custom_id: wire.custom_id,
            meta,
            said,
            secrets,
        })
    }

    /// The body of the answer, as a call would have got it.
    ///
    /// # Errors
    ///
    /// A [`Status`](crate::ErrorKind::Status) where the service refused the request, or did not come to
    /// it: then there is no status, and the code says why, such as `batch_expired`. A
    /// [`Decode`](crate::ErrorKind::Decode) where the line says neither.
    pub fn into_body(self) -> Result<Bytes, Error> {
        self.into_answer().map(|(body, ..)| body)
    }

    /// The body as a chat completion.
    ///
    /// # Errors
    ///
    /// Those of [`into_body`](Self::into_body), and what [`Chat::create`](crate::Chat::create) says of
    /// such a body.
    pub fn into_completion(self) -> Result<ChatCompletion, Error> {
        let (body, meta, secrets) = self.into_answer()?;
        completion(body, meta, &secrets)
    }

    /// The body as a response.
    ///
    /// # Errors
    ///
    /// Those of [`into_body`](Self::into_body), and what
    /// [`Responses::create`](crate::Responses::create) says of such a body.
    pub fn into_response(self) -> Result<Response, Error> {
        let (body, meta, secrets) = self.into_answer()?;
        response(body, meta, &secrets)
    }

    fn into_answer(self) -> Result<(Bytes, ResponseMeta, Arc<Secrets>), Error> {
        match self.said {
            Said::Answer(body) if self.meta.status().is_success() => {
                Ok((body, self.meta, self.secrets))
            }
            Said::Answer(body) => Err(Error::status_refused(self.meta, body, None, &self.secrets)),
            Said::NotDone(line) => {
                let said: Value = serde_json::from_slice(&line).unwrap_or_default();
                let service = ServiceError::in_json(&said).unwrap_or_default();
                Err(Error::not_done(line, service, &self.secrets))
            }
            Said::Nothing(line) => {
                let what = "the line has neither an answer nor an error";
                let path = Some("response".to_owned());
                Err(Error::decode(what, path, None, self.meta, line))
            }
        }
    }
}

/// Of what is in it, only what it is about.
impl fmt::Debug for BatchOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchOutput")
            .field("id", &self.id)
            .field("custom_id", &self.custom_id)
            .field("meta", &self.meta)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ErrorKind;

    fn read(line: &Value) -> Result<BatchOutput, Error> {
        let secrets = Secrets::of(["hunter2"], []);
        BatchOutput::read(&line.to_string().into(), Arc::new(secrets))
    }

    fn answered(response: &Value, error: &Value) -> Value {
        json!({ "id": "batch_req_1", "custom_id": "a", "response": response, "error": error })
    }

    #[test]
    fn an_answer_is_what_a_call_would_have_got() {
        let body = json!({ "choices": [{ "message": { "content": "Oslo" } }] });
        let response = json!({ "status_code": 200, "request_id": "req_1", "body": body });
        let output = read(&answered(&response, &Value::Null)).unwrap();
        assert_eq!(
            (output.id.as_str(), output.custom_id.as_str()),
            ("batch_req_1", "a")
        );
        let answer = output.clone().into_completion().unwrap();
        assert_eq!(answer.text(), Some("Oslo"));
        assert_eq!(answer.request_id(), Some("req_1"));
        assert_eq!(answer.raw(), &body.to_string());
        // It is no response, which a call would have said, too.
        let error = output.into_response().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.request_id(), Some("req_1"));

        let body = json!({ "object": "response", "status": "completed", "output": [] });
        let response = json!({ "status_code": 200, "request_id": "req_2", "body": body });
        let output = read(&answered(&response, &Value::Null)).unwrap();
        let response = output.into_response().unwrap();
        assert_eq!(response.request_id(), Some("req_2"));
    }

    #[test]
    fn a_refusal_is_the_error_of_a_call() {
        let body = json!({ "error": { "message": "bad hunter2", "code": "c", "type": "t", "param": "p" } });
        let response = json!({ "status_code": 400, "request_id": "", "body": body });
        let output = read(&answered(&response, &Value::Null)).unwrap();
        let error = output.into_completion().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
        assert_eq!((error.code(), error.param()), (Some("c"), Some("p")));
        assert_eq!(error.message(), Some("bad [key]"));
        assert_eq!(error.request_id(), None);
        assert!(!error.is_retryable());
        let response = json!({ "status_code": 503, "body": {} });
        let output = read(&answered(&response, &Value::Null)).unwrap();
        assert!(output.into_body().unwrap_err().is_retryable());
    }

    #[test]
    fn what_was_not_done_says_why() {
        for (code, is_retryable) in [("batch_expired", true), ("batch_cancelled", false)] {
            let error = json!({ "code": code, "message": "not in time" });
            let output = read(&answered(&Value::Null, &error)).unwrap();
            let error = output.into_body().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Status);
            assert_eq!((error.status(), error.code()), (None, Some(code)));
            let said = format!("the service did not carry out the request ({code}): not in time");
            assert_eq!(error.to_string(), said);
            assert_eq!(error.is_retryable(), is_retryable, "{code}");
        }
        // Without a status there is no answer.
        let response = json!({ "status_code": 0, "body": {} });
        let output = read(&answered(&response, &json!("lost"))).unwrap();
        assert_eq!(output.into_body().unwrap_err().message(), Some("lost"));
    }

    #[test]
    fn a_line_that_says_nothing_is_an_answer_that_cannot_be_read() {
        for response in [
            json!(null),
            json!({}),
            json!({ "status_code": 200 }),
            json!({ "status_code": 99, "body": {} }),
            json!({ "body": {} }),
        ] {
            let output = read(&answered(&response, &Value::Null)).unwrap();
            assert_eq!(output.custom_id, "a");
            let error = output.into_body().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{response}");
            assert_eq!(error.json_path(), Some("response"));
        }
    }

    #[test]
    fn what_is_no_line_is_an_error() {
        for (line, text) in [
            ("", "the answer is empty"),
            ("no", "the answer is not JSON"),
            (
                "{\"custom_id\":\"a\"",
                "the answer is JSON that ends too early",
            ),
            ("7", "the answer is not a line of a batch"),
            ("{}", "the line names no request at `custom_id`"),
            (
                "{\"custom_id\":null}",
                "the line names no request at `custom_id`",
            ),
            (
                r#"{"custom_id":"a","response":7}"#,
                "the answer is not a line of a batch at `response`",
            ),
        ] {
            let error = BatchOutput::read(&line.into(), Arc::default()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{line}");
            assert_eq!(error.to_string(), text, "{line}");
        }
        let numbered = BatchOutput::read(&r#"{"custom_id":7}"#.into(), Arc::default());
        assert_eq!(numbered.unwrap().custom_id, "7");
    }
}
