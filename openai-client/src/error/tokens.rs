//! What in an answer may be a token, by its name or by its form: issuers are not all careful with what
//! they say when they refuse.

use std::collections::BTreeSet;

use http::{HeaderMap, HeaderName};
use serde_json::Value;

use crate::secrets::Secrets;

/// So long a word is no part of a sentence.
const LONG: usize = 16;

/// What may stand between a name and its value, and whether it says that there is one; also escaped, as in
/// a page or a query.
const BETWEEN: [(&str, Mark); 17] = [
    ("\\", Mark::Nothing),
    (" ", Mark::Space),
    ("\t", Mark::Space),
    ("\r", Mark::Space),
    ("\n", Mark::Space),
    ("+", Mark::Space),
    ("%20", Mark::Space),
    ("\"", Mark::Quote),
    ("'", Mark::Quote),
    ("u0022", Mark::Quote),
    ("&quot;", Mark::Quote),
    ("&#34;", Mark::Quote),
    ("%22", Mark::Quote),
    (":", Mark::Is),
    ("=", Mark::Is),
    ("%3A", Mark::Is),
    ("%3D", Mark::Is),
];

#[derive(Clone, Copy)]
enum Mark {
    Nothing,
    Space,
    Quote,
    Is,
}

/// So many different ones are more than an issuer has to say.
const MANY: usize = 64;

impl Secrets {
    /// These, and whatever else in an answer may be a token; none if that is so much that nothing of the
    /// answer should be kept.
    pub(super) fn and_tokens(&self, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let mut found = Found::default();
        found.in_text(&String::from_utf8_lossy(body));
        if let Ok(json) = serde_json::from_slice(body) {
            // Behind its escapes.
            found.in_json(&json);
        }
        for (name, value) in headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            if is_name(name.as_str()) {
                found.add(&value);
            }
            found.in_text(&value);
        }
        let all = found.0;
        (all.len() < MANY).then(|| self.and(all.iter().map(String::as_str)))
    }
}

/// Whether what is called so is a token, as is an `access_token`.
pub(super) fn is_name(name: &str) -> bool {
    let end = name.len().saturating_sub("token".len());
    let is_token = |end: &str| end.eq_ignore_ascii_case("token");
    name.get(end..).is_some_and(is_token) || *name == HeaderName::from_static("authorization")
}

/// What may be tokens, each once.
#[derive(Default)]
struct Found(BTreeSet<String>);

impl Found {
    fn add(&mut self, token: &str) {
        if self.0.len() < MANY && !self.0.contains(token) {
            self.0.insert(token.to_owned());
        }
    }

    fn in_json(&mut self, json: &Value) {
        match json {
            Value::String(text) => self.in_text(text),
            Value::Array(items) => items.iter().for_each(|item| self.in_json(item)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        // `"id_token": "is expired"` says what is wrong with it.
                        Value::String(token) if is_name(name) => {
                            if !token.contains(char::is_whitespace) {
                                self.add(token);
                            }
                        }
                        _ => self.in_json(value),
                    }
                    self.in_text(name);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn in_text(&mut self, text: &str) {
        // A JWT is JSON, which begins with a brace and a quote, in base64.
        let words = text.split(|c: char| !is_part(c));
        let jwts = words.filter(|word| word.starts_with("eyJ") && word.contains('.'));
        jwts.for_each(|token| self.add(token));
        let lower = text.to_ascii_lowercase();
        for (at, name) in lower.match_indices("token") {
            if let Some(token) = text.get(at + name.len()..).and_then(value) {
                self.add(token);
            }
        }
    }
}

/// What bearer tokens have (RFC 6750, section 2.1), but for the signs at their ends; and how JSON
/// escapes a slash.
fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/\\".contains(c)
}

/// The value of a name, from what is behind the name.
fn value(behind: &str) -> Option<&str> {
    let (mut rest, mut is_said, mut is_clear) = (behind, false, true);
    // `"token": "…"`
    let (mut is_name_quoted, mut is_quoted) = (false, false);
    let next = |rest: &str| {
        let begins = |text: &str| {
            let head = rest.get(..text.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(text))
        };
        let found = BETWEEN.iter().find(|(text, _)| begins(text));
        found.map(|(text, mark)| (text.len(), *mark))
    };
    while let Some((length, mark)) = next(rest) {
        rest = rest.get(length..)?;
        match mark {
            Mark::Nothing => {}
            // `no token: it has expired` has none.
            Mark::Space => is_clear = false,
            Mark::Quote => {
                is_clear = true;
                is_name_quoted |= !is_said;
                is_quoted = is_said;
            }
            Mark::Is => (is_said, is_clear) = (true, true),
        }
    }
    let behind = rest.trim_start_matches(is_part);
    let length = rest.len() - behind.len();
    let behind = behind.trim_start_matches('=');
    let value = rest
        .get(..rest.len() - behind.len())?
        .trim_end_matches('\\');
    // `https://…`, `system:serviceaccount:…`, `Mismatch: …`: who or what is wrong with it.
    let is_member = is_name_quoted && is_quoted;
    let is_told = behind.starts_with(':') || !is_member && is_word(rest.get(..length)?);
    let is_one = !value.is_empty() && !is_told && (is_clear || value.len() >= LONG);
    (is_said && is_one).then_some(value)
}

/// Whether it is a word of a sentence, or the name of something: a claim, a code, a host.
fn is_word(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next();
    letters.all(|c| c.is_ascii_lowercase() || "-._".contains(c))
        && !text.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut found = Found::default();
        found.in_text(text);
        found.0.into_iter().collect()
    }

    #[test]
    fn they_are_found_by_their_names() {
        for (text, expected) in [
            (r#"{"access_token":"abc~1","expires_in":1"#, &["abc~1"][..]),
            (r#"{"accessToken" : "abc~1"#, &["abc~1"]),
            (r#"said {\"id_token\":\"ab\/c+1==\"}"#, &[r"ab\/c+1=="]),
            (r"\u0022token\u0022:\u0022abc~1", &["abc~1"]),
            ("&quot;token&quot;: &quot;abc~1&quot;}", &["abc~1"]),
            ("a=b&Refresh_Token=abc~1&c=d", &["abc~1"]),
            ("%22token%22%3A%22abc~1%22", &["abc~1"]),
            ("token: abcdefgh-ijklmnop-1", &["abcdefgh-ijklmnop-1"]),
            ("subject_token:abc~1; actor_token='d7'", &["abc~1", "d7"]),
            ("token=abcDef", &["abcDef"]),
            (r#"{"access_token":"abc-def","expires"#, &["abc-def"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_said_of_one_is_none() {
        for text in [
            "subject_token: audience is wrong",
            "the token has expired",
            "\"invalid_token\", error=x",
            r#"{"token_type":"Bearer"}"#,
            r#"{"access_token":""}"#,
            "token",
            "token=\u{fc}",
            "token: expired",
            "unexpected issuer in token: https://oidc.eks.us-east-1.amazonaws.com/id/ABC, expected",
            "subject of the token: system:serviceaccount:default:invoices",
            "invalid subject token: 'audience' does not match",
            "Failed to verify token: JWTClaimValidationFailed: unexpected \"aud\"",
            "subject_token:invalid_grant",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        let mut in_json = Found::default();
        let json = r#"{"detail":{"subject_token":"is expired"},"id_token":"opaque"}"#;
        in_json.in_json(&serde_json::from_str(json).unwrap());
        assert_eq!(in_json.0.into_iter().collect::<Vec<_>>(), ["opaque"]);
    }

    #[test]
    fn they_are_found_by_their_form() {
        assert_eq!(found("x=eyJh.eyJi.c-_, eyJ eyJno"), ["eyJh.eyJi.c-_"]);
    }

    #[test]
    fn a_long_answer_is_no_burden() {
        let none = Secrets::default();
        let of = |text: &str| none.and_tokens(&HeaderMap::new(), text.as_bytes());
        assert!(of(&"token=".repeat(43_000)).is_some());
        assert!(of(&"token:a".repeat(36_000)).is_some());
        let many: Vec<String> = (0..10_000).map(|n| format!("token=abc-{n};")).collect();
        assert!(of(&many.concat()).is_none());
    }
}
