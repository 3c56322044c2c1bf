//! The base URL: what is accepted, and the form that paths are joined to.

use url::{Host, Url};

use super::{Residency, env, headers::Named};
use crate::{auth::Site, error::Error};

/// What the settings are called when they are refused.
const GIVEN: &str = "the base url";
const REGION: &str = "the data residency";

/// What was said of where the API is.
#[derive(Clone, Default)]
pub(super) struct Place {
    /// By the setter.
    pub(super) given: Option<String>,
    /// By the other setter.
    pub(super) residency: Option<Residency>,
    /// Before any setter was called: by the environment, or by the client that this is a copy of.
    pub(super) inherited: Option<Named<String>>,
    /// The one before is a server of somebody's own, which may need no key.
    pub(super) is_own: bool,
}

impl Place {
    /// What the environment says.
    pub(super) fn of_environment(url: Option<String>) -> Self {
        Self {
            is_own: url.is_some(),
            inherited: url.map(|url| Named::new(env::BASE_URL, url)),
            ..Self::default()
        }
    }

    /// For a copy: either setter may move it elsewhere.
    pub(super) fn inherited(self) -> Self {
        let is_own = !self.needs_key();
        let given = self.given.map(|url| Named::new(GIVEN, url));
        let region = |residency: Residency| Named::new(REGION, residency.base_url().to_owned());
        Self {
            inherited: given.or(self.residency.map(region)).or(self.inherited),
            is_own,
            ..Self::default()
        }
    }

    /// Whether there must be a key if nothing was said of one.
    pub(super) fn needs_key(&self) -> bool {
        !self.is_own || self.residency.is_some()
    }

    /// Whether a region says where the API is, here or in the client that this is a copy of.
    pub(super) fn is_regional(&self) -> bool {
        let before = self.inherited.as_ref();
        let is_of_region = before.is_some_and(|url| url.name == REGION);
        self.residency.is_some() || self.given.is_none() && is_of_region
    }

    /// Whether a setter said where the API is.
    pub(super) fn is_said(&self) -> bool {
        self.given.is_some() || self.residency.is_some()
    }

    /// The base URL. The setters beat what was there before, and exclude each other; where another
    /// service is, its identity says alone.
    pub(super) fn url(&self, site: Option<&Site>) -> Result<Url, Error> {
        let usual = match site {
            None => Residency::Global.base_url(),
            Some(Site::OpenAi(usual)) => *usual,
            Some(Site::Other { name, base, .. }) => {
                let setter = match (&self.given, self.residency) {
                    (None, None) => return parse(name, base),
                    (Some(_), _) => "base_url",
                    (None, Some(_)) => "data_residency",
                };
                let what =
                    format!("{name} and `{setter}` both say where the API is, give one of them");
                return Err(Error::config(what, None));
            }
        };
        match (&self.given, self.residency, &self.inherited) {
            (Some(_), Some(_), _) => {
                let what =
                    "`base_url` and `data_residency` both say where the API is, give one of them";
                Err(Error::config(what, None))
            }
            (Some(url), None, _) => parse(GIVEN, url),
            (None, None, Some(url)) => parse(url.name, &url.value),
            (None, Some(residency), _) => parse(REGION, residency.base_url()),
            (None, None, None) => parse(REGION, usual),
        }
    }
}

/// Checks a base URL and makes its path end in `/`, so that joining keeps the last segment. `name`
/// is what the setting is called.
fn parse(name: &str, text: &str) -> Result<Url, Error> {
    let refuse = |what: &str| Err(Error::config(format!("{name} {what}"), None));
    // It stands for what the environment had that is not Unicode, and in no URL for itself.
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return refuse("has characters that are not Unicode");
    }
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
pub(crate) fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether it runs in this machine for sure, so that what is secret may go there in the clear. Names below
/// `localhost` are asked of whoever resolves names, and many do not know of them.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    is_loopback(url) && !matches!(url.host(), Some(Host::Domain(name)) if name != "localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPENAI: &str = "https://api.openai.com/v1";

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
    fn setters_beat_the_environment_and_exclude_each_other() {
        const BOTH: Result<&str, &str> =
            Err("`base_url` and `data_residency` both say where the API is, give one of them");
        let (given, variable) = (Some("http://given/v1"), Some("http://variable/v1"));
        for (given, residency, variable, expected) in [
            (None, None, None, Ok("https://api.openai.com/v1/")),
            (None, None, variable, Ok("http://variable/v1/")),
            (given, None, None, Ok("http://given/v1/")),
            (given, None, variable, Ok("http://given/v1/")),
            (
                None,
                Some(Residency::Global),
                variable,
                Ok("https://api.openai.com/v1/"),
            ),
            (
                None,
                Some(Residency::Us),
                None,
                Ok("https://us.api.openai.com/v1/"),
            ),
            (
                None,
                Some(Residency::Eu),
                variable,
                Ok("https://eu.api.openai.com/v1/"),
            ),
            (
                None,
                Some(Residency::Ae),
                None,
                Ok("https://ae.api.openai.com/v1/"),
            ),
            (given, Some(Residency::Eu), None, BOTH),
            (given, Some(Residency::Global), variable, BOTH),
            (
                None,
                None,
                Some("nope"),
                Err("OPENAI_BASE_URL cannot be read as a url"),
            ),
            (
                None,
                Some(Residency::Eu),
                Some("nope"),
                Ok("https://eu.api.openai.com/v1/"),
            ),
        ] {
            let place = Place {
                given: given.map(str::to_owned),
                residency,
                ..Place::of_environment(variable.map(str::to_owned))
            };
            let url = place.url(None).map_err(|error| error.to_string());
            let url = url.as_ref().map(Url::as_str).map_err(String::as_str);
            assert_eq!(url, expected, "{given:?} {residency:?} {variable:?}");
        }
    }

    #[test]
    fn a_copy_can_go_elsewhere() {
        let url = |place: &Place| {
            place
                .url(None)
                .map_or_else(|error| error.to_string(), String::from)
        };
        let given = |url: &str| Place {
            given: Some(url.to_owned()),
            ..Place::default()
        };
        let region = Place {
            residency: Some(Residency::Us),
            ..Place::default()
        };
        let variable = Place::of_environment(Some("http://variable".to_owned()));
        for (before, expected) in [
            (Place::default(), "https://api.openai.com/v1/"),
            (given("http://given"), "http://given/"),
            (region, "https://us.api.openai.com/v1/"),
            (variable.clone(), "http://variable/"),
            (given("nope"), "the base url cannot be read as a url"),
        ] {
            let (needs_key, copy) = (before.needs_key(), before.inherited());
            assert_eq!(
                (url(&copy), copy.needs_key()),
                (expected.to_owned(), needs_key)
            );
            let moved = Place {
                residency: Some(Residency::Eu),
                ..copy.clone()
            };
            assert_eq!(url(&moved), "https://eu.api.openai.com/v1/");
            assert!(moved.needs_key());
            let moved = Place {
                given: Some("http://new".to_owned()),
                ..copy
            };
            assert_eq!(url(&moved), "http://new/");
            assert_eq!(moved.needs_key(), needs_key);
        }
        assert!(!variable.needs_key());
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
