//! A key that is asked for before each attempt, and kept nowhere.

use std::{future::Future, pin::Pin, sync::Arc};

use http::{HeaderValue, Request, header::AUTHORIZATION};
use secrecy::{ExposeSecret, SecretString};

use super::{Auth, Authorizing, Keys, Scheme, insert_bearer};
use crate::{
    error::Error,
    header,
    transport::{BoxError, RequestBody},
};

type Key = Pin<Box<dyn Future<Output = Result<SecretString, BoxError>> + Send>>;

/// Where keys of a project come from.
#[derive(Clone)]
pub(crate) struct KeyProvider(Arc<dyn Fn() -> Key + Send + Sync>);

impl KeyProvider {
    pub(crate) fn new<F, Fut, K, E>(provide: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<K, E>> + Send + 'static,
        K: Into<String>,
        E: Into<BoxError>,
    {
        Self(Arc::new(move || {
            let key = provide();
            Box::pin(async move {
                key.await
                    .map(|key| SecretString::from(key.into()))
                    .map_err(Into::into)
            })
        }))
    }

    /// What it gives, and what `Authorization` says with it. `name` is what errors call the provider.
    pub(super) async fn bearer(&self, name: &str) -> Result<(SecretString, HeaderValue), Error> {
        let failed = |what, cause| Error::credentials(format!("{name} {what}"), cause);
        let given = (self.0)().await;
        let given = given.map_err(|cause| failed("failed".to_owned(), Some(cause)))?;
        let text = given.expose_secret().trim();
        if text.is_empty() {
            return Err(failed("gave an empty text".to_owned(), None));
        }
        let value = header::bearer(text)
            .map_err(|unfit| failed(format!("gave a text that {unfit}"), None))?;
        Ok((given, value))
    }
}

/// A provider for the project's endpoints, and the keys that do not change for the others.
pub(crate) struct Provided {
    pub(crate) provider: KeyProvider,
    pub(crate) fixed: Keys,
}

impl Auth for Provided {
    fn authorize<'a>(
        &'a self,
        scheme: Scheme,
        request: &'a mut Request<RequestBody>,
    ) -> Authorizing<'a> {
        if scheme != Scheme::Project || request.headers().contains_key(AUTHORIZATION) {
            return self.fixed.authorize(scheme, request);
        }
        Authorizing::Waiting(Box::pin(async move {
            let (key, value) = self.provider.bearer("the key provider").await?;
            insert_bearer(request.headers_mut(), value);
            Ok(Some(key))
        }))
    }
}
