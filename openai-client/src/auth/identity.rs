//! The settings of a way in that is more than a key: where the service is, and what proves who calls.

use std::{fmt, sync::Arc};

use http::HeaderValue;
use secrecy::SecretString;
use url::Url;

use super::{Auth, Keys};
use crate::{
    error::Error,
    transport::{Connect, Transport},
};

/// A way in that is more than a key, for [`ClientBuilder::auth`](crate::ClientBuilder::auth). It is
/// made from one of the types of this module.
///
/// Clones, and [copies](crate::Client::with) of a client, share what it has got so far: a token that
/// one of them has fetched is used by all. What a certificate was given is used over its own
/// connections alone.
#[derive(Clone)]
pub struct Identity(Arc<dyn Kind>);

impl Identity {
    pub(super) fn new(kind: impl Kind) -> Self {
        Self(Arc::new(kind))
    }

    pub(crate) fn kind(&self) -> &dyn Kind {
        &*self.0
    }
}

/// Without what it holds, which is secret in part.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// Settings of one kind: checked when a client is made, and what it then calls by.
pub(crate) trait Kind: Send + Sync + 'static {
    /// Where the service is.
    ///
    /// # Errors
    ///
    /// Settings that are missing, that contradict each other, or that are malformed.
    fn site(&self) -> Result<Site, Error>;

    /// What puts the credentials on requests.
    ///
    /// # Errors
    ///
    /// As of [`site`](Self::site).
    fn auth(&self, around: Around<'_>) -> Result<Arc<dyn Auth>, Error>;

    /// Whether the client's connections need TLS, even where the service does without: tokens are
    /// fetched with it.
    fn needs_tls(&self) -> bool {
        false
    }

    /// What of the settings must never stand in an error.
    fn secrets(&self) -> Vec<&SecretString>;
}

/// Where a service is.
pub(crate) enum Site {
    /// OpenAI's: this base URL, unless settings or the environment say another.
    OpenAi(&'static str),
    /// Somebody else's, whom nothing concerns that the environment says of OpenAI.
    Other {
        /// What the setting is called that says where it is.
        name: &'static str,
        base: String,
        /// A parameter of every URL that has none of that name.
        query: Option<(&'static str, String)>,
    },
}

/// What a client has, beside its credentials.
pub(crate) struct Around<'a> {
    /// Carries what is asked of those that give out tokens.
    pub(crate) transport: &'a Arc<dyn Transport>,
    /// By which its connections are made; none if they are somebody's own.
    pub(crate) connect: Option<&'a Connect>,
    /// Ends in `/`.
    pub(crate) base: &'a Url,
    /// Which that is was said by a region of OpenAI's.
    pub(crate) is_regional: bool,
    /// Connections may prove by a certificate who calls: they were given one, or are not the client's.
    pub(crate) may_prove: bool,
    /// As often as a call is tried again.
    pub(crate) max_retries: u32,
    /// For the endpoints that administer an organization.
    pub(crate) admin: Option<HeaderValue>,
}

impl Around<'_> {
    /// The keys for all that the identity is not for.
    pub(super) fn keys(&self) -> Keys {
        Keys {
            project: None,
            admin: self.admin.clone(),
            none_needed: false,
        }
    }
}
