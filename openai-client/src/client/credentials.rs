//! What is known about credentials, as it was set, and what it comes to.

use std::{mem, sync::Arc};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::headers::Named;
use crate::{
    auth::{AZURE_ENDPOINT, Around, Auth, Identity, KeyProvider, Keys, Provided, Site},
    error::Error,
    header,
};

/// The settings of credentials.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    project: Project,
    /// What other credentials have taken the place of, in this builder or in that of the client which
    /// this is a copy of.
    left: Option<Identity>,
    pub(super) admin: Option<Named<SecretString>>,
    /// The environment that these are of has a resource in Azure.
    has_azure: bool,
}

/// Those of a project.
#[derive(Clone, Default)]
pub(super) enum Project {
    #[default]
    Unset,
    /// None is meant.
    None,
    Key(Named<SecretString>),
    Provider(KeyProvider),
    Identity(Identity),
}

impl Credentials {
    /// Those of the environment.
    pub(super) fn new(
        project: Project,
        admin: Option<Named<SecretString>>,
        has_azure: bool,
    ) -> Self {
        Self {
            project,
            left: None,
            admin,
            has_azure,
        }
    }

    /// Sets those of a project, in the place of any others.
    pub(super) fn set(&mut self, project: Project) {
        let before = mem::replace(&mut self.project, project);
        self.left = match (&self.project, before) {
            (Project::Identity(_), _) => None,
            (_, Project::Identity(left)) => Some(left),
            _ => self.left.take(),
        };
    }

    /// Credentials of OpenAI have taken the place of an identity elsewhere, which also said where the
    /// service is: so it must be said anew (`is_said`), or what was meant for the one goes to the other.
    pub(super) fn stay(&mut self, is_said: bool) -> Result<(), Error> {
        let elsewhere = |left: &Identity| !matches!(left.kind().site(), Ok(Site::OpenAi(_)));
        // Said once, it holds for the copies.
        let left = self.left.take();
        if is_said || !left.is_some_and(|left| elsewhere(&left)) {
            return Ok(());
        }
        let setter = match self.project {
            Project::Provider(_) => "api_key_provider",
            Project::None => "no_auth",
            _ => "api_key",
        };
        let what = format!(
            "`{setter}` takes the place of an identity that is not of OpenAI: credentials of that service belong into the identity, given to `auth`; for another service, also say by `base_url` or `data_residency` where it is"
        );
        Err(Error::config(what, None))
    }

    /// What sends them. Blank keys are none. `needed` is whether there must be one if nothing was
    /// said; `around` has no admin key yet.
    pub(super) fn auth(&self, needed: bool, around: &Around<'_>) -> Result<Arc<dyn Auth>, Error> {
        let admin = bearer(self.admin.as_ref())?;
        let keys = |project, none_needed| Keys {
            project,
            admin: admin.clone(),
            none_needed,
        };
        Ok(match &self.project {
            Project::Provider(provider) => Arc::new(Provided {
                provider: provider.clone(),
                fixed: keys(None, false),
            }),
            Project::Identity(identity) => identity.kind().auth(Around { admin, ..*around })?,
            Project::None => Arc::new(keys(None, true)),
            Project::Unset if !needed => Arc::new(keys(None, true)),
            Project::Key(key) if !trimmed(key).is_empty() => {
                Arc::new(keys(bearer(Some(key))?, false))
            }
            // An admin key alone is enough for the endpoints that take it.
            Project::Key(_) | Project::Unset if admin.is_some() => Arc::new(keys(None, false)),
            Project::Key(_) | Project::Unset => {
                let azure = if self.has_azure {
                    format!(
                        "; for the resource at {AZURE_ENDPOINT}, `Client::builder().auth(Azure::from_env()?)`"
                    )
                } else {
                    String::new()
                };
                let what = format!(
                    "no api key: give one to `api_key`, set OPENAI_API_KEY for `from_env`, or call `no_auth()` for a server that needs none{azure}"
                );
                return Err(Error::config(what, None));
            }
        })
    }

    /// What must never stand in an error.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &str> {
        let project: Vec<&SecretString> = match &self.project {
            Project::Key(key) => vec![&key.value],
            Project::Identity(identity) => identity.kind().secrets(),
            Project::Unset | Project::None | Project::Provider(_) => Vec::new(),
        };
        let admin = self.admin.iter().map(|key| &key.value);
        let all = project.into_iter().chain(admin);
        all.map(|key| key.expose_secret().trim())
    }

    /// Whether connections need TLS, wherever the service is.
    pub(super) fn needs_tls(&self) -> bool {
        matches!(&self.project, Project::Identity(identity) if identity.kind().needs_tls())
    }

    /// Where the service is, if an identity says that.
    pub(super) fn site(&self) -> Result<Option<Site>, Error> {
        match &self.project {
            Project::Identity(identity) => identity.kind().site().map(Some),
            _ => Ok(None),
        }
    }
}

fn bearer(key: Option<&Named<SecretString>>) -> Result<Option<HeaderValue>, Error> {
    key.filter(|key| !trimmed(key).is_empty())
        .map(|key| {
            header::bearer(trimmed(key))
                .map_err(|unfit| Error::config(format!("{} {unfit}", key.name), None))
        })
        .transpose()
}

/// Without the space around it that a file or a clipboard leaves.
fn trimmed(key: &Named<SecretString>) -> &str {
    key.value.expose_secret().trim()
}
