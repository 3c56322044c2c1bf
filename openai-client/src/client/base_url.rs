//! The base URL: what is accepted, and the form that paths are joined to.

use url::{Host, Url};

use crate::error::Error;

/// Where OpenAI's own API is.
pub(super) const OPENAI: &str = "https://api.openai.com/v1";

/// Checks a base URL and makes its path end in `/`, so that joining keeps the last segment. `name`
/// is what the setting is called.
pub(super) fn parse(name: &str, text: &str) -> Result<Url, Error> {
    let refuse = |what: &str| Err(Error::config(format!("{name} {what}"), None));
    let mut url = match Url::parse(text.trim()) {
        Ok(url) => url,
        Err(cause) => {
            return Err(Error::config(
                format!("{name} cannot be read as a url"),
                Some(cause.into()),
            ));
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse("must start with http:// or https://");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("must not carry a user or password, use `api_key` or `default_header`");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("must not carry a query or fragment");
    }
    let path = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

/// Whether the service runs in this machine.
pub(super) fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Url, Error> {
        super::parse("the base url", text)
    }

    #[test]
    fn paths_join_below_the_base() {
        for (base, expected) in [
            (OPENAI, "https://api.openai.com/v1/chat/completions"),
            ("http://h:1/v1", "http://h:1/v1/chat/completions"),
            ("http://h:1/v1/", "http://h:1/v1/chat/completions"),
            ("http://h:1/v1//", "http://h:1/v1/chat/completions"),
            ("http://h:1", "http://h:1/chat/completions"),
            (" http://h:1/a%2Fb \n", "http://h:1/a%2Fb/chat/completions"),
            (
                "http://[::1]:8080/openai",
                "http://[::1]:8080/openai/chat/completions",
            ),
        ] {
            assert_eq!(
                parse(base)
                    .unwrap()
                    .join("chat/completions")
                    .unwrap()
                    .as_str(),
                expected
            );
        }
    }

    #[test]
    fn loopback_is_known_in_every_spelling() {
        for (base, expected) in [
            ("http://localhost:1/v1", true),
            ("http://api.localhost/v1", true),
            ("http://127.0.0.1:1", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:1/v1", true),
            ("http://10.0.0.1", false),
            ("http://localhost.example.org", false),
            (OPENAI, false),
        ] {
            assert_eq!(is_loopback(&parse(base).unwrap()), expected, "{base}");
        }
    }

    #[test]
    fn what_is_no_base_is_refused_without_repeating_it() {
        for base in [
            "",
            "api.openai.com",
            "localhost:8080/v1",
            "ftp://h/v1",
            "file:///etc/passwd",
            "http://",
            "http://user@h/v1",
            "http://:hunter2@h/v1",
            "http://h/v1?api-version=1",
            "http://h/v1#x",
            "http://h:99999/v1",
        ] {
            let error = parse(base).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Config, "{base}");
            assert!(!format!("{error:?}").contains("hunter2"));
        }
    }
}
