//! Which of a client's settings are secrets, whole and in parts.

use std::{borrow::Cow, cmp::Reverse};

use base64::{Engine as _, prelude::BASE64_STANDARD as STANDARD};
use http::{
    HeaderName,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION, USER_AGENT},
};
use secrecy::{ExposeSecret, SecretString};

use super::Secrets;

/// Shorter secrets are placeholders for servers without keys (`none`, `test`) and usual words.
const SHORTEST: usize = 6;

/// Words before a credential that say of which kind it is.
const SCHEMES: [&str; 6] = ["bearer", "basic", "token", "key", "apikey", "api-key"];

impl Secrets {
    /// Of keys, and of the headers that were given: any of them may hold a credential.
    pub(crate) fn of<'a>(
        keys: impl IntoIterator<Item = &'a str>,
        headers: impl IntoIterator<Item = (&'a HeaderName, &'a str)>,
    ) -> Self {
        let parts = headers
            .into_iter()
            .flat_map(|(name, value)| parts(name, value));
        let keys = keys.into_iter().map(Cow::from);
        let all: Vec<Cow<'_, str>> = keys.chain(parts).collect();
        Self::of_texts(all.iter().map(AsRef::as_ref))
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
        self.and(parts(name, value).iter().map(AsRef::as_ref))
    }

    /// These, and texts that are secret as a whole.
    pub(crate) fn and<'a>(&'a self, more: impl IntoIterator<Item = &'a str>) -> Self {
        let given = self.given.iter().map(ExposeSecret::expose_secret);
        Self::of_texts(given.chain(more))
    }
}

/// Headers that hold no credential, of whose values services speak.
const OPEN: [HeaderName; 6] = [
    ACCEPT,
    CONTENT_TYPE,
    USER_AGENT,
    HeaderName::from_static("openai-beta"),
    HeaderName::from_static("openai-organization"),
    HeaderName::from_static("openai-project"),
];

/// The value of a header, and what of it a service may repeat alone; nothing if it is no secret.
fn parts<'a>(name: &HeaderName, value: &'a str) -> Vec<Cow<'a, str>> {
    if OPEN.contains(name) {
        return Vec::new();
    }
    let value = value.trim();
    let is_auth = [AUTHORIZATION, PROXY_AUTHORIZATION].contains(name);
    let mut parts = vec![value.into()];
    let (scheme, bare) = match value.split_once(' ') {
        Some((scheme, rest)) if is_auth || is_scheme(scheme) => (scheme, rest),
        _ => ("", value),
    };
    parts.push(bare.into());
    if scheme.eq_ignore_ascii_case("basic") {
        parts.extend(user_and_password(bare));
    }
    if is_auth || *name == COOKIE {
        for pair in bare.split([',', ';', ' ']) {
            let value = pair.split_once('=').map_or(pair, |(_, value)| value);
            parts.push(value.trim_matches('"').into());
        }
    }
    parts
}

/// What `Basic …` says: the pair and both parts of it.
fn user_and_password<'a>(encoded: &str) -> impl Iterator<Item = Cow<'a, str>> {
    let pair = STANDARD.decode(encoded.trim()).ok();
    let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
    let parts = pair.map(|pair| {
        let (user, password) = pair.split_once(':').unwrap_or_default();
        let parts = [user.to_owned(), password.to_owned()];
        parts.into_iter().chain([pair]).map(Cow::from)
    });
    parts.into_iter().flatten()
}

fn is_scheme(word: &str) -> bool {
    SCHEMES
        .iter()
        .any(|scheme| word.trim_end_matches(':').eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            // `s3cret-u:s3cret-p`, and what is no Base64.
            (
                "authorization",
                "basic czNjcmV0LXU6czNjcmV0LXA=",
                "czNjcmV0LXU6czNjcmV0LXA= s3cret-u:s3cret-p s3cret-p s3cret-u",
                "[key] [key] [key] [key]",
            ),
            ("authorization", "Basic s3cret-1", "no s3cret-1", "no [key]"),
            ("cookie", "a=b; sid=s3cret-1", "no s3cret-1", "no [key]"),
            ("cookie", "a=b; sid=s3cret-1", "sid is", "sid is"),
            ("x-version", "v1", "v1 is old", "v1 is old"),
            (
                "content-type",
                "text/plain",
                "no text/plain",
                "no text/plain",
            ),
            ("openai-beta", "things=v2", "no things=v2", "no things=v2"),
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
