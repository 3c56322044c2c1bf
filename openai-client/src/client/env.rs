//! The environment variables, and the only place that reads them.

use crate::auth::AZURE_ENDPOINT;

pub(super) const API_KEY: &str = "OPENAI_API_KEY";
pub(super) const ADMIN_KEY: &str = "OPENAI_ADMIN_KEY";
pub(super) const BASE_URL: &str = "OPENAI_BASE_URL";
pub(super) const ORGANIZATION: &str = "OPENAI_ORG_ID";
pub(super) const PROJECT: &str = "OPENAI_PROJECT_ID";
pub(super) const CUSTOM_HEADERS: &str = "OPENAI_CUSTOM_HEADERS";

/// What the environment says; blank is not set.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) api_key: Option<String>,
    pub(super) admin_key: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) organization: Option<String>,
    pub(super) project: Option<String>,
    pub(super) headers: Vec<Header>,
    /// There is a resource in Azure, which is another way in.
    pub(super) has_azure: bool,
}

/// A line of [`CUSTOM_HEADERS`] that has a colon.
#[derive(Debug, PartialEq)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) value: String,
    /// Which one it is, from 1 on.
    pub(super) line: usize,
}

impl Settings {
    /// Reads this process's environment.
    pub(super) fn of_process() -> Self {
        Self::read(of_process)
    }

    fn read(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let blank_is_none = |name| lookup(name).filter(|value: &String| !value.trim().is_empty());
        let lookup = |name| lookup(name).and_then(said);
        Self {
            api_key: lookup(API_KEY),
            admin_key: lookup(ADMIN_KEY),
            base_url: lookup(BASE_URL),
            organization: lookup(ORGANIZATION),
            project: lookup(PROJECT),
            headers: blank_is_none(CUSTOM_HEADERS).map_or_else(Vec::new, |text| headers(&text)),
            has_azure: lookup(AZURE_ENDPOINT).is_some(),
        }
    }
}

/// A variable that is none of OpenAI's; blank is not set, and space around it is cut off.
pub(crate) fn variable(name: &str) -> Option<String> {
    of_process(name).and_then(said)
}

/// As it stands. What is not Unicode is kept in a form that is refused later, as a header or as a URL,
/// with the right name.
fn of_process(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

fn said(value: impl AsRef<str>) -> Option<String> {
    let trimmed = value.as_ref().trim();
    Some(trimmed.to_owned()).filter(|trimmed| !trimmed.is_empty())
}

/// Lines `Name: value`; one without a colon says nothing.
fn headers(text: &str) -> Vec<Header> {
    let numbered = (1..).zip(text.lines());
    numbered
        .filter_map(|(line, text)| {
            let (name, value) = text.split_once(':')?;
            Some(Header {
                name: name.trim().to_owned(),
                value: value.trim().to_owned(),
                line,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variable_has_its_place() {
        let settings = Settings::read(|name| Some(format!("<{name}:>")));
        assert_eq!(settings.api_key.unwrap(), "<OPENAI_API_KEY:>");
        assert_eq!(settings.admin_key.unwrap(), "<OPENAI_ADMIN_KEY:>");
        assert_eq!(settings.base_url.unwrap(), "<OPENAI_BASE_URL:>");
        assert_eq!(settings.organization.unwrap(), "<OPENAI_ORG_ID:>");
        assert_eq!(settings.project.unwrap(), "<OPENAI_PROJECT_ID:>");
        let header = Header {
            name: "<OPENAI_CUSTOM_HEADERS".to_owned(),
            value: ">".to_owned(),
            line: 1,
        };
        assert_eq!(settings.headers, [header]);
    }

    #[test]
    fn blank_is_not_set_and_spaces_are_trimmed() {
        for blank in ["", " ", "\t\n"] {
            let settings = Settings::read(|_| Some(blank.to_owned()));
            assert!(
                settings.api_key.is_none() && settings.base_url.is_none(),
                "{blank:?}"
            );
            assert!(
                settings.organization.is_none() && settings.project.is_none(),
                "{blank:?}"
            );
            assert!(
                settings.admin_key.is_none() && settings.headers.is_empty(),
                "{blank:?}"
            );
        }
        assert_eq!(
            Settings::read(|_| Some(" k\n".to_owned())).api_key.unwrap(),
            "k"
        );
        assert!(Settings::read(|_| None).api_key.is_none());
    }

    #[test]
    fn each_line_is_a_header() {
        for (text, expected) in [
            ("X-A: 1", &[(1, "X-A", "1")][..]),
            (
                "X-A:1\r\n  X-B :  2 \t\n",
                &[(1, "X-A", "1"), (2, "X-B", "2")],
            ),
            ("X-A: http://h:1/a:b", &[(1, "X-A", "http://h:1/a:b")]),
            ("no colon\n\nX-A: 1\nX-B 2", &[(3, "X-A", "1")]),
            ("\nX-A:\nX-A: 2", &[(2, "X-A", ""), (3, "X-A", "2")]),
            (": 1", &[(1, "", "1")]),
            ("nothing", &[]),
        ] {
            let found = headers(text);
            let found: Vec<_> = found
                .iter()
                .map(|header| (header.line, &*header.name, &*header.value))
                .collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
