//! What the resources of a client are made of: its calls, and what is different about them.

use std::{fmt, future::Future, sync::Arc};

use http::HeaderName;
use tracing::Instrument as _;

use super::{
    CallOptions,
    endpoint::Endpoint,
    read::{self, Object},
};
use crate::{
    body::RequestBody,
    error::Error,
    exchange::{Answer, Download, EventStream, Exchange, Opened},
    telemetry::{Answers, Asks, CallSpan},
};

/// Makes a resource: `resource! { /// What it is. pub struct Name; }`. Its calls are methods on
/// `self.calls`, a [`Resource`].
macro_rules! resource {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name {
            calls: $crate::client::Resource,
        }

        impl $name {
            pub(crate) fn new(exchange: std::sync::Arc<$crate::exchange::Exchange>) -> Self {
                Self {
                    calls: $crate::client::Resource::new(exchange),
                }
            }

            /// The same with something different about the calls. Of options that were given before,
            /// what is not said anew holds.
            #[must_use]
            pub fn with(&self, options: $crate::client::CallOptions) -> Self {
                Self {
                    calls: self.calls.with(options),
                }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.calls.debug(stringify!($name), f)
            }
        }
    };
}

pub(crate) use resource;

/// The calls of a resource.
///
/// An endpoint is data: an [`Endpoint`] has method, path and body. What its answer is says the method by
/// which it is called: [`ask`](Self::ask) for an object, [`download`](Self::download) for bytes,
/// [`stream`](Self::stream) for events, [`call`](Self::call) for anything else; lists are
/// [`Pages`](crate::Pages).
#[derive(Clone)]
pub(crate) struct Resource {
    exchange: Arc<Exchange>,
    options: Option<Arc<CallOptions>>,
}

impl Resource {
    pub(crate) fn new(exchange: Arc<Exchange>) -> Self {
        Self {
            exchange,
            options: None,
        }
    }

    /// The same with something different about the calls. Of options that were given before, what
    /// is not said anew holds.
    pub(crate) fn with(&self, options: CallOptions) -> Self {
        Self {
            exchange: Arc::clone(&self.exchange),
            options: Some(Arc::new(match &self.options {
                Some(before) => CallOptions::clone(before).and(options),
                None => options,
            })),
        }
    }

    /// The same without the idempotency key of the options, which is that of one call: a service that
    /// honours it would answer another by the same words.
    pub(crate) fn unkeyed(&self) -> Self {
        let options = self.options.as_deref();
        Self {
            exchange: Arc::clone(&self.exchange),
            options: options.map(|options| Arc::new(options.clone().unkeyed())),
        }
    }

    /// The same for a request that has secrets of its own, each as the value of a header.
    pub(crate) fn guarding(&self, secrets: &[(HeaderName, String)]) -> Self {
        let mut calls = self.clone();
        if !secrets.is_empty() {
            let exchange = Arc::make_mut(&mut calls.exchange);
            for (name, value) in secrets {
                exchange.secrets = Arc::new(exchange.secrets.and_header(name, value));
            }
        }
        calls
    }

    /// A resource of this name, as it is shown.
    pub(crate) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("base_url", &self.exchange.base.as_str())
            .finish_non_exhaustive()
    }

    /// The client with what is different about the calls.
    pub(crate) fn exchange(&self) -> Result<Arc<Exchange>, Error> {
        match &self.options {
            Some(options) => options.apply(&self.exchange),
            None => Ok(Arc::clone(&self.exchange)),
        }
    }

    /// Sends a request to a model and reads its answer.
    pub(crate) fn create<Q, T, R>(
        &self,
        path: &'static str,
        request: &Q,
        read: R,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<Q, T, R>
    where
        Q: RequestBody + Asks,
        T: Answers + Send,
        R: FnOnce(Answer) -> Result<T, Error> + Send,
    {
        // Written once; all attempts send the same bytes.
        let endpoint = Endpoint::post(path, []).json(request.json());
        let span = CallSpan::generation(&self.exchange, request);
        self.answer(endpoint, span, |answer, span| {
            read(answer).inspect(|answer| span.completed(answer))
        })
    }

    /// Sends a request to a model and waits for the head of its answer.
    pub(crate) fn create_stream<Q, T, R>(
        &self,
        path: &'static str,
        request: &Q,
        read: R,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<Q, T, R>
    where
        Q: RequestBody + Asks,
        R: FnOnce(EventStream, CallSpan) -> T + Send,
    {
        let endpoint = Endpoint::post(path, []).json(request.stream_json());
        let span = CallSpan::generation(&self.exchange, request);
        self.opened(endpoint, span, |opened, span| read(opened.events(), span))
    }

    /// Calls an endpoint whose answer is an object.
    pub(crate) fn ask<T: Object>(
        &self,
        endpoint: Endpoint,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<T> {
        self.call(endpoint, read::object)
    }

    /// Calls an endpoint and reads its answer.
    pub(crate) fn call<T, R>(
        &self,
        endpoint: Endpoint,
        read: R,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<T, R>
    where
        R: FnOnce(Answer) -> Result<T, Error> + Send,
    {
        let span = self.span(&endpoint);
        self.answer(endpoint, span, |answer, _| read(answer))
    }

    /// Calls an endpoint whose answer is a stream.
    pub(crate) fn stream<T, R>(
        &self,
        endpoint: Endpoint,
        read: R,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<T, R>
    where
        R: FnOnce(EventStream, CallSpan) -> T + Send,
    {
        let span = self.span(&endpoint);
        self.opened(endpoint, span, |opened, span| read(opened.events(), span))
    }

    /// Calls an endpoint whose answer is bytes.
    pub(crate) fn download(
        &self,
        endpoint: Endpoint,
    ) -> impl Future<Output = Result<Download, Error>> + Send + use<> {
        let span = self.span(&endpoint);
        self.opened(endpoint.for_bytes(), span, |opened, _| opened.download())
    }

    fn span(&self, endpoint: &Endpoint) -> CallSpan {
        CallSpan::endpoint(&self.exchange.base, &endpoint.method, Some(endpoint.route))
    }

    /// A call whose answer is awaited whole.
    fn answer<T, R>(
        &self,
        endpoint: Endpoint,
        span: CallSpan,
        read: R,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<T, R>
    where
        R: FnOnce(Answer, &CallSpan) -> Result<T, Error> + Send,
    {
        let exchange = self.exchange();
        let entered = span.span();
        async move {
            let answered = async { exchange?.answer(endpoint.call().await?).await };
            let read = answered.await.and_then(|answer| {
                span.opened(&answer.meta);
                span.sized(answer.body.len());
                read(answer, &span)
            });
            read.inspect_err(|error| span.failed(error))
        }
        .instrument(entered)
    }

    /// A call whose answer is read as it comes, once its head has come.
    fn opened<T, R>(
        &self,
        endpoint: Endpoint,
        span: CallSpan,
        read: R,
    ) -> impl Future<Output = Result<T, Error>> + Send + use<T, R>
    where
        R: FnOnce(Opened, CallSpan) -> T + Send,
    {
        let exchange = self.exchange();
        let entered = span.span();
        async move {
            let opened = async { exchange?.begin(endpoint.call().await?).await };
            let opened = opened.await.inspect_err(|error| span.failed(error))?;
            span.opened(opened.meta());
            Ok(read(opened, span))
        }
        .instrument(entered)
    }
}
