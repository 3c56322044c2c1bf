//! How a model searches the web for an answer.

use serde::{Serialize, Serializer};
use serde_json::json;

use crate::open_enum::open_enum;

open_enum! {
    /// How much of the web is read for an answer.
    pub enum SearchContextSize {
        /// Little.
        Low = "low",
        /// The service's default.
        Medium = "medium",
        /// Much.
        High = "high",
    }
}

/// How the web is searched for an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct WebSearchOptions {
    /// Where the user is, roughly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_location: Option<UserLocation>,
    /// How much is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_context_size: Option<SearchContextSize>,
}

impl WebSearchOptions {
    /// As the service does by default.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the user is, roughly.
    #[must_use]
    pub fn user_location(mut self, location: UserLocation) -> Self {
        self.user_location = Some(location);
        self
    }

    /// How much is read.
    #[must_use]
    pub fn search_context_size(mut self, size: impl Into<SearchContextSize>) -> Self {
        self.search_context_size = Some(size.into());
        self
    }
}

/// Where the user is, roughly.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserLocation {
    /// Two letters, such as `DE`.
    pub country: Option<String>,
    /// A state or county.
    pub region: Option<String>,
    /// A city.
    pub city: Option<String>,
    /// A time zone, such as `Europe/Berlin`.
    pub timezone: Option<String>,
}

impl UserLocation {
    /// Nothing is known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Two letters, such as `DE`.
    #[must_use]
    pub fn country(mut self, country: impl Into<String>) -> Self {
        self.country = Some(country.into());
        self
    }

    /// A state or county.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// A city.
    #[must_use]
    pub fn city(mut self, city: impl Into<String>) -> Self {
        self.city = Some(city.into());
        self
    }

    /// A time zone, such as `Europe/Berlin`.
    #[must_use]
    pub fn timezone(mut self, timezone: impl Into<String>) -> Self {
        self.timezone = Some(timezone.into());
        self
    }
}

impl Serialize for UserLocation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut approximate = serde_json::Map::new();
        for (name, value) in [
            ("country", &self.country),
            ("region", &self.region),
            ("city", &self.city),
            ("timezone", &self.timezone),
        ] {
            if let Some(value) = value {
                approximate.insert(name.to_owned(), json!(value));
            }
        }
        json!({"type": "approximate", "approximate": approximate}).serialize(serializer)
    }
}
