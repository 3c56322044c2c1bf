//! The one error type: how far the call got, and what is known about it.

#[cfg(feature = "transport")]
mod call;
#[cfg(feature = "transport")]
mod issuer;
mod known;
mod place;
#[cfg(feature = "transport")]
mod refusal;
mod service;
mod text;
#[cfg(feature = "transport")]
mod tokens;
mod unreadable;

use std::{borrow::Cow, error::Error as StdError, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};

use crate::{
    batches::Batch, meta::ResponseMeta, rate_limit::RateLimits, responses::Response,
    secrets::Secrets,
};

pub(crate) use known::Known;
pub(crate) use service::ServiceError;
#[cfg(feature = "transport")]
pub(crate) use unreadable::ENCODED;
pub(crate) use unreadable::{refusal_in, unreadable, unreadable_event};

type Cause = Box<dyn StdError + Send + Sync>;

/// Why a call failed.
///
/// [`kind`](Self::kind) says how far the call got; everything else is known or not, depending on
/// that. The text is one line without the cause, without a body and without a secret; the cause is
/// in [`source`](StdError::source), the body in [`body`](Self::body). `Debug`, which is what a
/// `main` prints that returns the error, is one line, too: the kind, the text and the causes.
///
/// Secrets are the client's key and the values of its `default_header` and `default_query`, from 6
/// characters on, and what looks like a key (`sk-…`). Where the service repeats one, `[key]` stands
/// instead. A code such as `context_length_exceeded` stays as it is: programs compare it.
///
/// ```no_run
/// use openai_client::{ChatRequest, Client, ErrorKind};
///
/// # async fn run() -> Result<(), openai_client::Error> {
/// let client = Client::from_env()?;
/// match client.chat().create(ChatRequest::new("gpt-5-mini").user("Hello")).await {
///     Ok(completion) => println!("{}", completion.text().unwrap_or_default()),
///     Err(error) if error.kind() == ErrorKind::Status && error.code() == Some("context_length_exceeded") => {
///         println!("too long");
///     }
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    what: Cow<'static, str>,
    service: Option<ServiceError>,
    meta: Option<ResponseMeta>,
    body: Bytes,
    attempts: u32,
    retry_after: Option<Duration>,
    json_path: Option<String>,
    /// A part of the work has been done, or may have been by an attempt before.
    begun: bool,
    /// Carried out twice is as good as once.
    harmless: bool,
    /// What kept credentials from being had may pass.
    passing: bool,
    /// What was known of what was waited for.
    known: Option<Known>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// How far a call got before it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be made from these settings. Nothing was sent.
    Config,
    /// The credentials cannot be had: the key provider failed or took too long, who gives out tokens
    /// refused or could not be reached, or the endpoint needs another kind of key than the client has.
    /// Nothing was sent, except by attempts before: see [`Error::attempts`].
    ///
    /// Status, code, message, headers and body are then those of the refusal of a token, with all tokens
    /// blacked out.
    Credentials,
    /// The request cannot be written: a number that is not finite, a text that is not JSON. Nothing
    /// was sent; or not to its end, where a body that is a stream failed or had another length than
    /// was said.
    Request,
    /// No connection could be made (DNS, TCP, TLS, proxy), or it was gone, or a deadline passed, before
    /// the request was sent to its end. No service can have carried it out, and it was tried again as
    /// often as the client allows. Or its turn at the `RateLimiter` would have come after the deadline.
    NotSent,
    /// The connection broke or a deadline passed when the request was sent. The service may have
    /// done the work and may charge for it, so it was tried again only if it does the same when it
    /// is repeated (GET, PUT, DELETE), or with `retry_maybe_sent`.
    MaybeSent,
    /// The service refused: a status that is no success, or an error object under a status that is
    /// one, also as an event of a stream. Of a request in a batch that it did not come to there is no
    /// status.
    Status,
    /// The service reported success, but what came is not an answer: HTML, cut JSON, no choices,
    /// too many bytes.
    Decode,
    /// What was waited for, such as a response that is made in the background, was not ready when the
    /// deadline of the wait passed. What was known of it then is in [`Error::response`] or
    /// [`Error::batch`]. It can be waited for again, unless it was cancelled.
    Unfinished,
}

impl Error {
    /// How far the call got.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The HTTP status, if an answer came.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.meta.as_ref().map(ResponseMeta::status)
    }

    /// The service's code for the mistake, such as `rate_limit_exceeded`. A number is given as its
    /// digits.
    pub fn code(&self) -> Option<&str> {
        self.0.service.as_ref()?.code.as_deref()
    }

    /// The request field that the service complains about.
    pub fn param(&self) -> Option<&str> {
        self.0.service.as_ref()?.param.as_deref()
    }

    /// The service's class of the mistake, such as `invalid_request_error`.
    pub fn error_type(&self) -> Option<&str> {
        self.0.service.as_ref()?.kind.as_deref()
    }

    /// What the service says. Secrets in it are blacked out; the length is not limited.
    pub fn message(&self) -> Option<&str> {
        self.0.service.as_ref()?.message.as_deref()
    }

    /// The service's name for the call (`x-request-id`, or AWS's `x-amzn-requestid`); give it to the
    /// service's support. Secrets in it are blacked out.
    pub fn request_id(&self) -> Option<&str> {
        self.0.meta.as_ref()?.request_id()
    }

    /// How often the request was tried; 0 when it was never started.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the service asks to wait, counted from the moment its answer came.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How much of the service's limits is left, as far as the headers of its answer
    /// (`x-ratelimit-…`) say; of neither limit if none came.
    ///
    /// ```
    /// # use openai_client::Error;
    /// fn ran_out_of_requests(error: &Error) -> bool {
    ///     let requests = error.rate_limits().requests();
    ///     requests.is_some_and(|requests| requests.remaining == Some(0))
    /// }
    /// ```
    pub fn rate_limits(&self) -> RateLimits {
        self.headers()
            .map(RateLimits::from_headers)
            .unwrap_or_default()
    }

    /// The headers of the answer, if one came. They are not cleaned of anything, but for those of a
    /// refusal of credentials.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.meta.as_ref().map(ResponseMeta::headers)
    }

    /// What came of the body, as it came; empty if none did. It is not cleaned of anything, but for that
    /// of a refusal of credentials.
    ///
    /// Of an answer that broke off or was too large it is the beginning, up to
    /// `ClientBuilder::max_body_bytes`; one that announces to be too large
    /// is not read.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// Where in the body the first mistake is (`choices[0].message`), for an answer that cannot be
    /// read. Secrets in it are blacked out, and `[…]` stands for a key of a map that could be no name
    /// of a field.
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// The response as it was when it was last looked at, if a wait for it ended too early: the
    /// deadline passed, or a look failed.
    pub fn response(&self) -> Option<&Response> {
        match self.0.known.as_ref()? {
            Known::Response(response) => Some(response),
            Known::Batch(_) => None,
        }
    }

    /// The batch as it was when it was last looked at, if a wait for it ended too early.
    pub fn batch(&self) -> Option<&Batch> {
        match self.0.known.as_ref()? {
            Known::Batch(batch) => Some(batch),
            Known::Response(_) => None,
        }
    }

    /// Whether the same call may succeed later, and as far as is known the work has not been done: a
    /// status that refuses is the service's word for that.
    ///
    /// True for [`NotSent`](ErrorKind::NotSent), and for a [`Status`](ErrorKind::Status) of 408,
    /// 409, 429 or at least 500 (an error object under a success counts by its numeric code), unless
    /// the service says otherwise by `x-should-retry`. The client's own retries have been used up by
    /// then. True as well for a request of a batch whose time was up (`batch_expired`).
    ///
    /// True for [`Credentials`](ErrorKind::Credentials) if who gives out tokens could not be reached, or
    /// answered with such a status.
    ///
    /// False for an error within a stream after its first event, as a part of the work has been done,
    /// and after an attempt that may have done it
    /// (`ClientBuilder::retry_maybe_sent`).
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            _ if self.0.begun => false,
            ErrorKind::NotSent => true,
            ErrorKind::MaybeSent => self.0.harmless,
            ErrorKind::Credentials => self.0.passing,
            ErrorKind::Status => {
                self.headers()
                    .and_then(advice)
                    .unwrap_or_else(|| match self.refusal_status() {
                        Some(status) => is_transient(status),
                        None => self.status().is_none() && self.code() == Some("batch_expired"),
                    })
            }
            _ => false,
        }
    }

    /// The status that the refusal stands for: some gateways answer 200 and put the real one into
    /// the body.
    fn refusal_status(&self) -> Option<StatusCode> {
        let status = self.status()?;
        if !status.is_success() {
            return Some(status);
        }
        self.code()?.parse().ok()
    }
}

/// `x-should-retry`: exactly `true` or `false`, anything else is no advice.
pub(crate) fn advice(headers: &HeaderMap) -> Option<bool> {
    match headers
        .get(HeaderName::from_static("x-should-retry"))?
        .as_bytes()
    {
        b"true" => Some(true),
        b"false" => Some(false),
        _ => None,
    }
}

/// The statuses that may pass: timeout, conflict, too many requests, and trouble of the service's
/// own.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 409 | 429 | 500..)
}

/// Making errors.
impl Error {
    fn new(kind: ErrorKind, what: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            what: what.into(),
            service: None,
            meta: None,
            body: Bytes::new(),
            attempts: 0,
            retry_after: None,
            json_path: None,
            begun: false,
            harmless: false,
            passing: false,
            known: None,
            source: None,
        }))
    }

    pub(crate) fn request(what: impl Into<Cow<'static, str>>, source: Option<Cause>) -> Self {
        Self::new(ErrorKind::Request, what).caused_by(source)
    }

    /// A success that carries an error object.
    pub(crate) fn refused_in_success(
        meta: ResponseMeta,
        body: Bytes,
        service: ServiceError,
        secrets: &Secrets,
    ) -> Self {
        let mut error =
            Self::new(ErrorKind::Status, "the service refused the request").answered(meta, body);
        error.0.service = Some(service.cleaned(secrets));
        error
    }

    pub(crate) fn decode(
        what: impl Into<Cow<'static, str>>,
        json_path: Option<String>,
        source: Option<Cause>,
        meta: ResponseMeta,
        body: Bytes,
    ) -> Self {
        let mut error = Self::new(ErrorKind::Decode, what)
            .caused_by(source)
            .answered(meta, body);
        error.0.json_path = json_path;
        error
    }

    /// The head of an answer had come when the call failed.
    pub(crate) fn answered(mut self, meta: ResponseMeta, body: Bytes) -> Self {
        self.0.attempts = meta.attempts();
        self.0.meta = Some(meta);
        self.0.body = body;
        self
    }

    fn caused_by(mut self, source: Option<Cause>) -> Self {
        self.0.source = source.map(Into::into);
        self
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|cause| cause as _)
    }
}

#[cfg(test)]
#[cfg(feature = "transport")]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn meta(status: u16) -> ResponseMeta {
        let status = StatusCode::from_u16(status).unwrap();
        ResponseMeta::new(status, &HeaderMap::new(), 3, &Secrets::default())
    }

    #[test]
    fn is_as_small_as_a_pointer_and_can_travel() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn retryable_follows_from_how_far_the_call_got() {
        assert!(Error::not_sent("x", None, 1).is_retryable());
        assert!(!Error::maybe_sent("x", None, 1).is_retryable());
        assert!(!Error::config("x", None).is_retryable());
        for (status, expected) in [
            (400, false),
            (401, false),
            (408, true),
            (409, true),
            (425, false),
            (503, true),
        ] {
            let error =
                Error::status_refused(meta(status), Bytes::new(), None, &Secrets::default());
            assert_eq!(error.is_retryable(), expected, "{status}");
            assert!(!error.after(1, true).is_retryable(), "{status}");
        }
        for (status, advice) in [(400, "true"), (503, "false")] {
            let mut headers = HeaderMap::new();
            headers.insert("x-should-retry", HeaderValue::from_static(advice));
            let status = StatusCode::from_u16(status).unwrap();
            let meta = ResponseMeta::new(status, &headers, 3, &Secrets::default());
            let error = Error::status_refused(meta, Bytes::new(), None, &Secrets::default());
            assert_eq!(error.is_retryable().to_string(), advice);
        }
    }

    #[test]
    fn advice_is_taken_word_for_word() {
        for (text, expected) in [
            ("true", Some(true)),
            ("false", Some(false)),
            ("True", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("x-should-retry", HeaderValue::from_str(text).unwrap());
            assert_eq!(advice(&headers), expected, "{text}");
        }
        assert_eq!(advice(&HeaderMap::new()), None);
    }

    #[test]
    fn an_error_under_a_success_counts_by_its_code() {
        for (code, expected) in [
            ("429", true),
            ("502", true),
            ("400", false),
            ("\"busy\"", false),
        ] {
            let body = format!(r#"{{"error":{{"code":{code},"message":"no"}}}}"#);
            let service = ServiceError::read(body.as_bytes()).unwrap();
            let error = Error::refused_in_success(
                meta(200),
                Bytes::from(body),
                service,
                &Secrets::default(),
            );
            assert_eq!(error.is_retryable(), expected, "{code}");
        }
    }
}
