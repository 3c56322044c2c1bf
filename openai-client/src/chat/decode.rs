//! Judges the body of a success: a completion, an error in disguise, or nothing of the kind.

use bytes::Bytes;

use super::completion::{ChatCompletion, Wire};
use crate::{
    error::{Error, refusal_in, unreadable},
    meta::ResponseMeta,
    secrets::Secrets,
};

impl ChatCompletion {
    /// Reads the body of an answer that came another way: from a file, or from an HTTP client of
    /// your own.
    ///
    /// # Errors
    ///
    /// As `Chat::create` for an answer with status 200.
    pub fn from_json(body: impl Into<Bytes>) -> Result<Self, Error> {
        let (ok, none) = (http::StatusCode::OK, Secrets::default());
        let meta = ResponseMeta::new(ok, &http::HeaderMap::new(), 0, &none);
        completion(body.into(), meta, &none)
    }
}

/// A mark of the order of bytes, which a reader of JSON may pass over (RFC 8259, section 8.1).
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Reads a completion. `secrets` are blacked out in errors.
pub(crate) fn completion(
    body: Bytes,
    meta: ResponseMeta,
    secrets: &Secrets,
) -> Result<ChatCompletion, Error> {
    let Ok(mut wire) = serde_json::from_slice::<Wire>(&body) else {
        // One mark, not one after another: each would be a call deeper.
        let behind = body.strip_prefix(BOM);
        if behind.is_some_and(|rest| !rest.starts_with(BOM)) {
            return completion(body.slice(BOM.len()..), meta, secrets);
        }
        let wanted = "a chat completion";
        return Err(unreadable::<Wire>(wanted, &body, meta, secrets));
    };
    let what = match wire.choices.take() {
        Some(choices) if !choices.is_empty() => {
            return Ok(ChatCompletion::new(wire, choices, body, meta));
        }
        Some(_) => "the answer has an empty list of choices",
        None => "the answer has no choices",
    };
    Err(refusal_in(&body, &meta, secrets)
        .unwrap_or_else(|| Error::decode(what, Some("choices".to_owned()), None, meta, body)))
}

#[cfg(test)]
#[cfg(feature = "transport")]
mod tests {
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::*;
    use crate::ErrorKind;

    fn read(body: &'static [u8]) -> Result<ChatCompletion, Error> {
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", HeaderValue::from_static("req_1"));
        let secrets = Secrets::of(["hunter2"], []);
        let meta = ResponseMeta::new(StatusCode::OK, &headers, 1, &secrets);
        completion(Bytes::from_static(body), meta, &secrets)
    }

    fn check(body: &'static [u8], kind: ErrorKind, path: Option<&str>, text: &str) {
        let error = read(body).unwrap_err();
        let shown = String::from_utf8_lossy(body);
        assert_eq!(error.kind(), kind, "{shown}");
        assert_eq!(error.json_path(), path, "{shown}: {error:?}");
        assert_eq!(
            error.to_string(),
            format!("{text} [request req_1]"),
            "{shown}"
        );
        assert_eq!(error.body(), body);
        assert_eq!(error.status(), Some(StatusCode::OK));
    }

    #[test]
    fn one_mark_of_the_order_of_bytes_is_passed_over() {
        let answer = b"{\"choices\":[{}]}".as_slice();
        let marked = |marks: usize| [BOM.repeat(marks), answer.to_vec()].concat();
        assert!(ChatCompletion::from_json(marked(1)).is_ok());
        // So many that a call for each would be too deep.
        for marks in [2, 100_000] {
            let error = ChatCompletion::from_json(marked(marks)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{marks}");
        }
    }

    #[test]
    fn what_is_no_completion_is_named() {
        let decode = ErrorKind::Decode;
        let missing = "the answer has no choices at `choices`";
        check(b"{}", decode, Some("choices"), missing);
        check(br#"{"choices":null}"#, decode, Some("choices"), missing);
        check(
            br#"{"choices":null,"error":null}"#,
            decode,
            Some("choices"),
            missing,
        );
        check(
            br#"{"choices":[]}"#,
            decode,
            Some("choices"),
            "the answer has an empty list of choices at `choices`",
        );
        let other = |path: &str| format!("the answer is not a chat completion at `{path}`");
        check(
            br#"{"choices":{}}"#,
            decode,
            Some("choices"),
            &other("choices"),
        );
        check(
            br#"{"choices":[{},7]}"#,
            decode,
            Some("choices[1]"),
            &other("choices[1]"),
        );
        check(
            br#"{"choices":[{"message":"x"}]}"#,
            decode,
            Some("choices[0].message"),
            &other("choices[0].message"),
        );
        check(b"[]", decode, Some("choices"), missing);
        check(
            b"\"text\"",
            decode,
            None,
            "the answer is not a chat completion",
        );
        check(b"", decode, None, "the answer is empty");
        check(b" \n", decode, None, "the answer is empty");
        check(
            b"<!doctype html><p>hi",
            decode,
            None,
            "the answer is HTML or XML, not JSON",
        );
        check(b"Bad gateway", decode, None, "the answer is not JSON");
        check(
            br#"{"choices":[{}]} x"#,
            decode,
            None,
            "the answer is not JSON",
        );
        let cut = |path: &str| format!("the answer is JSON that ends too early at `{path}`");
        check(
            br#"{"choices":[{"index":0"#,
            decode,
            Some("choices[0]"),
            &cut("choices[0]"),
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_an_error() {
        let error = read(b"{\"choices\":[{\"message\":{\"content\":\"a\xff\"}}]}").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
    }

    #[test]
    fn an_error_under_a_success_is_a_refusal() {
        let status = ErrorKind::Status;
        let text = "the service refused the request with status 200";
        check(
            br#"{"error":"no model"}"#,
            status,
            None,
            &format!("{text}: no model"),
        );
        check(
            br#"{"choices":null,"error":{"message":"bad key hunter2","code":401}}"#,
            status,
            None,
            &format!("{text} (401): bad key [key]"),
        );
        check(
            br#"[{"error":{"message":"m"}}]"#,
            status,
            None,
            &format!("{text}: m"),
        );
        check(
            br#"{"choices":[],"error":{"message":"m"}}"#,
            status,
            None,
            &format!("{text}: m"),
        );
        check(
            br#"{"choices":{},"error":{"message":"m"}}"#,
            status,
            None,
            &format!("{text}: m"),
        );
    }

    #[test]
    fn causes_say_what_was_expected_in_words() {
        for (body, expected) in [
            (&b"\"text\""[..], "a chat completion"),
            (b"7", "a chat completion"),
            (br#"{"choices":[7]}"#, "a choice"),
            (br#"{"choices":[{"message":7}]}"#, "a message"),
        ] {
            let error = read(body).unwrap_err();
            let cause = std::error::Error::source(&error).unwrap().to_string();
            assert!(
                cause.contains(&format!("expected {expected} at line 1")),
                "{cause}"
            );
        }
    }

    #[test]
    fn causes_do_not_repeat_values() {
        let error = read(br#"{"choices":[{"message":"my \", expected secret"}]}"#).unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(
            cause,
            "invalid type: string, expected a message at line 1 column 47"
        );
    }
}
