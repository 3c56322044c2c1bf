//! The regions in which OpenAI keeps data.

/// Where OpenAI keeps and processes the data of a project:
/// [`ClientBuilder::data_residency`](crate::ClientBuilder::data_residency).
///
/// The project must have been made for the region; the service refuses others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Residency {
    /// No region: `https://api.openai.com/v1`.
    Global,
    /// The United States: `https://us.api.openai.com/v1`.
    Us,
    /// Europe: `https://eu.api.openai.com/v1`.
    Eu,
    /// The United Arab Emirates: `https://ae.api.openai.com/v1`.
    Ae,
}

impl Residency {
    pub(super) fn base_url(self) -> &'static str {
        match self {
            Self::Global => "https://api.openai.com/v1",
            Self::Us => "https://us.api.openai.com/v1",
            Self::Eu => "https://eu.api.openai.com/v1",
            Self::Ae => "https://ae.api.openai.com/v1",
        }
    }
}
