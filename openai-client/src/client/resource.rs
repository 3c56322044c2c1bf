//! What the resources of a client are made of: its calls, and what is different about them.

use std::{future::Future, sync::Arc};

use bytes::Bytes;
use http::HeaderName;
use tracing::Instrument as _;

use super::{CallOptions, endpoint::Endpoint};
use crate::{
    auth::Scheme,
    body::RequestBody,
    error::Error,
    exchange::{Answer, Call, EventStream, Exchange},
    telemetry::{Answers, Asks, CallSpan},
};

/// The calls of a resource.
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

    /// The client, for what is no call.
    pub(crate) fn client(&self) -> &Exchange {
        &self.exchange
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
        let exchange = self.exchange();
        // Written once; all attempts send the same bytes.
        let body = request.json().map(Bytes::from);
        let span = CallSpan::generation(&self.exchange, request);
        let entered = span.span();
        async move {
            let answered = async { exchange?.answer(Call::post(path, body?)).await };
            let answer = answered.await.and_then(|answer| {
                span.opened(&answer.meta);
                span.sized(answer.body.len());
                read(answer)
            });
            match &answer {
                Ok(answer) => span.completed(answer),
                Err(error) => span.failed(error),
            }
            answer
        }
        .instrument(entered)
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
        let exchange = self.exchange();
        let body = request.stream_json().map(Bytes::from);
        let span = CallSpan::generation(&self.exchange, request);
        let entered = span.span();
        async move {
            let opened = async { exchange?.stream(Call::post(path, body?)).await };
            let events = opened.await.inspect_err(|error| span.failed(error))?;
            span.opened(events.meta());
            Ok(read(events, span))
        }
        .instrument(entered)
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
        let exchange = self.exchange();
        let span = CallSpan::endpoint(&self.exchange.base, &endpoint.method, Some(endpoint.route));
        let entered = span.span();
        async move {
            let answered = async {
                let call = Call {
                    method: endpoint.method,
                    path: &endpoint.path?,
                    scheme: Scheme::Project,
                    body: endpoint.body?,
                };
                exchange?.answer(call).await
            };
            let read = answered.await.and_then(|answer| {
                span.opened(&answer.meta);
                span.sized(answer.body.len());
                read(answer)
            });
            read.inspect_err(|error| span.failed(error))
        }
        .instrument(entered)
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
        let exchange = self.exchange();
        let span = CallSpan::endpoint(&self.exchange.base, &endpoint.method, Some(endpoint.route));
        let entered = span.span();
        async move {
            let opened = async {
                let call = Call {
                    method: endpoint.method,
                    path: &endpoint.path?,
                    scheme: Scheme::Project,
                    body: endpoint.body?,
                };
                exchange?.stream(call).await
            };
            let events = opened.await.inspect_err(|error| span.failed(error))?;
            span.opened(events.meta());
            Ok(read(events, span))
        }
        .instrument(entered)
    }
}
