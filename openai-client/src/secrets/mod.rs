//! What must never stand in an error's text: credentials that were given, and what looks like one.

#[cfg(feature = "transport")]
mod given;

use std::borrow::Cow;

use secrecy::{ExposeSecret, SecretString};

const BLACK: &str = "[key]";

/// What a client was given to prove who it is. Kept to black it out; it is sent by the headers.
#[derive(Default)]
pub(crate) struct Secrets {
    /// The longest first, because one may be a part of another.
    given: Vec<SecretString>,
}

impl Secrets {
    /// Blacks out what was given, and everything that looks like a key of the service (`sk-…`).
    pub(crate) fn clean(&self, text: &str) -> String {
        let mut text = Cow::Borrowed(text);
        for secret in &self.given {
            let secret = secret.expose_secret();
            if text.contains(secret) {
                text = Cow::Owned(text.replace(secret, BLACK));
            }
        }
        without_keys(&text)
    }
}

/// Blacks out what looks like a key of the service.
fn without_keys(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("sk-") {
        let (before, key) = rest.split_at(at);
        let end = key.find(|c: char| !is_key_char(c)).unwrap_or(key.len());
        clean.push_str(before);
        // `task-1` and `sk-` alone are words; a key starts a word and is long.
        let starts_a_word = !before.ends_with(|c: char| c.is_alphanumeric());
        let (key, after) = key.split_at(end);
        clean.push_str(if starts_a_word && key.len() > 5 {
            BLACK
        } else {
            key
        });
        rest = after;
    }
    clean.push_str(rest);
    clean
}

/// The services shorten keys with stars or dots when they repeat them; what is left is blacked out
/// too.
fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*')
}

#[cfg(test)]
#[cfg(feature = "transport")]
mod tests {
    use super::*;

    fn clean(text: &str, key: Option<&str>) -> String {
        Secrets::of(key, []).clean(text)
    }

    #[test]
    fn keys_are_blacked_out() {
        for (text, expected) in [
            ("key sk-abc123def is bad", "key [key] is bad"),
            ("key: sk-proj-********wxyz.", "key: [key]."),
            ("sk-svcacct-a_b-c", "[key]"),
            ("'sk-aaaaaa' and \"sk-bbbbbb\"", "'[key]' and \"[key]\""),
            ("a task-forces name", "a task-forces name"),
            ("sk- alone, sk-1", "sk- alone, sk-1"),
            ("the secret is s3cret", "the secret is [key]"),
        ] {
            assert_eq!(clean(text, Some("s3cret")), expected);
        }
        assert_eq!(clean("nothing", Some("")), "nothing");
        assert_eq!(clean("none of these", Some("none")), "none of these");
        assert_eq!(clean("nothing", None), "nothing");
    }
}
