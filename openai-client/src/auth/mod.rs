//! Ways in that are more than a key, for [`ClientBuilder::auth`](crate::ClientBuilder::auth): the
//! identity that a cloud gives a program, in place of a key that somebody has to keep.
//!
//! | | where the service is | what proves who calls |
//! |---|---|---|
//! | [`Azure`] | a resource in Azure, or a gateway to one | its key, or a token of Entra ID |
//! | `Bedrock` (feature `bedrock`) | a region of Amazon Bedrock | its key, or a signature by credentials of AWS |
//! | [`WorkloadIdentity`] | OpenAI | a token of the cloud that the program runs in, exchanged for one of OpenAI |
//! | [`X509Identity`] | OpenAI | the certificate of the connection, exchanged for a token of OpenAI |
//!
//! A workload has its token from Kubernetes ([`KubernetesToken`]), from the metadata server of a virtual
//! machine in Azure ([`AzureManagedIdentity`]) or of Google ([`GoogleMetadata`]), or from a function of your
//! own ([`SubjectToken`]).

mod asking;
mod azure;
#[cfg(feature = "bedrock")]
mod bedrock;
mod identity;
mod keys;
mod provider;
mod token;
mod workload;
mod x509;

use std::{borrow::Cow, future::Future, pin::Pin};

use http::{HeaderMap, HeaderName, HeaderValue, Request, header::AUTHORIZATION};
use secrecy::SecretString;

pub use azure::Azure;
pub(crate) use azure::ENDPOINT as AZURE_ENDPOINT;
#[cfg(feature = "bedrock")]
pub use bedrock::Bedrock;
pub use identity::Identity;
pub(crate) use identity::{Around, Site};
pub(crate) use keys::Keys;
pub(crate) use provider::{KeyProvider, Provided};
use workload::is_bearer;
pub use workload::{
    AzureManagedIdentity, GoogleMetadata, KubernetesToken, SubjectToken, WorkloadIdentity,
};
pub use x509::X509Identity;

use crate::{error::Error, transport::RequestBody};

/// Which credentials an endpoint takes. Neither stands in for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// Those of a project: all that makes and reads answers.
    Project,
    /// The admin key, for the endpoints that administer an organization.
    Admin,
}

/// Credentials of a kind.
pub(crate) trait Auth: Send + Sync {
    /// The header that they stand in. A user who removes it sends none.
    fn header(&self) -> HeaderName {
        AUTHORIZATION
    }

    /// What spans call the service, by OpenTelemetry's names.
    fn provider(&self) -> &'static str {
        "openai"
    }

    /// The path of a call below the base URL, where the service has another than OpenAI. `models` is what
    /// a form names so; a body of JSON says it itself.
    ///
    /// # Errors
    ///
    /// A request from which no path can be made.
    fn path<'a>(
        &self,
        path: &'a str,
        _body: &RequestBody,
        _models: &[String],
    ) -> Result<Cow<'a, str>, Error> {
        Ok(path.into())
    }

    /// Whether a request may be sent at all, with credentials or without.
    ///
    /// # Errors
    ///
    /// A request that says of itself what the credentials of this kind forbid.
    fn check(&self, _request: &Request<RequestBody>) -> Result<(), Error> {
        Ok(())
    }

    /// Puts the credentials on a request, unless a header stands in their place that the user gave.
    ///
    /// Called for each attempt, when all else of the request is ready. What is new with this attempt is
    /// given back, to be blacked out.
    fn authorize<'a>(
        &'a self,
        scheme: Scheme,
        request: &'a mut Request<RequestBody>,
    ) -> Authorizing<'a>;

    /// What is waited for where the credentials are to come.
    fn awaited(&self) -> &'static str {
        "key"
    }

    /// The service refused (401) the credentials that were given back for an attempt. Whether the next
    /// attempt will have others.
    fn refused(&self, _used: &SecretString) -> bool {
        false
    }
}

/// The credentials of an attempt; with what of them is not known to the client yet.
pub(crate) enum Authorizing<'a> {
    /// They were at hand.
    Done(Result<Option<SecretString>, Error>),
    /// They are to come.
    Waiting(Pin<Box<dyn Future<Output = Result<Option<SecretString>, Error>> + Send + 'a>>),
}

/// Puts in a bearer token, unless the user has said what stands there.
fn insert_bearer(headers: &mut HeaderMap, value: HeaderValue) {
    headers.entry(AUTHORIZATION).or_insert(value);
}
