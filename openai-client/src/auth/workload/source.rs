//! Where subject tokens come from: what a cloud gives a program to prove which one it is.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};

use crate::{error::Error, transport::BoxError};

/// Of which kind a subject token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::auth) enum SubjectKind {
    /// What the cloud calls an access token, or a token of a service account.
    Jwt,
    /// An id token of OIDC.
    Id,
}

impl SubjectKind {
    /// As an exchange names it (RFC 8693, section 3).
    pub(super) fn urn(self) -> &'static str {
        match self {
            Self::Jwt => "urn:ietf:params:oauth:token-type:jwt",
            Self::Id => "urn:ietf:params:oauth:token-type:id_token",
        }
    }
}

/// A subject token, to come.
pub(in crate::auth) type Fetching<'a> =
    Pin<Box<dyn Future<Output = Result<SecretString, Error>> + Send + 'a>>;

/// Gives subject tokens.
pub(in crate::auth) trait Source: Send + Sync + 'static {
    fn kind(&self) -> SubjectKind;

    /// Looks at the settings, when a client is made.
    ///
    /// # Errors
    ///
    /// Those that cannot be used.
    fn check(&self) -> Result<(), Error> {
        Ok(())
    }

    /// One that is good now. Asked for before each exchange, never for two at a time, and kept nowhere.
    /// Space around it is cut off.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials), which says who gave none, and is
    /// [`passing`](Error::passing) where another try may help.
    fn token(&self) -> Fetching<'_>;
}

/// A source of a program's own may take so long, as many exchange more than one token by themselves.
const TIME: Duration = Duration::from_mins(1);

/// Where a [`WorkloadIdentity`](super::WorkloadIdentity) has its subject tokens from: one of the types
/// of this module, or a function of your own.
///
/// ```
/// use openai_client::auth::{SubjectToken, WorkloadIdentity};
///
/// async fn from_vault() -> std::io::Result<String> {
///     Ok("eyJ…".to_owned())
/// }
///
/// let identity = WorkloadIdentity::new("idp_123", "sa_123", SubjectToken::jwt(from_vault));
/// ```
#[derive(Clone)]
pub struct SubjectToken(Arc<dyn Source>);

impl SubjectToken {
    /// A function that gives a JWT, such as an access token of Azure or a token of a Kubernetes service
    /// account. It is asked before each exchange, and has a minute.
    pub fn jwt<F, Fut, T, E>(function: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<String>,
        E: Into<BoxError>,
    {
        Self::of_function(SubjectKind::Jwt, function)
    }

    /// The same for a function that gives an id token of OIDC.
    pub fn id<F, Fut, T, E>(function: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<String>,
        E: Into<BoxError>,
    {
        Self::of_function(SubjectKind::Id, function)
    }

    pub(in crate::auth) fn new(source: impl Source) -> Self {
        Self(Arc::new(source))
    }

    pub(super) fn kind(&self) -> SubjectKind {
        self.0.kind()
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        self.0.check()
    }

    /// One without space around it, never an empty one.
    pub(super) async fn get(&self) -> Result<SecretString, Error> {
        let token = self.0.token().await?;
        let trimmed = token.expose_secret().trim();
        if trimmed.is_empty() {
            let what = "the source of subject tokens gave an empty one";
            return Err(Error::credentials(what, None));
        }
        Ok(trimmed.into())
    }

    fn of_function<F, Fut, T, E>(kind: SubjectKind, function: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
        T: Into<String>,
        E: Into<BoxError>,
    {
        let ask = Box::new(move || -> Asking {
            let token = function();
            Box::pin(async move {
                let token = token.await.map_err(Into::into)?;
                Ok(SecretString::from(token.into()))
            })
        });
        Self::new(Function { kind, ask })
    }
}

/// Without where it is from: that is the program's own.
impl fmt::Debug for SubjectToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubjectToken")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

type Asking = Pin<Box<dyn Future<Output = Result<SecretString, BoxError>> + Send>>;

/// A program's own source.
struct Function {
    kind: SubjectKind,
    ask: Box<dyn Fn() -> Asking + Send + Sync>,
}

impl Source for Function {
    fn kind(&self) -> SubjectKind {
        self.kind
    }

    fn token(&self) -> Fetching<'_> {
        Box::pin(async {
            let asked = tokio::time::timeout(TIME, (self.ask)()).await;
            let asked = asked.map_err(|_| {
                let what = format!("the source of subject tokens gave none within {TIME:?}");
                Error::credentials(what, None).passing()
            })?;
            let what = "the source of subject tokens failed";
            asked.map_err(|cause| Error::credentials(what, Some(cause)))
        })
    }
}
