//! What must never stand in an error's text: credentials that were given, and what looks like one.

#[cfg(feature = "transport")]
mod given;

use std::borrow::Cow;

use secrecy::{ExposeSecret, SecretString};

const BLACK: &str = "[key]";

/// Longer secrets are keys, also of letters alone.
const LONGEST_WORD: usize = 15;

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
                text = Cow::Owned(replaced(&text, secret));
            }
        }
        without_keys(&text)
    }

    /// The same for a name, which programs compare: one of letters alone is no key, unless it was
    /// given as one.
    pub(crate) fn clean_name(&self, name: &str) -> String {
        let is_name = name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let is_given = || self.given.iter().any(|given| given.expose_secret() == name);
        if is_name && !is_given() {
            name.to_owned()
        } else {
            self.clean(name)
        }
    }
}

/// Blacks out a secret. One that may be a word (`length`) is let be as a part of another
/// (`max_length`); a key is looked for everywhere, as it may stand after an escape (`\\nkey-1`).
fn replaced(text: &str, secret: &str) -> String {
    let is_word = secret.len() <= LONGEST_WORD && secret.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_word {
        return text.replace(secret, BLACK);
    }
    let is_word_char = |c: char| c.is_alphanumeric() || c == '_';
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    let mut done = 0;
    for (at, _) in text.match_indices(secret) {
        let (before, after) = (text.get(..at), text.get(at + secret.len()..));
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        if !before.ends_with(is_word_char) && !after.starts_with(is_word_char) {
            clean.push_str(before.get(done..).unwrap_or_default());
            clean.push_str(BLACK);
            done = at + secret.len();
            rest = after;
        }
    }
    clean.push_str(rest);
    clean
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
        for (text, expected) in [
            ("context_length_exceeded", "context_length_exceeded"),
            ("lengthy length, length", "lengthy [key], [key]"),
            ("length", "[key]"),
        ] {
            assert_eq!(clean(text, Some("length")), expected);
        }
        let letters = "abcdefghijklmnop";
        assert_eq!(clean(&format!(r"\n{letters}x"), Some(letters)), r"\n[key]x");
        assert_eq!(clean(r"x\ns3cret-1y", Some("s3cret-1")), r"x\n[key]y");
        assert_eq!(clean("nothing", Some("")), "nothing");
        assert_eq!(clean("none of these", Some("none")), "none of these");
        assert_eq!(clean("nothing", None), "nothing");
    }
}
