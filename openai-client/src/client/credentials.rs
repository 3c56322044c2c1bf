//! What is known about credentials, as it was set, and what it comes to.

use std::sync::Arc;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::headers::Named;
use crate::{
    auth::{Around, Auth, Identity, KeyProvider, Keys, Provided, Site},
    error::Error,
    header,
};

/// The settings of credentials.
#[derive(Clone, Default)]
pub(super) struct Credentials {
    pub(super) project: Project,
    pub(super) admin: Option<Named<SecretString>>,
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
                return Err(Error::config(
                    "no api key: give one to `api_key`, set OPENAI_API_KEY for `from_env`, or call `no_auth()` for a server that needs none",
                    None,
                ));
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
