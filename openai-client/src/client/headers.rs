//! The headers of every request, and which of the settings in them are secrets.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};
use secrecy::{ExposeSecret, SecretString};

use crate::{error::Error, secrets::Secrets};

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

/// What is known about credentials.
#[derive(Clone)]
pub(super) enum Auth {
    Unset,
    None,
    Key(Named<SecretString>),
}

impl Auth {
    /// The key without space around it; none if none is to be sent.
    pub(super) fn key(&self) -> Result<Option<Named<SecretString>>, Error> {
        match self {
            Self::None => Ok(None),
            Self::Key(key) if !key.value.expose_secret().trim().is_empty() => {
                let value = SecretString::from(key.value.expose_secret().trim());
                Ok(Some(Named::new(key.name, value)))
            }
            Self::Key(_) | Self::Unset => Err(Error::config(
                "no api key: set OPENAI_API_KEY, give one to `api_key`, or call `no_auth()` for a server that needs none",
                None,
            )),
        }
    }
}

/// The headers of every request; `given` win.
pub(super) fn of(
    key: Option<&Named<SecretString>>,
    organization: Option<&Named<String>>,
    project: Option<&Named<String>>,
    given: &[(String, SecretString)],
) -> Result<(HeaderMap, Secrets), Error> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, JSON);
    headers.insert(CONTENT_TYPE, JSON);
    headers.insert(USER_AGENT, AGENT);
    if let Some(key) = key {
        let value = SecretString::from(format!("Bearer {}", key.value.expose_secret()));
        headers.insert(
            AUTHORIZATION,
            header_value(key.name, value.expose_secret())?,
        );
    }
    for (name, setting) in [
        ("openai-organization", organization),
        ("openai-project", project),
    ] {
        if let Some(Named { name: what, value }) = setting {
            let value = header_value(what, value.trim())?;
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    let mut credentials = Vec::with_capacity(given.len());
    for (name, value) in given {
        let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
            let what = format!("{name:?} is not the name of a header");
            return Err(Error::config(what, None));
        };
        let value = value.expose_secret();
        headers.insert(
            parsed.clone(),
            header_value(&format!("the header {name}"), value)?,
        );
        credentials.push((parsed, value));
    }
    let key = key.map(|key| key.value.expose_secret());
    let credentials = credentials.iter().map(|(name, value)| (name, *value));
    Ok((headers, Secrets::of(key, credentials)))
}

/// Marked as sensitive, so that nothing prints it and HTTP/2 does not put it into its tables.
fn header_value(what: &str, text: &str) -> Result<HeaderValue, Error> {
    // A tab and bytes above ASCII are legal, but the latter have no agreed meaning, and in a key
    // both are a slip of the clipboard.
    let text = Some(text).filter(|text| text.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    let Some(Ok(mut value)) = text.map(HeaderValue::from_str) else {
        return Err(Error::config(
            format!("{what} has characters other than printable ASCII"),
            None,
        ));
    };
    value.set_sensitive(true);
    Ok(value)
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
