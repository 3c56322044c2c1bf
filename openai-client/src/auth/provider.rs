//! A key that is asked for before each attempt, and kept nowhere.

use std::{future::Future, pin::Pin, sync::Arc};

use http::{Request, header::AUTHORIZATION};
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
            let key = (self.provider.0)()
                .await
                .map_err(|cause| Error::credentials("the key provider failed", Some(cause)))?;
            let trimmed = key.expose_secret().trim();
            if trimmed.is_empty() {
                return Err(Error::credentials(
                    "the key provider gave an empty key",
                    None,
                ));
            }
            let value = header::bearer(trimmed)
                .map_err(|unfit| Error::credentials(format!("the provided key {unfit}"), None))?;
            insert_bearer(request.headers_mut(), value);
            Ok(Some(key))
        }))
    }
}
