//! Judges the body of a success: a response, an error in disguise, or nothing of the kind.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::response::Response;
use crate::{
    error::{Error, refusal_in, unreadable},
    lenient,
    meta::ResponseMeta,
    origin::Origin,
    secrets::Secrets,
};

impl Response {
    /// Reads the body of an answer that came another way: from a file, a webhook, or an HTTP client of
    /// your own.
    ///
    /// # Errors
    ///
    /// As `Responses::create` for an answer with status 200.
    pub fn from_json(body: impl Into<Bytes>) -> Result<Self, Error> {
        let Origin { meta, .. } = Origin::default();
        response(body.into(), meta, &Secrets::default())
    }
}

/// Reads a response. `secrets` are blacked out in errors.
pub(crate) fn response(
    body: Bytes,
    meta: ResponseMeta,
    secrets: &Secrets,
) -> Result<Response, Error> {
    let json = lenient::without_mark(&body);
    let Ok(response) = serde_json::from_slice::<Response>(&json) else {
        return Err(unreadable::<Response>("a response", &json, meta, secrets));
    };
    match response.extra.get("output") {
        Some(odd) => {
            let place = odd_place(odd);
            let what = "the answer is not a response";
            return Err(Error::decode(what, Some(place), None, meta, body));
        }
        None if is_response(&response, &json) => {}
        None => {
            let what = "the answer has no output";
            let refusal = refusal_in(&json, &meta, secrets);
            return Err(refusal.unwrap_or_else(|| {
                Error::decode(what, Some("output".to_owned()), None, meta, body)
            }));
        }
    }
    Ok(response.with_origin(Origin::new(body, meta)))
}

/// Whether an object is a response, of which anything may be missing: it says so, or has output, if
/// only an empty one, or a status. An id alone has anything, errors of gateways too.
fn is_response(response: &Response, json: &[u8]) -> bool {
    if !response.output.is_empty()
        || response.status.is_some()
        || response.object.as_deref() == Some("response")
    {
        return true;
    }
    // Null is nothing to a reader, so the text is read once more. It has no output, so it is short.
    let fields: Map<String, Value> = serde_json::from_slice(json).unwrap_or_default();
    fields.contains_key("output") && fields.get("error").is_none_or(Value::is_null)
}

/// Where the output is none: not a list, or one with something that is no item.
fn odd_place(output: &Value) -> String {
    let items = output.as_array().into_iter().flatten();
    match items.enumerate().find(|(_, item)| !item.is_object()) {
        Some((nth, _)) => format!("output[{nth}]"),
        None => "output".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ErrorKind;

    #[test]
    fn what_is_a_response_is_read_whatever_is_missing() {
        for body in [
            r#"{"output":null}"#,
            r#"{"output":[]}"#,
            r#"{"output":[{"type":"message"}],"error":null}"#,
            r#"{"status":"queued"}"#,
            r#"{"object":"response"}"#,
            r#"{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"m"}}"#,
            r#"{"id":null,"object":"response","created_at":"x","usage":[],"tools":7,"text":[],"temperature":"hot"}"#,
            "\u{feff}{\"output\":[]}",
        ] {
            let response =
                Response::from_json(body).unwrap_or_else(|error| panic!("{body}: {error}"));
            assert_eq!(response.raw(), body.as_bytes());
            assert_eq!(response.text(), None);
        }
    }

    #[test]
    fn what_is_no_response_is_named() {
        let missing = "the answer has no output at `output`";
        for (body, text, path) in [
            ("{}", missing, Some("output")),
            (r#"{"id":"resp_1"}"#, missing, Some("output")),
            (
                r#"{"choices":[{"message":{"content":"x"}}]}"#,
                missing,
                Some("output"),
            ),
            (
                r#"{"object":"response","output":{}}"#,
                "the answer is not a response at `output`",
                Some("output"),
            ),
            (
                r#"{"output":[{"type":"message"},7]}"#,
                "the answer is not a response at `output[1]`",
                Some("output[1]"),
            ),
            ("[]", "the answer is not a response", None),
            ("7", "the answer is not a response", None),
            ("", "the answer is empty", None),
            ("<p>hi", "the answer is HTML or XML, not JSON", None),
            ("Bad gateway", "the answer is not JSON", None),
            (
                r#"{"output":[{"#,
                "the answer is JSON that ends too early at `output[0]`",
                Some("output[0]"),
            ),
        ] {
            let error = Response::from_json(body).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
            assert_eq!(
                (error.to_string().as_str(), error.json_path()),
                (text, path),
                "{body}"
            );
            assert_eq!(error.body(), body.as_bytes());
        }
    }

    #[test]
    fn an_error_in_the_place_of_a_response_is_a_refusal() {
        for body in [
            r#"{"error":{"message":"m","code":"c"}}"#,
            r#"{"id":"gen-1","error":{"message":"m","code":"c"}}"#,
            r#"{"output":null,"error":{"message":"m","code":"c"}}"#,
            r#"[{"error":{"message":"m","code":"c"}}]"#,
        ] {
            let error = Response::from_json(body).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Status, "{body}");
            assert_eq!((error.message(), error.code()), (Some("m"), Some("c")));
        }
    }

    #[test]
    fn what_a_gateway_deviates_in_is_kept() {
        let body = json!({
            "object": "response", "id": 7, "created_at": 1.5, "model": null, "status": "warming_up",
            "output": [
                {"type": "message", "role": "assistant", "content": "plain"},
                {"type": "new_call", "x": 1},
            ],
            "output_text": "plain", "usage": {"input_tokens": 1.0}, "new": {"a": 1},
        });
        let response = Response::from_json(body.to_string()).unwrap();
        assert_eq!(response.text().as_deref(), Some("plain"));
        assert_eq!(response.status.as_ref().unwrap().as_str(), "warming_up");
        assert!(!response.status.as_ref().unwrap().is_final());
        assert_eq!(response.output.len(), 2);
        assert_eq!(response.usage.as_ref().unwrap().input_tokens, 1);
        for name in ["id", "created_at", "output_text", "new"] {
            assert_eq!(response.extra[name], body[name], "{name}");
        }
    }

    #[test]
    fn a_cut_response_is_an_error_wherever_it_is_cut() {
        let body = r#" {"id":"\u00e9é","object":"response","output":[{"type":"message","content":[{"type":"output_text","text":"a\"b"}]}],"usage":{"input_tokens":1}}"#;
        for end in 0..body.len() {
            let error = Response::from_json(body.as_bytes()[..end].to_vec()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Decode, "{end}");
        }
        assert_eq!(
            Response::from_json(body).unwrap().text().as_deref(),
            Some("a\"b")
        );
    }

    #[test]
    fn a_response_prints_no_body() {
        let response = Response::from_json(r#"{"output":[], "metadata":null   }"#).unwrap();
        assert!(format!("{response:?}").contains("33 bytes"), "{response:?}");
    }
}
