//! Why there are no credentials: shared by all callers that waited for them.

use std::{error::Error as StdError, fmt, sync::Arc, time::Duration};

use aws_credential_types::provider::error::CredentialsError;

use crate::error::Error;

/// Why there are none.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    what: Arc<str>,
    cause: Option<Arc<Told>>,
    /// It may be another time.
    is_passing: bool,
}

impl Failure {
    /// `whose` are those who were asked.
    pub(super) fn of(whose: &str, error: &CredentialsError) -> Self {
        let what = match error {
            CredentialsError::CredentialsNotLoaded(_) => "has no credentials",
            CredentialsError::ProviderTimedOut(_) => "gave no credentials in time",
            CredentialsError::InvalidConfiguration(_) => "is not set up to give credentials",
            _ => "could not give credentials",
        };
        Self {
            what: format!("{whose} {what}").into(),
            cause: Some(Arc::new(Told::of(error))),
            is_passing: matches!(error, CredentialsError::ProviderTimedOut(_)),
        }
    }

    pub(super) fn late(whose: &str, limit: Duration) -> Self {
        Self {
            what: format!("{whose} gave no credentials within {limit:?}").into(),
            cause: None,
            is_passing: true,
        }
    }

    pub(super) fn error(&self) -> Error {
        let cause = self.cause.clone().map(Into::into);
        let error = Error::credentials(self.what.to_string(), cause);
        if self.is_passing {
            error.passing()
        } else {
            error
        }
    }
}

/// What an error says, and its causes, as text: some errors of AWS's crates have in their `Debug` the
/// answer that they could not read, and with it what was secret in it.
#[derive(Debug)]
struct Told {
    text: String,
    cause: Option<Box<Self>>,
}

impl Told {
    fn of(error: &dyn StdError) -> Self {
        Self {
            text: error.to_string(),
            cause: error.source().map(|cause| Box::new(Self::of(cause))),
        }
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Told {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_asked_and_every_cause_is_told() {
        let inner = CredentialsError::provider_error("the vault is locked");
        let failure = Failure::of("the vault", &inner);
        let error = failure.error();
        assert_eq!(error.to_string(), "the vault could not give credentials");
        let first = error.source().unwrap();
        assert_eq!(
            first.to_string(),
            "an error occurred while loading credentials"
        );
        assert_eq!(first.source().unwrap().to_string(), "the vault is locked");
        let late = Failure::late("the vault", Duration::from_secs(30));
        assert_eq!(
            late.error().to_string(),
            "the vault gave no credentials within 30s"
        );
    }
}
