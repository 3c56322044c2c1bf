//! How many tokens a request takes, before and after. Pure.

use memchr::{memchr3, memmem};

/// Bytes of JSON for a token, about.
const BYTES: usize = 4;

/// Base64 of a picture or a file counts as so many bytes at most: services count what a model sees of
/// it, which are a thousand tokens or so, however many bytes it has.
const BASE64: usize = 1000 * BYTES;

/// The tokens that a request is thought to take: a quarter of its bytes, and as many as it lets the
/// model write, which is how services count before they let a request in. Without such a bound only
/// the bytes count. Of a data URL in Base64 no more than a thousand tokens do.
///
/// What is no JSON object takes none: files and forms are not read by a model.
pub(in crate::exchange) fn asked(body: &[u8]) -> u64 {
    if body.first() != Some(&b'{') {
        return 0;
    }
    let written = most_written(body).unwrap_or(0);
    u64::try_from(read_bytes(body).div_ceil(BYTES))
        .map_or(u64::MAX, |read| read.saturating_add(written))
}

/// Whether a request is for a model, and so counts towards the limits of one.
pub(in crate::exchange) fn names_model(body: &[u8]) -> bool {
    let key = b"\"model\"";
    // As a schema may have a property of that name, which is no text.
    let is_named = |at: usize| {
        let after = body.get(at + key.len()..)?.trim_ascii_start();
        let value = after.strip_prefix(b":")?.trim_ascii_start();
        value.starts_with(b"\"").then_some(())
    };
    body.first() == Some(&b'{') && memmem::find_iter(body, key).any(|at| is_named(at).is_some())
}

/// The bytes of a body, of which long Base64 counts as [`BASE64`].
fn read_bytes(body: &[u8]) -> usize {
    let begin = b";base64,";
    let mut bytes = body.len();
    let mut rest = body;
    while let Some(at) = memmem::find(rest, begin) {
        rest = rest.get(at + begin.len()..).unwrap_or_default();
        // The end of the text, or of a text within it; and a space, as prose may speak of Base64.
        let length = memchr3(b'"', b'\\', b' ', rest).unwrap_or(rest.len());
        bytes -= length.saturating_sub(BASE64);
        rest = rest.get(length..).unwrap_or_default();
    }
    bytes
}

/// `max_tokens`, `max_completion_tokens` or `max_output_tokens`: the largest, if there are several.
fn most_written(body: &[u8]) -> Option<u64> {
    let end_of_key = b"_tokens\"";
    let numbers = memmem::find_iter(body, end_of_key).filter_map(|at| {
        let (before, after) = body.split_at_checked(at)?;
        let is_bound = [&b"\"max"[..], b"\"max_completion", b"\"max_output"]
            .iter()
            .any(|key| before.ends_with(key));
        is_bound.then(|| number(after.get(end_of_key.len()..)?))?
    });
    numbers.max()
}

/// The tokens that an answer says it took: the last `total_tokens` in it, as usage comes last.
pub(in crate::exchange) fn used(answer: &[u8]) -> Option<u64> {
    let at = memmem::rfind(answer, TOTAL)?;
    number(answer.get(at + TOTAL.len()..)?)
}

/// The same of a piece of an answer. A number at its end may go on in the next one.
pub(in crate::exchange) fn used_so_far(piece: &[u8]) -> Option<u64> {
    let is_cut = piece.last().is_some_and(u8::is_ascii_digit);
    if is_cut { None } else { used(piece) }
}

const TOTAL: &[u8] = b"\"total_tokens\"";

/// The number after a key. That what stands before it is a key, and not a text which a user or a
/// model wrote, needs no parser: within a text its quotes are escaped.
fn number(after: &[u8]) -> Option<u64> {
    let value = after.trim_ascii_start().strip_prefix(b":")?;
    let value = value.trim_ascii_start();
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit());
    let digits = value.get(..digits.count())?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(body: &serde_json::Value) -> (u64, u64) {
        let text = body.to_string();
        (asked(text.as_bytes()), text.len().div_ceil(4) as u64)
    }

    #[test]
    fn a_request_is_its_bytes_and_what_the_model_may_write() {
        for (body, written) in [
            (json!({"model": "m"}), 0),
            (json!({"max_tokens": 100, "model": "m"}), 100),
            (json!({"max_completion_tokens": 7}), 7),
            (json!({"max_output_tokens": 8, "input": "hi"}), 8),
            (json!({"max_tokens": 5, "max_completion_tokens": 9}), 9),
            // What others write is no key.
            (json!({"input": "{\"max_tokens\": 100}"}), 0),
            (json!({"input": "\"max_tokens\":100"}), 0),
            (json!({"max_tokens": null}), 0),
            (
                json!({"properties": {"max_tokens": {"type": "integer"}}}),
                0,
            ),
            (
                json!({"xmax_tokens": 3, "min_tokens": 4, "total_tokens": 5}),
                0,
            ),
        ] {
            let (asked, bytes) = of(&body);
            assert_eq!(asked, bytes + written, "{body}");
        }
        let pretty = "{ \"max_tokens\" :\n 12 }";
        assert_eq!(asked(pretty.as_bytes()), 12 + 6);
    }

    #[test]
    fn a_picture_takes_a_thousand_tokens_however_large_it_is() {
        let picture = |bytes: usize| format!("data:image/png;base64,{}", "iVBO".repeat(bytes / 4));
        let of = |body: serde_json::Value| asked(body.to_string().as_bytes());
        let without = of(json!({"url": picture(0)}));
        assert_eq!(of(json!({"url": picture(400_000)})), without + 1000);
        // Less than that is what it is.
        assert_eq!(of(json!({"url": picture(400)})), without + 100);
        // Each for itself, within HTML too, and what stands after them counts.
        let html = format!("<img src=\"{}\">", picture(400_000));
        let text = "word ".repeat(4000);
        let body = json!({
            "a": picture(400_000), "b": html, "c": text, "max_tokens": 7, "z": picture(8_000_000),
        });
        let expected = 3000 + 5000 + 7;
        assert!((expected..expected + 50).contains(&of(body)));
        // Prose is no picture.
        let prose = format!("data:text/plain;base64, {text}");
        assert!(of(json!({"content": prose})) > 5000);
        for cut in ["{;base64,", "{\";base64", "{\";base64,\""] {
            assert_eq!(asked(cut.as_bytes()), cut.len().div_ceil(4) as u64);
        }
    }

    #[test]
    fn a_request_for_a_model_names_it() {
        for (body, expected) in [
            (r#"{"model":"m"}"#, true),
            ("{ \"input\": [], \"model\" :\n\"m\" }", true),
            (r#"{"input_file_id":"file-1"}"#, false),
            (r#"{"role":"model","name":"x"}"#, false),
            (r#"{"properties":{"model":{"type":"string"}}}"#, false),
            (r#"{"text":"\"model\":\"m\""}"#, false),
            (r#"{"model":null}"#, false),
            (r#"{"model""#, false),
            (r#"["model":"m"]"#, false),
            ("", false),
        ] {
            assert_eq!(names_model(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn what_is_no_object_takes_nothing() {
        for body in ["", "--boundary\r\n\"max_tokens\":5", "[1]", "\u{feff}{}"] {
            assert_eq!(asked(body.as_bytes()), 0, "{body:?}");
        }
        for body in [
            "{",
            "{\"max_tokens\"",
            "{\"max_tokens\":",
            "{\"max_tokens\":x",
        ] {
            assert_eq!(asked(body.as_bytes()), body.len().div_ceil(4) as u64);
        }
        let huge = "{\"max_tokens\":99999999999999999999999}";
        assert_eq!(asked(huge.as_bytes()), huge.len().div_ceil(4) as u64);
        let most = "{\"max_tokens\":18446744073709551615}";
        assert_eq!(asked(most.as_bytes()), u64::MAX);
    }

    #[test]
    fn an_answer_says_what_it_took() {
        let said = json!({"content": "\"total_tokens\": 1", "usage": {"total_tokens": 30}});
        assert_eq!(used(said.to_string().as_bytes()), Some(30));
        let later = r#"{"usage":{"total_tokens": 30},"content":"\"total_tokens\": 1"}"#;
        assert_eq!(used(later.as_bytes()), Some(30));
        for text in ["", "{}", "\"total_tokens\"", "\"total_tokens\":null"] {
            assert_eq!(used(text.as_bytes()), None, "{text}");
            assert_eq!(used_so_far(text.as_bytes()), None, "{text}");
        }
        let piece = "data: {\"usage\":{\"total_tokens\":30";
        assert_eq!(used_so_far(piece.as_bytes()), None);
        assert_eq!(used_so_far(format!("{piece}}}").as_bytes()), Some(30));
    }
}
