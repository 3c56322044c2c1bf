//! The environment variables, and the only place that reads them.

pub(super) const API_KEY: &str = "OPENAI_API_KEY";
pub(super) const BASE_URL: &str = "OPENAI_BASE_URL";
pub(super) const ORGANIZATION: &str = "OPENAI_ORG_ID";
pub(super) const PROJECT: &str = "OPENAI_PROJECT_ID";

/// What the environment says; blank is not set.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) api_key: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) organization: Option<String>,
    pub(super) project: Option<String>,
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
            base_url: lookup(BASE_URL),
            organization: lookup(ORGANIZATION),
            project: lookup(PROJECT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variable_has_its_place() {
        let settings = Settings::read(|name| Some(format!("<{name}>")));
        assert_eq!(settings.api_key.unwrap(), "<OPENAI_API_KEY>");
        assert_eq!(settings.base_url.unwrap(), "<OPENAI_BASE_URL>");
        assert_eq!(settings.organization.unwrap(), "<OPENAI_ORG_ID>");
        assert_eq!(settings.project.unwrap(), "<OPENAI_PROJECT_ID>");
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
        }
        assert_eq!(
            Settings::read(|_| Some(" k\n".to_owned())).api_key.unwrap(),
            "k"
        );
        assert!(Settings::read(|_| None).api_key.is_none());
    }
}
