//! The token of a service account, which Kubernetes writes into a file and renews there.

use std::path::{Path, PathBuf};

use secrecy::{SecretString, zeroize::Zeroizing};

use super::source::{Fetching, Source, SubjectKind, SubjectToken};
use crate::error::Error;

/// Where Kubernetes puts the token of a pod's account.
const USUAL: &str = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/// The token of a Kubernetes service account, for a [`WorkloadIdentity`](super::WorkloadIdentity).
///
/// The file is read anew for each exchange, as Kubernetes renews it. OpenAI takes tokens whose audience
/// is one that the identity provider was set up with; that is a projected volume, and
/// [`at`](Self::at) its path.
///
/// ```
/// use openai_client::{Client, auth::{KubernetesToken, WorkloadIdentity}};
///
/// let token = KubernetesToken::at("/var/run/secrets/openai/token");
/// let identity = WorkloadIdentity::new("idp_123", "sa_123", token);
/// let client = Client::builder().auth(identity).build()?;
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct KubernetesToken(PathBuf);

impl KubernetesToken {
    /// At the usual place, `/var/run/secrets/kubernetes.io/serviceaccount/token`.
    ///
    /// Its audience is the cluster's own API, at which it is good, too. OpenAI takes it only if the
    /// identity provider was set up with that one; prefer a projected token, [`at`](Self::at) its path.
    pub fn new() -> Self {
        Self::at(USUAL)
    }

    /// In this file.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

impl Default for KubernetesToken {
    fn default() -> Self {
        Self::new()
    }
}

impl From<KubernetesToken> for SubjectToken {
    fn from(token: KubernetesToken) -> Self {
        Self::new(token)
    }
}

impl Source for KubernetesToken {
    fn kind(&self) -> SubjectKind {
        SubjectKind::Jwt
    }

    fn check(&self) -> Result<(), Error> {
        if self.0.as_os_str().is_empty() {
            return Err(Error::config("the path of the token file is empty", None));
        }
        Ok(())
    }

    fn token(&self) -> Fetching<'_> {
        Box::pin(read(&self.0))
    }
}

async fn read(path: &Path) -> Result<SecretString, Error> {
    let what = |what: &str| format!("the token file {} {what}", path.display());
    let bytes = tokio::fs::read(path)
        .await
        .map_err(|cause| Error::credentials(what("cannot be read"), Some(cause.into())))?;
    let bytes = Zeroizing::new(bytes);
    let text = str::from_utf8(&bytes)
        .map_err(|_| Error::credentials(what("has bytes that are no text"), None))?;
    match text.trim() {
        "" => Err(Error::credentials(what("is empty"), None)),
        token => Ok(token.into()),
    }
}
