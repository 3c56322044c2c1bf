//! What must never stand in an error's text: credentials that were given, and what looks like one.

use std::{borrow::Cow, cmp::Reverse};

use http::{
    HeaderName,
    header::{AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION},
};
use secrecy::{ExposeSecret, SecretString};

/// Shorter secrets are placeholders for servers without keys (`none`, `test`) and usual words.
const SHORTEST: usize = 6;

const BLACK: &str = "[key]";

/// Words before a credential that say of which kind it is.
const SCHEMES: [&str; 6] = ["bearer", "basic", "token", "key", "apikey", "api-key"];

/// What a client was given to prove who it is. Kept to black it out; it is sent by the headers.
#[derive(Default)]
pub(crate) struct Secrets {
    /// The longest first, because one may be a part of another.
    given: Vec<SecretString>,
}

impl Secrets {
    /// Of keys, and of the headers that were given: any of them may hold a credential.
    pub(crate) fn of<'a>(
        keys: impl IntoIterator<Item = &'a str>,
        headers: impl IntoIterator<Item = (&'a HeaderName, &'a str)>,
    ) -> Self {
        let parts = headers
            .into_iter()
            .flat_map(|(name, value)| parts(name, value));
        Self::of_texts(keys.into_iter().chain(parts))
    }

    fn of_texts<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut given: Vec<&str> = texts
            .map(str::trim)
            .filter(|secret| secret.len() >= SHORTEST)
            .collect();
        given.sort_unstable_by_key(|secret| (Reverse(secret.len()), *secret));
        given.dedup();
        Self {
            given: given.into_iter().map(SecretString::from).collect(),
        }
    }

    /// These, and a key that a single attempt was given.
    pub(crate) fn and_key(&self, key: &SecretString) -> Self {
        self.and([key.expose_secret()])
    }

    /// These, and a header that a single call was given.
    pub(crate) fn and_header(&self, name: &HeaderName, value: &str) -> Self {
        self.and(parts(name, value))
    }

    fn and<'a>(&'a self, more: impl IntoIterator<Item = &'a str>) -> Self {
        let given = self.given.iter().map(ExposeSecret::expose_secret);
        Self::of_texts(given.chain(more))
    }

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

/// The value of a header, and what of it a service may repeat alone.
fn parts<'a>(name: &HeaderName, value: &'a str) -> Vec<&'a str> {
    let value = value.trim();
    let is_auth = [AUTHORIZATION, PROXY_AUTHORIZATION].contains(name);
    let mut parts = vec![value];
    let bare = match value.split_once(' ') {
        Some((scheme, rest)) if is_auth || is_scheme(scheme) => rest,
        _ => value,
    };
    parts.push(bare);
    if is_auth || *name == COOKIE {
        for pair in bare.split([',', ';', ' ']) {
            let value = pair.split_once('=').map_or(pair, |(_, value)| value);
            parts.push(value.trim_matches('"'));
        }
    }
    parts
}

fn is_scheme(word: &str) -> bool {
    SCHEMES
        .iter()
        .any(|scheme| word.trim_end_matches(':').eq_ignore_ascii_case(scheme))
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

    #[test]
    fn headers_are_blacked_out_whole_and_in_parts() {
        for (name, value, text, expected) in [
            ("x-a", "s3cret-1", "no s3cret-1", "no [key]"),
            ("x-a", " s3cret-1 ", "no s3cret-1", "no [key]"),
            ("x-a", "Bearer s3cret-1", "no s3cret-1", "no [key]"),
            ("x-a", "Bearer s3cret-1", "Bearer s3cret-1", "[key]"),
            ("x-a", "Key: s3cret-1", "no s3cret-1", "no [key]"),
            ("x-title", "My structured app", "structured", "structured"),
            ("x-title", "My structured app", "My structured app", "[key]"),
            ("authorization", "Bearer s3cret-1", "Bearer is", "Bearer is"),
            ("authorization", "Odd s3cret-1", "no s3cret-1", "no [key]"),
            (
                "authorization",
                r#"Odd id=7, sig="s3cret-1", n=s3cret-2"#,
                "7 s3cret-1 s3cret-2",
                "7 [key] [key]",
            ),
            ("cookie", "a=b; sid=s3cret-1", "no s3cret-1", "no [key]"),
            ("cookie", "a=b; sid=s3cret-1", "sid is", "sid is"),
            ("x-version", "v1", "v1 is old", "v1 is old"),
        ] {
            let name = HeaderName::from_static(name);
            let secrets = Secrets::of(None, [(&name, value)]);
            assert_eq!(secrets.clean(text), expected, "{name}: {value}");
        }
    }

    #[test]
    fn a_secret_within_another_leaves_nothing_behind() {
        let name = HeaderName::from_static("x-a");
        for (key, header) in [("s3cret", "s3cret-long"), ("s3cret-long", "s3cret")] {
            let secrets = Secrets::of(Some(key), [(&name, header), (&name, header)]);
            assert_eq!(secrets.given.len(), 2);
            assert_eq!(secrets.clean("s3cret-long, s3cret"), "[key], [key]");
        }
    }
}
