//! The headers of every request, and which of the settings in them are secrets.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};
use secrecy::{ExposeSecret, SecretString};

use crate::{error::Error, header, secrets::Secrets};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("openai-client-rust/", env!("CARGO_PKG_VERSION")));

/// A setting, and what it is called when it is refused.
#[derive(Clone)]
pub(super) struct Named<T> {
    pub(super) name: &'static str,
    pub(super) value: T,
}

impl<T> Named<T> {
    pub(super) fn new(name: &'static str, value: T) -> Self {
        Self { name, value }
    }
}

/// The headers of every request; `given` win.
pub(super) fn of(
    keys: &[&str],
    organization: Option<&Named<String>>,
    project: Option<&Named<String>>,
    given: &[(String, SecretString)],
) -> Result<(HeaderMap, Secrets), Error> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, JSON);
    headers.insert(CONTENT_TYPE, JSON);
    headers.insert(USER_AGENT, AGENT);
    for (name, setting) in [
        ("openai-organization", organization),
        ("openai-project", project),
    ] {
        if let Some(Named { name: what, value }) = setting {
            let value = header::value(what, value.trim())?;
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    let mut credentials = Vec::with_capacity(given.len());
    for (name, value) in given {
        let parsed = header::name(name)?;
        let value = value.expose_secret();
        headers.insert(
            parsed.clone(),
            header::value(&format!("the header {name}"), value)?,
        );
        credentials.push((parsed, value));
    }
    let credentials = credentials.iter().map(|(name, value)| (name, *value));
    Ok((headers, Secrets::of(keys.iter().copied(), credentials)))
}

#[cfg(test)]
mod tests {
    use super::super::Client;
    use crate::ErrorKind;

    #[test]
    fn what_cannot_stand_in_a_header_is_refused_by_name() {
        let base = || Client::builder().api_key("k");
        for (builder, word) in [
            (base().api_key("hunter2\r\nx-evil: 1"), "the api key"),
            (base().api_key("hunter2\u{e9}"), "the api key"),
            (base().api_key("hunter2\tx"), "the api key"),
            (base().api_key("hunter2\u{7f}"), "the api key"),
            (base().organization("hunter2\nx"), "the organization"),
            (base().project("hunter2\0"), "the project"),
            (base().default_header("x-a", "hunter2\tb"), "the header x-a"),
            (base().default_header("x-a", "hunter2\n"), "the header x-a"),
            (base().default_header("x a", "hunter2"), "x a"),
            (
                base().default_header("", "hunter2"),
                "not the name of a header",
            ),
        ] {
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            let text = format!("{error} {error:?}");
            assert!(!text.contains("hunter2"), "{text}");
            assert!(text.contains(word), "{text}");
        }
    }

    #[test]
    fn headers_are_merged_whatever_their_case() {
        let client = Client::builder()
            .api_key(" k\n")
            .organization("org")
            .project("proj")
            .default_header("AUTHORIZATION", "Basic x")
            .default_header("user-agent", "mine")
            .default_header("X-A", "1")
            .default_header("x-a", "2")
            .build()
            .unwrap();
        let headers = &client.0.headers;
        assert_eq!(headers.len(), headers.keys_len());
        for (name, value) in [
            ("authorization", "Basic x"),
            ("user-agent", "mine"),
            ("x-a", "2"),
            ("openai-organization", "org"),
            ("openai-project", "proj"),
        ] {
            assert_eq!(headers[name], value);
        }
        assert!(headers["authorization"].is_sensitive() && headers["x-a"].is_sensitive());
    }

    #[test]
    fn what_was_given_is_secret_and_nothing_else() {
        let client = Client::builder()
            .api_key(" key-hunter2\n")
            .organization("org-hunter2")
            .default_header("x-a", "header-hunter2")
            .build()
            .unwrap();
        assert_eq!(
            client
                .0
                .secrets
                .clean("key-hunter2 header-hunter2 org-hunter2 application/json"),
            "[key] [key] org-hunter2 application/json"
        );
    }
}
