//! The body of a success that is not what was asked for: what it is instead.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use super::{Error, ServiceError, place};
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
    let cause = cause.map(|cause| Mismatch::of(&cause, secrets).into());
    Error::decode(what, path, cause, meta, body.clone())
}

/// Why the data of an event cannot be read; `other` says what it is not, if it is JSON.
#[cold]
pub(crate) fn unreadable_event<'a, T: Deserialize<'a>>(
    json: &'a str,
    other: &'static str,
    meta: &ResponseMeta,
    secrets: &Secrets,
) -> Error {
    let body = Bytes::copy_from_slice(json.as_bytes());
    if let Some(refusal) = refusal_in(&body, meta, secrets) {
        return refusal;
    }
    let (path, cause) = mistake::<T>(json.as_bytes(), secrets);
    let what = match &cause {
        Some(cause) if cause.is_eof() => "an event of the answer is JSON that ends too early",
        Some(cause) if cause.is_syntax() => "an event of the answer is not JSON",
        _ => other,
    };
    let cause = cause.map(|cause| Mismatch::of(&cause, secrets).into());
    Error::decode(what, path, cause, meta.clone(), body)
}

/// Where the first mistake is and what it is. The text is read a second time, only now.
fn mistake<'a, T: Deserialize<'a>>(
    body: &'a [u8],
    secrets: &Secrets,
) -> (Option<String>, Option<serde_json::Error>) {
    let mut reader = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Err(mistake) => {
            let path = place::shown(mistake.path()).map(|path| secrets.clean(&path));
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
///
/// Serde writes texts in double quotes; numbers, variants and fields in backticks. The same quotes
/// are around what was expected, which stands after the value and comes from the type.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Mismatch(String);

impl Mismatch {
    fn of(cause: &serde_json::Error, secrets: &Secrets) -> Self {
        let mut text = cause.to_string();
        for (opening, ends) in [
            (" \"", &["\", expected"][..]),
            (" `", &["`, expected", "`, there are no "]),
        ] {
            let start = text.find(opening);
            let end = ends.iter().filter_map(|end| text.rfind(end)).max();
            if let (Some(start), Some(end)) = (start, end)
                && start < end
            {
                text.replace_range(start..=end, "");
            }
        }
        Self(secrets.clean(&text))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::de::DeserializeOwned;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        One,
        Two,
    }

    #[derive(Debug, Deserialize)]
    enum Never {}

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "never made: nothing is read into it")]
    struct Strict {
        number: u8,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    fn cause<T: DeserializeOwned>(json: &str) -> String {
        let (_, cause) = mistake::<T>(json.as_bytes(), &Secrets::default());
        Mismatch::of(&cause.unwrap(), &Secrets::default()).to_string()
    }

    #[test]
    fn causes_do_not_repeat_values() {
        for (text, expected) in [
            (
                cause::<Word>(r#""private""#),
                "unknown variant, expected `one` or `two` at line 1 column 9",
            ),
            (
                cause::<Word>(r#""private \"x\", expected a`, expected `b""#),
                "unknown variant, expected `one` or `two` at line 1 column 41",
            ),
            (
                cause::<Never>(r#""private""#),
                "unknown variant, there are no variants at line 1 column 9",
            ),
            (
                cause::<Strict>(r#"{"private":1}"#),
                "unknown field, expected `number` at line 1 column 10",
            ),
            (
                cause::<Nothing>(r#"{"private":1}"#),
                "unknown field, there are no fields at line 1 column 10",
            ),
            (
                cause::<Strict>(r#"{"number":4711}"#),
                "invalid value: integer, expected u8 at line 1 column 14",
            ),
            (
                cause::<Strict>(r#"{"number":"private `4711`, expected 1"}"#),
                "invalid type: string, expected u8 at line 1 column 38",
            ),
            (
                cause::<Strict>("{}"),
                "missing field `number` at line 1 column 2",
            ),
        ] {
            assert_eq!(text, expected);
        }
    }

    #[test]
    fn paths_do_not_repeat_keys_that_are_texts() {
        type Map = HashMap<String, HashMap<String, u8>>;
        let path = |json: &str| mistake::<Map>(json.as_bytes(), &Secrets::default()).0;
        for (json, expected) in [
            (r#"{"a":{"b-2":"x"}}"#, Some("a.b-2")),
            (r#"{"private content":{"b":"x"}}"#, Some("[…].b")),
            (r#"{"a":{"private content":"x"}}"#, Some("a.[…]")),
            (r#"{"a":{"":"x"}}"#, Some("a.[…]")),
            (r#"{"a":{"x.y":"x"}}"#, Some("a.[…]")),
            (r#"{"a":[]}"#, Some("a")),
            ("[]", None),
        ] {
            assert_eq!(path(json).as_deref(), expected, "{json}");
        }
        let long = "a".repeat(41);
        let json = format!(r#"{{"a":{{"{long}":"x"}}}}"#);
        assert_eq!(path(&json).as_deref(), Some("a.[…]"));
    }
}
