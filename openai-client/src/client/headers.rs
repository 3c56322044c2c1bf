//! The headers of every request, and which of the settings in them are secrets.

use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE, USER_AGENT},
};
use secrecy::{ExposeSecret, SecretString};

use super::env;
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

    /// Settings of the environment are called by their variable.
    pub(super) fn is_of_environment(&self) -> bool {
        [env::ORGANIZATION, env::PROJECT].contains(&self.name)
    }
}

/// One change of what is sent, in the order in which they were asked for.
#[derive(Clone)]
pub(super) struct Edit {
    pub(super) name: String,
    /// Without one: not sent.
    pub(super) value: Option<SecretString>,
    /// What it is called when it is refused.
    pub(super) place: String,
    pub(super) is_of_environment: bool,
}

/// What the settings make of the headers.
#[derive(Default)]
pub(super) struct Headers {
    /// Sent with every request.
    pub(super) sent: HeaderMap,
    /// Not sent, whoever else would.
    pub(super) removed: Vec<HeaderName>,
    /// All names and values that were given, also those that another replaced.
    given: Vec<(HeaderName, SecretString)>,
}

impl Headers {
    /// The client's own, with those of the settings.
    pub(super) fn new<'e>(
        organization: Option<&Named<String>>,
        project: Option<&Named<String>>,
        edits: impl IntoIterator<Item = &'e Edit>,
    ) -> Result<Self, Error> {
        let mut headers = Self::default();
        for (name, value) in [(ACCEPT, JSON), (CONTENT_TYPE, JSON), (USER_AGENT, AGENT)] {
            headers.sent.insert(name, value);
        }
        for (name, setting) in [
            ("openai-organization", organization),
            ("openai-project", project),
        ] {
            if let Some(Named { name: what, value }) = setting {
                let value = header::value(value.trim())
                    .map_err(|unfit| Error::config(format!("{what} {unfit}"), None))?;
                headers.sent.insert(HeaderName::from_static(name), value);
            }
        }
        for edit in edits {
            headers.edit(edit)?;
        }
        Ok(headers)
    }

    fn edit(&mut self, edit: &Edit) -> Result<(), Error> {
        let Edit { name, place, .. } = edit;
        let refuse = |what: String| Error::config(what, None);
        let name = header::name(name).map_err(|unfit| refuse(format!("{place} {unfit}")))?;
        self.removed.retain(|removed| *removed != name);
        if let Some(value) = &edit.value {
            let text = header::value(value.expose_secret()).map_err(|unfit| {
                let name = header::shown(&edit.name);
                refuse(format!("{place}, the header {name}, {unfit}"))
            })?;
            self.sent.insert(name.clone(), text);
            self.given.push((name, value.clone()));
        } else {
            self.sent.remove(&name);
            self.removed.push(name);
        }
        Ok(())
    }

    /// What must not stand in an error: these headers, and `others`.
    pub(super) fn secrets<'a>(&'a self, others: impl IntoIterator<Item = &'a str>) -> Secrets {
        let given = self.given.iter();
        Secrets::of(
            others,
            given.map(|(name, value)| (name, value.expose_secret())),
        )
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

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
            (
                base().default_header("x a", "hunter2"),
                "default header 1 is",
            ),
            (
                base().default_header("x-a", "1").default_header("", "b"),
                "default header 2 is",
            ),
            (
                base().default_header("Bearer hunter2", "authorization"),
                "default header 1 is",
            ),
            (
                base().default_header("sk-proj-hunter2-hunter2", "authorization"),
                "default header 1 is",
            ),
            (
                base().default_header("Authorization: Bearer hunter2", ""),
                "not the name of a header",
            ),
            (
                base()
                    .default_header("x-a", "1")
                    .without_header("x-a")
                    .without_header("Key: hunter2"),
                "`without_header` 2 is",
            ),
            (base().without_header(""), "not the name of a header"),
        ] {
            let shown = format!("{builder:?}");
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Config);
            let text = format!("{error} {error:?} {shown}");
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
        let headers = &client.exchange.headers;
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
    fn a_header_that_is_removed_stays_so_until_it_is_given_again() {
        let base = || Client::builder().api_key("k").organization("org");
        for (builder, name, sent, removed) in [
            (base(), "openai-organization", Some("org"), false),
            (
                base().without_header("OpenAI-Organization"),
                "openai-organization",
                None,
                true,
            ),
            (
                base().without_header("AUTHORIZATION"),
                "authorization",
                None,
                true,
            ),
            (
                base().without_header("user-agent"),
                "user-agent",
                None,
                true,
            ),
            (
                base().without_header("Idempotency-Key"),
                "idempotency-key",
                None,
                true,
            ),
            (
                base().without_header("x-a").default_header("X-A", "1"),
                "x-a",
                Some("1"),
                false,
            ),
            (
                base().default_header("X-A", "1").without_header("x-a"),
                "x-a",
                None,
                true,
            ),
            (
                base()
                    .without_header("x-a")
                    .default_header("X-A", "1")
                    .without_header("x-A"),
                "x-a",
                None,
                true,
            ),
        ] {
            let exchange = builder.build().unwrap().exchange;
            let value = exchange.headers.get(name);
            assert_eq!(
                value.map(HeaderValue::as_bytes),
                sent.map(str::as_bytes),
                "{name}"
            );
            assert_eq!(
                exchange.removed.iter().any(|found| found == name),
                removed,
                "{name}"
            );
        }
    }

    #[test]
    fn a_value_that_was_replaced_or_removed_stays_a_secret() {
        let client = Client::builder()
            .no_auth()
            .default_header("x-a", "hunter2-1")
            .default_header("x-a", "hunter2-2")
            .without_header("x-a")
            .build()
            .unwrap();
        assert_eq!(
            client.exchange.secrets.clean("hunter2-1 hunter2-2"),
            "[key] [key]"
        );
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
                .exchange
                .secrets
                .clean("key-hunter2 header-hunter2 org-hunter2 application/json"),
            "[key] [key] org-hunter2 application/json"
        );
    }
}
