//! The environment variables, and the only place that reads them.

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
    /// Names and values.
    pub(super) headers: Vec<(String, String)>,
}

impl Settings {
    /// Reads this process's environment.
    pub(super) fn of_process() -> Self {
        // What is not Unicode is kept in a form that is refused as a header later, with the right
        // name.
        Self::read(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    fn read(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let lookup = |name| {
            let value = lookup(name)?;
            let value = value.trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        Self {
            api_key: lookup(API_KEY),
            admin_key: lookup(ADMIN_KEY),
            base_url: lookup(BASE_URL),
            organization: lookup(ORGANIZATION),
            project: lookup(PROJECT),
            headers: lookup(CUSTOM_HEADERS).map_or_else(Vec::new, |text| headers(&text)),
        }
    }
}

/// Lines `Name: value`; one without a colon says nothing.
fn headers(text: &str) -> Vec<(String, String)> {
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    let owned = |text: &str| text.trim().to_owned();
    pairs
        .map(|(name, value)| (owned(name), owned(value)))
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
        let header = ("<OPENAI_CUSTOM_HEADERS".to_owned(), ">".to_owned());
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
            ("X-A: 1", &[("X-A", "1")][..]),
            ("X-A:1\r\n  X-B :  2 \t\n", &[("X-A", "1"), ("X-B", "2")]),
            ("X-A: http://h:1/a:b", &[("X-A", "http://h:1/a:b")]),
            ("no colon\n\nX-A: 1\nX-B 2", &[("X-A", "1")]),
            ("X-A:\nX-A: 2", &[("X-A", ""), ("X-A", "2")]),
            (": 1", &[("", "1")]),
            ("nothing", &[]),
        ] {
            let found = headers(text);
            let found: Vec<_> = found.iter().map(|(n, v)| (&**n, &**v)).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
