//! Calls of endpoints that have no method of their own.

use std::{fmt, sync::Arc};

use bytes::Bytes;
use http::Method;
use serde::{Serialize, de::DeserializeOwned};
use tracing::Instrument as _;

use super::{CallOptions, endpoint::Body};
use crate::{
    auth::Scheme,
    error::{Error, unreadable},
    exchange::{Answer, Call, Download, Exchange},
    form::Form,
    meta::ResponseMeta,
    secrets::Secrets,
    telemetry::CallSpan,
    transport::RequestBody,
};

/// A call of any endpoint of the service; from [`Client::request`](super::Client::request).
///
/// It has the same credentials, deadlines, retries and errors as the other calls.
///
/// ```no_run
/// use http::Method;
/// use openai_client::Client;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Models {
///     data: Vec<Model>,
/// }
///
/// #[derive(Deserialize)]
/// struct Model {
///     id: String,
/// }
///
/// # async fn run(client: Client) -> Result<(), openai_client::Error> {
/// let answer = client.request(Method::GET, "models").send().await?;
/// for model in answer.json::<Models>()?.data {
///     println!("{}", model.id);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before `send`"]
pub struct RawRequest {
    exchange: Arc<Exchange>,
    options: CallOptions,
    method: Method,
    path: String,
    scheme: Scheme,
    body: Body,
    /// That of a body which was given with one.
    content_type: Option<String>,
}

impl RawRequest {
    pub(super) fn new(exchange: Arc<Exchange>, method: Method, path: String) -> Self {
        Self {
            exchange,
            options: CallOptions::new(),
            method,
            path,
            scheme: Scheme::Project,
            body: Body::nothing(),
            content_type: None,
        }
    }

    /// A body of JSON. What cannot be written is an error of [`send`](Self::send).
    pub fn json(mut self, value: &(impl Serialize + ?Sized)) -> Self {
        let json = serde_json::to_vec(value).map(RequestBody::from);
        self.body = Body::Whole(json.map_err(|cause| {
            Error::request("the request cannot be written as JSON", Some(cause.into()))
        }));
        self.content_type = None;
        self
    }

    /// A body of another type.
    pub fn body(mut self, content_type: &str, body: impl Into<RequestBody>) -> Self {
        self.body = Body::Whole(Ok(body.into()));
        self.content_type = Some(content_type.to_owned());
        self
    }

    /// A body of fields and files. A file that cannot be read is an error of [`send`](Self::send).
    pub fn form(mut self, form: Form) -> Self {
        self.body = Body::form(form);
        self.content_type = None;
        self
    }

    /// A parameter in the URL.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options = self.options.query(name, value);
        self
    }

    /// A header, in the place of any of that name.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options = self.options.header(name, value);
        self
    }

    /// Sends the [admin key](crate::ClientBuilder::admin_api_key) in the place of the API key.
    pub fn admin(mut self) -> Self {
        self.scheme = Scheme::Admin;
        self
    }

    /// What else is different about this call. Of what was said before and here, this holds.
    pub fn with(mut self, options: CallOptions) -> Self {
        self.options = self.options.and(options);
        self
    }

    /// Sends it and waits for the whole answer.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn send(self) -> Result<RawAnswer, Error> {
        let span = CallSpan::endpoint(&self.exchange.base, &self.method, None);
        let answer = self.answer().instrument(span.span()).await;
        answer
            .inspect(|answer| {
                span.opened(&answer.meta);
                span.sized(answer.body.len());
            })
            .inspect_err(|error| span.failed(error))
    }

    /// Sends it and waits for the head of an answer that is bytes.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind) for the time until it begins, and [`Download`] for what
    /// follows.
    pub async fn download(self) -> Result<Download, Error> {
        let span = CallSpan::endpoint(&self.exchange.base, &self.method, None);
        let begun = async {
            let (exchange, call) = self.call(true).await?;
            exchange.begin(call).await
        };
        let opened = begun.instrument(span.span()).await;
        let opened = opened.inspect_err(|error| span.failed(error))?;
        span.opened(opened.meta());
        Ok(opened.download())
    }

    async fn answer(self) -> Result<RawAnswer, Error> {
        let (exchange, call) = self.call(false).await?;
        let Answer {
            meta,
            body,
            secrets,
        } = exchange.answer(call).await?;
        Ok(RawAnswer {
            meta,
            body,
            secrets,
        })
    }

    async fn call(self, takes_all: bool) -> Result<(Arc<Exchange>, Call<'static>), Error> {
        let options = match self.content_type {
            // A header of that name wins.
            Some(given) => CallOptions::new()
                .header("content-type", given)
                .and(self.options),
            None => self.options,
        };
        let ready = self.body.ready().await?;
        let exchange = options.apply(&self.exchange)?;
        let call = Call {
            method: self.method,
            path: self.path.into(),
            scheme: self.scheme,
            content_type: ready.content_type,
            takes_all,
            is_harmless: false,
            body: ready.body,
            models: ready.models,
        };
        Ok((exchange, call))
    }
}

impl fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.method)
            .field("path", &self.exchange.shown(&self.path))
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// The answer of a success, as it came.
pub struct RawAnswer {
    meta: ResponseMeta,
    body: Bytes,
    secrets: Arc<Secrets>,
}

impl RawAnswer {
    /// Status, headers and request id.
    pub fn meta(&self) -> &ResponseMeta {
        &self.meta
    }

    /// The body, which is the user's to keep.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Status`](crate::ErrorKind::Status) if it is an error object instead, as some
    /// gateways send it with status 200, and [`ErrorKind::Decode`](crate::ErrorKind::Decode) if it
    /// cannot be read.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|_| {
            let wanted = "of the type that was asked for";
            unreadable::<T>(wanted, &self.body, self.meta.clone(), &self.secrets)
        })
    }
}

impl fmt::Debug for RawAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawAnswer")
            .field("meta", &self.meta)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
