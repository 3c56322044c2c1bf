//! Which kind of model a schema is for.

use super::fine_tuned;
use std::borrow::Cow;

/// What the models behind an API take of a schema.
///
/// "If it compiles, the API accepts the schema" is a promise about [`Profile::OpenAi`]; the others
/// take less, so a schema is adapted to them: each text that the adapted schema allows and that
/// the type refuses ends as a mismatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Profile {
    /// The models of OpenAI that have strict mode.
    #[default]
    OpenAi,
    /// Fine-tuned models, and Azure OpenAI by its documentation: no words that bound a value. What
    /// they say goes into the descriptions instead, where the model reads it, and is checked after
    /// reading as ever.
    FineTuned,
}

impl Profile {
    /// The profile of a model by its name: those of fine-tuned models begin with `ft:`.
    ///
    /// ```
    /// use openai_structured::Profile;
    ///
    /// assert_eq!(Profile::of_model("gpt-5-mini"), Profile::OpenAi);
    /// assert_eq!(Profile::of_model("ft:gpt-4o-mini:acme::7p4lURel"), Profile::FineTuned);
    /// ```
    pub fn of_model(model: &str) -> Self {
        if model.starts_with("ft:") {
            Self::FineTuned
        } else {
            Self::OpenAi
        }
    }

    /// A strict schema's text for this profile.
    pub(crate) fn adapt(self, json: Cow<'_, str>) -> Cow<'_, str> {
        match self {
            Self::OpenAi => json,
            Self::FineTuned => match fine_tuned::adapt(&json) {
                Ok(text) => Cow::Owned(text),
                // Only a text that is no schema cannot be adapted, and those are not made here.
                Err(_) => json,
            },
        }
    }
}
