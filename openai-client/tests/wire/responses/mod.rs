//! The Responses and Conversations APIs: what is on the wire, and what becomes of the answers.

mod background;
mod calls;
mod conversations;
mod lists;
mod streams;
mod traces;

use crate::server::{KEY, Seen};

/// The smallest response with a text.
const RESPONSE: &str = r#"{"id":"resp_1","object":"response","status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hi"}]}]}"#;

/// What a request was: its line without the version, and its body.
fn said(seen: &Seen) -> (&str, &str) {
    let line = seen.line.strip_suffix(" HTTP/1.1").unwrap();
    (line, std::str::from_utf8(&seen.body).unwrap())
}

/// A request that must be this one, with the credentials of the client and, if it changes anything, one
/// key for all its attempts.
pub(crate) fn check(seen: &Seen, line: &str, body: &str) {
    assert_eq!(said(seen), (line, body));
    assert_eq!(
        seen.all("authorization"),
        [format!("Bearer {KEY}")],
        "{line}"
    );
    let is_get = line.starts_with("GET ");
    assert_eq!(
        seen.all("idempotency-key").len(),
        usize::from(!is_get),
        "{line}"
    );
    assert_eq!(
        seen.all("content-type").len(),
        usize::from(!body.is_empty()),
        "{line}"
    );
}
