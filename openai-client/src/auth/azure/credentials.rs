//! What proves to Azure who calls: a key of the resource, or a token of Entra ID.

use http::{HeaderMap, HeaderName, HeaderValue, header::AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};

use super::super::{Authorizing, KeyProvider, is_bearer};
use crate::{error::Error, header};

/// In which Azure takes a key.
const API_KEY: HeaderName = HeaderName::from_static("api-key");

/// The variables of the environment.
const KEY: &str = "AZURE_OPENAI_API_KEY";
const TOKEN: &str = "AZURE_OPENAI_AD_TOKEN";

/// What errors call who gives tokens.
const PROVIDER: &str = "the provider of Entra tokens";

/// What is said of a token that cannot stand after `Bearer`.
const NO_BEARER: &str = "is no bearer token: give it without `Bearer`";

/// What was given; more than one of them is a mistake.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    pub(super) key: Option<SecretString>,
    pub(super) token: Option<SecretString>,
    pub(super) provider: Option<KeyProvider>,
    /// None is meant.
    pub(super) none: bool,
    /// What there is was found in the environment.
    is_of_environment: bool,
}

impl Credentials {
    pub(super) fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let token = variable(TOKEN).map(SecretString::from);
        let key = variable(KEY).map(SecretString::from);
        Self {
            key: key.filter(|_| token.is_none()),
            token,
            is_of_environment: true,
            ..Self::default()
        }
    }

    /// To be added to by a setter, which wins over the environment.
    pub(super) fn given(&mut self) -> &mut Self {
        if self.is_of_environment {
            *self = Self::default();
        }
        self
    }

    pub(super) fn secrets(&self) -> Vec<&SecretString> {
        self.key.iter().chain(&self.token).collect()
    }

    /// The one that there is.
    pub(super) fn proof(&self) -> Result<Proof, Error> {
        let given = [
            ("api_key", self.key.is_some()),
            ("entra_token", self.token.is_some()),
            ("entra_token_provider", self.provider.is_some()),
            ("no_auth", self.none),
        ];
        let mut given = given.iter().filter(|(_, is_given)| *is_given);
        if let (Some((one, _)), Some((other, _))) = (given.next(), given.next()) {
            let what = format!("`{one}` and `{other}` both say who calls Azure, give one of them");
            return Err(Error::config(what, None));
        }
        let [key, token] = if self.is_of_environment {
            [KEY, TOKEN]
        } else {
            ["the key of Azure", "the Entra token"]
        };
        if let Some(text) = &self.key {
            return Ok(Proof::Key(value(key, text, header::value)?));
        }
        if let Some(text) = &self.token {
            let header = value(token, text, header::bearer)?;
            // People paste what stands in the header.
            if !is_bearer(text.expose_secret().trim()) {
                return Err(Error::config(format!("{token} {NO_BEARER}"), None));
            }
            return Ok(Proof::Token(header));
        }
        match &self.provider {
            Some(provider) => Ok(Proof::Provider(provider.clone())),
            None if self.none => Ok(Proof::None),
            None => {
                let what = format!(
                    "no credentials for Azure: give a key to `api_key`, or a token to `entra_token` or `entra_token_provider`, set {KEY} or {TOKEN} for `from_env`, or call `no_auth` for a gateway that has them"
                );
                Err(Error::config(what, None))
            }
        }
    }
}

/// What stands in a header. `name` is what the credential is called in errors.
fn value(
    name: &str,
    text: &SecretString,
    header: impl Fn(&str) -> Result<HeaderValue, header::Unfit>,
) -> Result<HeaderValue, Error> {
    let text = text.expose_secret().trim();
    if text.is_empty() {
        return Err(Error::config(format!("{name} is empty"), None));
    }
    header(text).map_err(|unfit| Error::config(format!("{name} {unfit}"), None))
}

/// What is put on requests.
pub(super) enum Proof {
    Key(HeaderValue),
    Token(HeaderValue),
    Provider(KeyProvider),
    None,
}

impl Proof {
    /// The header that it stands in.
    pub(super) fn header(&self) -> HeaderName {
        match self {
            Self::Key(_) => API_KEY,
            Self::Token(_) | Self::Provider(_) | Self::None => AUTHORIZATION,
        }
    }

    /// Whether one of these is sent in its place. A key of one's own beside a token is another matter: it
    /// is the gateway's, and the token the service's.
    pub(super) fn gives_way(&self, headers: &HeaderMap) -> bool {
        let is_key = matches!(self, Self::Key(_));
        headers.contains_key(self.header()) || is_key && headers.contains_key(AUTHORIZATION)
    }

    /// Puts it in, where nothing stands in its place.
    pub(super) fn put<'a>(&'a self, headers: &'a mut HeaderMap) -> Authorizing<'a> {
        let value = match self {
            Self::Key(value) | Self::Token(value) => value.clone(),
            Self::None => return Authorizing::Done(Ok(None)),
            Self::Provider(provider) => {
                return Authorizing::Waiting(Box::pin(async move {
                    let (token, value) = provider.bearer(PROVIDER).await?;
                    if !is_bearer(token.expose_secret().trim()) {
                        let what = format!("{PROVIDER} gave a text that {NO_BEARER}");
                        return Err(Error::credentials(what, None));
                    }
                    headers.insert(AUTHORIZATION, value);
                    Ok(Some(token))
                }));
            }
        };
        headers.insert(self.header(), value);
        Authorizing::Done(Ok(None))
    }
}
