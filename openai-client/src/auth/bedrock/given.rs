//! What proves to Bedrock who calls, as it was set: exactly one of several ways.

use aws_credential_types::provider::SharedCredentialsProvider;
use secrecy::{ExposeSecret, SecretString};

use crate::{auth::KeyProvider, error::Error};

/// The variable of a key.
pub(super) const BEARER: &str = "AWS_BEARER_TOKEN_BEDROCK";

/// A way that was chosen.
#[derive(Clone)]
pub(super) enum Given {
    ApiKey(SecretString),
    TokenProvider(KeyProvider),
    Keys { id: String, secret: SecretString },
    Profile(String),
    Provider(SharedCredentialsProvider),
    DefaultChain,
}

impl Given {
    /// The setter.
    fn name(&self) -> &'static str {
        match self {
            Self::ApiKey(_) => "api_key",
            Self::TokenProvider(_) => "token_provider",
            Self::Keys { .. } => "keys",
            Self::Profile(_) => "profile",
            Self::Provider(_) => "credentials_provider",
            Self::DefaultChain => "default_chain",
        }
    }

    /// What is wrong with it, whatever else was set.
    fn check(&self) -> Result<(), Error> {
        let is_blank = |secret: &SecretString| secret.expose_secret().trim().is_empty();
        let missing = match self {
            Self::ApiKey(key) if is_blank(key) => "the key",
            Self::Keys { id, .. } if id.trim().is_empty() => "the id of the access key",
            Self::Keys { secret, .. } if is_blank(secret) => "the secret of the access key",
            Self::Profile(name) if name.trim().is_empty() => "the name of the profile",
            _ => return Ok(()),
        };
        let what = format!(
            "{missing} that `{}` of Bedrock was given is blank",
            self.name()
        );
        Err(Error::config(what, None))
    }
}

/// All that was set.
#[derive(Clone, Default)]
pub(super) struct Choice {
    all: Vec<Given>,
    session_token: Option<SecretString>,
}

impl Choice {
    /// Sets one, in the place of what the same setter has set.
    pub(super) fn set(&mut self, given: Given) {
        self.all.retain(|other| other.name() != given.name());
        self.all.push(given);
    }

    pub(super) fn set_session_token(&mut self, token: SecretString) {
        self.session_token = Some(token);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The one that was chosen; none if nothing was.
    ///
    /// # Errors
    ///
    /// Several, or one that is blank, or a session token without keys.
    pub(super) fn one(&self) -> Result<Option<&Given>, Error> {
        let one = match &self.all[..] {
            [] => None,
            [one] => Some(one),
            [first, second, ..] => {
                let (first, second) = (first.name(), second.name());
                let what = format!(
                    "`{first}` and `{second}` of Bedrock both say who calls, give one of them"
                );
                return Err(Error::config(what, None));
            }
        };
        if self.session_token.is_some() && !matches!(one, Some(Given::Keys { .. })) {
            let what = "`session_token` of Bedrock belongs to `keys`, which are missing";
            return Err(Error::config(what, None));
        }
        one.map_or(Ok(()), Given::check)?;
        Ok(one)
    }

    /// That of the keys; blank is none.
    pub(super) fn session_token(&self) -> Option<&str> {
        let token = self.session_token.as_ref()?.expose_secret().trim();
        Some(token).filter(|token| !token.is_empty())
    }

    pub(super) fn secrets(&self) -> impl Iterator<Item = &SecretString> {
        let given = self.all.iter().filter_map(|given| match given {
            Given::ApiKey(secret) | Given::Keys { secret, .. } => Some(secret),
            _ => None,
        });
        given.chain(&self.session_token)
    }
}
