//! Why those who give out tokens gave none: what they answered stays, without the tokens.

use std::{borrow::Cow, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::Value;

use super::{Error, ErrorKind, ServiceError, is_transient, tokens::is_name};
use crate::{meta::ResponseMeta, secrets::Secrets};

/// What stands in the place of a token.
const BLACK: &str = "[key]";

/// What of an answer is kept that should have been a success: nothing that could be a token.
const OPEN: [HeaderName; 2] = [
    HeaderName::from_static("content-type"),
    HeaderName::from_static("x-request-id"),
];

impl Error {
    /// An issuer refused, and said why. `secrets`, and what looks like a token, are blacked out in all
    /// that is kept of it.
    pub(crate) fn issuer_refused(
        what: impl Into<Cow<'static, str>>,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        retry_after: Option<Duration>,
        secrets: &Secrets,
    ) -> Self {
        let Some(secrets) = &secrets.and_tokens(headers, body) else {
            return Self::issuer_unknown(what, status, retry_after);
        };
        let (body, json) = blackened(body, secrets);
        let service = match json {
            Some(json) => ServiceError::of_issuer(&json),
            None => ServiceError::read(&body),
        };
        let headers = cleaned(headers.iter(), secrets);
        // None of them is an attempt of the call.
        let meta = ResponseMeta::new(status, &headers, 0, secrets);
        let mut error = Self::new(ErrorKind::Credentials, what).answered(meta, body);
        error.0.service = service.map(|service| service.cleaned(secrets));
        error.0.retry_after = retry_after;
        error.0.passing = is_transient(status);
        error
    }

    /// An issuer reported a success that is none. Nothing of its body is kept, as it may have a token
    /// where nobody looks for one; what it has in both is blacked out.
    pub(crate) fn issuer_unreadable(
        what: impl Into<Cow<'static, str>>,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        secrets: &Secrets,
    ) -> Self {
        let Some(secrets) = &secrets.and_tokens(headers, body) else {
            return Self::issuer_unknown(what, status, None);
        };
        let open = headers.iter().filter(|(name, _)| OPEN.contains(name));
        let meta = ResponseMeta::new(status, &cleaned(open, secrets), 0, secrets);
        Self::new(ErrorKind::Credentials, what).answered(meta, Bytes::new())
    }

    /// An issuer of whose answer nothing can be kept, as too much of it may be tokens.
    fn issuer_unknown(
        what: impl Into<Cow<'static, str>>,
        status: StatusCode,
        retry_after: Option<Duration>,
    ) -> Self {
        let meta = ResponseMeta::new(status, &HeaderMap::new(), 0, &Secrets::default());
        let mut error = Self::new(ErrorKind::Credentials, what).answered(meta, Bytes::new());
        error.0.retry_after = retry_after;
        error.0.passing = is_transient(status);
        error
    }

    /// What kept credentials from being had may pass.
    pub(crate) fn passing(mut self) -> Self {
        self.0.passing = true;
        self
    }

    /// The same for one more of those who waited together.
    pub(crate) fn shared(&self) -> Self {
        Self(self.0.clone())
    }
}

impl ServiceError {
    /// As OAuth says it (RFC 6749, section 5.2), else as other services do.
    fn of_issuer(json: &Value) -> Option<Self> {
        let text = |name| json.get(name).and_then(Value::as_str).map(str::to_owned);
        match text("error") {
            Some(code) => Some(Self {
                message: text("error_description").filter(|text| !text.trim().is_empty()),
                code: Some(code).filter(|code| !code.trim().is_empty()),
                ..Self::default()
            }),
            None => Self::in_json(json).or_else(|| Self::at_top(json)),
        }
    }
}

/// Headers without secrets.
fn cleaned<'a>(
    headers: impl Iterator<Item = (&'a HeaderName, &'a HeaderValue)>,
    secrets: &Secrets,
) -> HeaderMap {
    let headers = headers.map(|(name, value)| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let clean = secrets.clean(&text);
        let value = if clean == text {
            value.clone()
        } else {
            HeaderValue::from_str(&clean).unwrap_or(HeaderValue::from_static(BLACK))
        };
        (name.clone(), value)
    });
    headers.collect()
}

/// A body without secrets and tokens; and what it says, if it is JSON.
///
/// One that had none stays as it came. Within JSON they are looked for behind its escapes, too.
fn blackened(body: &[u8], secrets: &Secrets) -> (Bytes, Option<Value>) {
    if let Ok(mut json) = serde_json::from_slice::<Value>(body) {
        let is_changed = blacken(&mut json, secrets);
        let body = if is_changed {
            json.to_string().into()
        } else {
            Bytes::copy_from_slice(body)
        };
        return (body, Some(json));
    }
    let text = String::from_utf8_lossy(body);
    let clean = secrets.clean(&text);
    let body = if clean == text {
        Bytes::copy_from_slice(body)
    } else {
        clean.into()
    };
    (body, None)
}

/// Whether there was something to black out.
fn blacken(json: &mut Value, secrets: &Secrets) -> bool {
    match json {
        Value::String(text) => {
            let clean = secrets.clean(text);
            let is_changed = clean != *text;
            *text = clean;
            is_changed
        }
        Value::Array(items) => {
            let mut is_changed = false;
            for item in items {
                is_changed |= blacken(item, secrets);
            }
            is_changed
        }
        Value::Object(fields) => {
            let mut is_changed = fields.keys().any(|name| secrets.clean(name) != *name);
            if is_changed {
                let all = std::mem::take(fields).into_iter();
                *fields = all
                    .map(|(name, value)| (secrets.clean(&name), value))
                    .collect();
            }
            for (name, value) in fields {
                if is_name(name) && !value.is_null() {
                    *value = BLACK.into();
                    is_changed = true;
                }
                is_changed |= blacken(value, secrets);
            }
            is_changed
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBJECT: &str = "subject/token+1";

    fn refused(body: &str) -> Error {
        let mut headers = HeaderMap::new();
        let echo = HeaderValue::from_static("Bearer error=\"not subject/token+1\"");
        headers.insert("www-authenticate", echo);
        headers.insert("x-request-id", HeaderValue::from_static("req_1"));
        let secrets = Secrets::of([SUBJECT], []);
        let what = "the issuer refused";
        let status = StatusCode::BAD_REQUEST;
        Error::issuer_refused(what, status, &headers, body.as_bytes(), None, &secrets)
    }

    #[test]
    fn what_an_issuer_says_is_in_the_error() {
        for (body, code, message, text) in [
            (
                r#"{"error":"invalid_grant","error_description":"Not known."}"#,
                Some("invalid_grant"),
                Some("Not known."),
                "the issuer refused (400 invalid_grant): Not known [request req_1]",
            ),
            (
                r#"{"error":"invalid_grant"}"#,
                Some("invalid_grant"),
                None,
                "the issuer refused (400 invalid_grant) [request req_1]",
            ),
            (
                r#"{"error":{"message":"no","code":"c"}}"#,
                Some("c"),
                Some("no"),
                "the issuer refused (400 c): no [request req_1]",
            ),
            (
                "upstream connect error",
                None,
                Some("upstream connect error"),
                "the issuer refused (400): upstream connect error [request req_1]",
            ),
            (
                "<html>",
                None,
                None,
                "the issuer refused (400) [request req_1]",
            ),
            ("", None, None, "the issuer refused (400) [request req_1]"),
        ] {
            let error = refused(body);
            assert_eq!(error.kind(), ErrorKind::Credentials);
            assert_eq!((error.code(), error.message()), (code, message), "{body}");
            assert_eq!(error.to_string(), text);
            assert_eq!(error.body(), body);
            assert_eq!(error.attempts(), 0);
        }
    }

    #[test]
    fn tokens_are_blacked_out_however_they_are_written() {
        for body in [
            "no subject/token+1",
            r#"{"error":"subject/token+1"}"#,
            r#"{"error":"e","error_description":"no subject\/token\u002b1"}"#,
            r#"{"error":"e","detail":[{"subject/token+1":["subject/token+1"]}]}"#,
            r#"{"error":"e","access_token":"subject-never-seen","more":{"id_token":["subject"]}}"#,
            r#"upstream said: {"access_token":"subject-never-seen","expires_in":3600"#,
            r#"{"error":"e","detail":"upstream said {\"access_token\":\"subject-never\""}"#,
            r#"{"error":"subject-1 twice","x":{"accessToken":"subject-1"}}"#,
        ] {
            let error = refused(body);
            let kept = String::from_utf8_lossy(error.body()).into_owned();
            for text in [kept, format!("{error:?} {:?}", error.headers())] {
                assert!(!text.contains("subject"), "{text}");
                assert!(text.contains(BLACK), "{text}");
            }
        }
    }

    #[test]
    fn nothing_is_kept_of_what_may_be_a_token() {
        let mut headers = HeaderMap::new();
        headers.insert("x-token", HeaderValue::from_static("issued"));
        headers.insert("content-type", HeaderValue::from_static("text/html"));
        let echo = HeaderValue::from_static("a=issued-1, subject/token+1");
        headers.insert("x-request-id", echo);
        let (body, secrets) = (
            b"x {\"access_token\":\"issued-1\"",
            Secrets::of([SUBJECT], []),
        );
        let error = Error::issuer_unreadable("no token", StatusCode::OK, &headers, body, &secrets);
        assert_eq!(error.to_string(), "no token [request a=[key], [key]]");
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert_eq!(error.headers().map(HeaderMap::len), Some(2));
        assert!(error.body().is_empty() && !error.is_retryable());
    }

    #[test]
    fn each_has_an_error_with_the_same_cause() {
        let cause = std::io::Error::other("broke");
        let error = Error::credentials("no token", Some(cause.into())).passing();
        let other = error.shared();
        assert!(other.is_retryable());
        assert_eq!(format!("{other:?}"), format!("{error:?}"));
        let cause = std::error::Error::source(&other).unwrap();
        assert!(cause.downcast_ref::<std::io::Error>().is_some());
    }
}
