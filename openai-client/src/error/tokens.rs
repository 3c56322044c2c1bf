//! What in an answer may be a token, by its name or by its form: issuers are not all careful with what
//! they say when they refuse.

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

impl Secrets {
    /// These, and whatever else in an answer may be a token.
    pub(super) fn and_tokens(&self, headers: &HeaderMap, body: &[u8]) -> Self {
        let mut found = Vec::new();
        in_text(&String::from_utf8_lossy(body), &mut found);
        if let Ok(json) = serde_json::from_slice(body) {
            // Behind its escapes.
            in_json(&json, &mut found);
        }
        for (name, value) in headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            if is_name(name.as_str()) {
                found.push(value.clone().into_owned());
            }
            in_text(&value, &mut found);
        }
        self.and(found.iter().map(String::as_str))
    }
}

/// Whether what is called so is a token, as is an `access_token`.
pub(super) fn is_name(name: &str) -> bool {
    let end = name.len().saturating_sub("token".len());
    let is_token = |end: &str| end.eq_ignore_ascii_case("token");
    name.get(end..).is_some_and(is_token) || *name == HeaderName::from_static("authorization")
}

fn in_json(json: &Value, found: &mut Vec<String>) {
    match json {
        Value::String(text) => in_text(text, found),
        Value::Array(items) => items.iter().for_each(|item| in_json(item, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(token) if is_name(name) => found.push(token.clone()),
                    _ => in_json(value, found),
                }
                in_text(name, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn in_text(text: &str, found: &mut Vec<String>) {
    // A JWT is JSON, which begins with a brace and a quote, in base64.
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-._~+/".contains(c)));
    let jwts = words.filter(|word| word.starts_with("eyJ") && word.contains('.'));
    found.extend(jwts.map(str::to_owned));
    let lower = text.to_ascii_lowercase();
    let names = lower.match_indices("token");
    let behind = names.filter_map(|(at, name)| text.get(at + name.len()..));
    found.extend(behind.filter_map(value).map(str::to_owned));
}

/// The value of a name, from what is behind the name.
fn value(behind: &str) -> Option<&str> {
    let (mut rest, mut is_said, mut is_clear) = (behind, false, true);
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
            Mark::Quote => is_clear = true,
            Mark::Is => (is_said, is_clear) = (true, true),
        }
    }
    let is_end = |c: char| c.is_whitespace() || "\"',;&<>{}()".contains(c);
    let value = rest.split(is_end).next()?.trim_end_matches('\\');
    (is_said && (is_clear || value.len() >= LONG)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_found_by_their_names() {
        for (text, expected) in [
            (r#"{"access_token":"abc~1","expires_in":1"#, &["abc~1"][..]),
            (r#"{"accessToken" : "abc~1"#, &["abc~1"]),
            (r#"said {\"id_token\":\"ab\/c+1==\"}"#, &[r"ab\/c+1=="]),
            (r"\u0022token\u0022:\u0022abc~1", &["abc~1"]),
            ("&quot;token&quot;: &quot;abc~1&quot;}", &["abc~1"]),
            ("a=b&Refresh_Token=abc~1&c=d", &["abc~1"]),
            ("%22token%22%3A%22abc~1", &["abc~1"]),
            ("token: abcdefgh-ijklmnop", &["abcdefgh-ijklmnop"]),
            ("subject_token:abc~1; actor_token='d'", &["abc~1", "d"]),
            ("subject_token: audience is wrong", &[]),
            ("the token has expired", &[]),
            ("\"invalid_token\", error=x", &[]),
            (r#"{"token_type":"Bearer"}"#, &[]),
            (r#"{"access_token":""}"#, &[""]),
            ("token", &[]),
            ("token=\u{fc}", &["\u{fc}"]),
        ] {
            let mut found = Vec::new();
            in_text(text, &mut found);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn they_are_found_by_their_form() {
        let mut found = Vec::new();
        in_text("x=eyJh.eyJi.c-_, eyJ eyJno", &mut found);
        assert_eq!(found, ["eyJh.eyJi.c-_"]);
    }
}
