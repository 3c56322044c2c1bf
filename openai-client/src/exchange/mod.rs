//! One call over the network: send, wait, judge, try again, collect the body.

mod body;
mod budget;
mod events;
mod reads;
mod retry;
mod sniff;

use std::{
    fmt,
    future::Future,
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tokio::time::Instant;
use url::Url;

pub(crate) use budget::RetryBudget;
pub(crate) use events::EventStream;
pub use events::StreamEnd;
use retry::{Again, Retries};

use crate::{
    error::{Error, ErrorKind},
    meta::ResponseMeta,
    secrets::Secrets,
};

/// The error body of a refusal is read up to here; the rest is not worth waiting for.
const REFUSAL_BODY_LIMIT: usize = 1 << 20;

/// Times and sizes of a call.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) first_byte: Option<Duration>,
    pub(crate) idle: Option<Duration>,
    pub(crate) total: Option<Duration>,
    pub(crate) max_retries: u32,
    pub(crate) max_body_bytes: usize,
}

/// A service that can be called.
pub(crate) struct Exchange {
    pub(crate) http: reqwest::Client,
    /// Ends in `/`.
    pub(crate) base: Url,
    /// Sent with every request, credentials among them.
    pub(crate) headers: HeaderMap,
    /// What must never stand in an error.
    pub(crate) secrets: Secrets,
    pub(crate) limits: Limits,
    /// Shared with copies of the client.
    pub(crate) budget: Option<Arc<RetryBudget>>,
}

/// A success, with its whole body.
pub(crate) struct Answer {
    pub(crate) meta: ResponseMeta,
    pub(crate) body: Bytes,
}

/// A success whose body is still to come. From here on nothing is sent again.
struct Opened {
    meta: ResponseMeta,
    response: reqwest::Response,
    deadline: Option<Instant>,
}

impl Exchange {
    /// Posts JSON to a path below the base URL and waits for a success with its body.
    pub(crate) async fn post(&self, path: &str, body: Bytes) -> Result<Answer, Error> {
        let opened = self.open(path, body).await?;
        match body::whole(opened.response, &self.limits, opened.deadline).await {
            Ok(body) => Ok(Answer {
                meta: opened.meta,
                body,
            }),
            Err(broken) => Err(broken.into_error(opened.meta)),
        }
    }

    /// Posts JSON and waits for the head of a success only.
    pub(crate) async fn stream(
        self: Arc<Self>,
        path: &str,
        body: Bytes,
    ) -> Result<EventStream, Error> {
        let opened = self.open(path, body).await?;
        Ok(EventStream::new(self, opened))
    }

    async fn open(&self, path: &str, body: Bytes) -> Result<Opened, Error> {
        let call = Call {
            method: Method::POST,
            url: self.url(path)?,
            path,
            body,
            key: idempotency_key(),
        };
        let deadline = self
            .limits
            .total
            .and_then(|total| Instant::now().checked_add(total));
        let mut retries = Retries::new(
            self.limits.max_retries,
            Again {
                repeatable: true,
                harmless: false,
            },
            self.budget.as_deref(),
        );
        loop {
            let attempt = retries.attempt();
            let error = match self.attempt(&call, attempt, deadline).await {
                Ok(opened) => {
                    retries.succeeded();
                    return Ok(opened);
                }
                Err(error) => error,
            };
            let time_left =
                deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let Some(wait) = retries.after(failure(&error), time_left, fastrand::f64()) else {
                return Err(error);
            };
            tracing::debug!(method = %call.method, path = call.path, attempt, ?wait, "trying again");
            tokio::time::sleep(wait).await;
        }
    }

    fn url(&self, path: &str) -> Result<Url, Error> {
        self.base.join(path).map_err(|cause| {
            Error::request("the path does not fit the base url", Some(cause.into()))
        })
    }

    async fn attempt(
        &self,
        call: &Call<'_>,
        attempt: u32,
        deadline: Option<Instant>,
    ) -> Result<Opened, Error> {
        let request = self
            .http
            .request(call.method.clone(), call.url.clone())
            .headers(self.headers_of(call))
            .body(call.body.clone());
        let mut response = match within(self.limits.first_byte, deadline, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(cause)) => return Err(unanswered(cause, attempt)),
            Err(passed) => {
                return Err(Error::maybe_sent(
                    format!("no answer {passed}"),
                    None,
                    attempt,
                ));
            }
        };
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let meta = ResponseMeta::new(status, &headers, attempt, &self.secrets);
        drop(headers);
        tracing::debug!(
            method = %call.method,
            path = call.path,
            status = status.as_u16(),
            request_id = meta.request_id(),
            attempt,
            "answered"
        );
        if status.is_success() {
            return Ok(Opened {
                meta,
                response,
                deadline,
            });
        }
        let delay = retry::server_delay(meta.headers(), SystemTime::now());
        let limit = self.limits.max_body_bytes.min(REFUSAL_BODY_LIMIT);
        let body = body::beginning(response, limit, &self.limits, deadline).await;
        Err(Error::status_refused(meta, body, delay, &self.secrets))
    }

    fn headers_of(&self, call: &Call<'_>) -> HeaderMap {
        let mut headers = self.headers.clone();
        headers
            .entry(HeaderName::from_static("idempotency-key"))
            .or_insert_with(|| call.key.clone());
        headers
    }
}

/// What stays the same over all attempts.
struct Call<'a> {
    method: Method,
    url: Url,
    path: &'a str,
    body: Bytes,
    key: HeaderValue,
}

/// Lets a service that honours `Idempotency-Key` recognise a retry. OpenAI documents no effect of
/// it.
#[expect(
    clippy::expect_used,
    reason = "hexadecimal digits and dashes are legal in a header"
)]
fn idempotency_key() -> HeaderValue {
    let text = format!("openai-client-{:032x}", fastrand::u128(..));
    HeaderValue::from_str(&text).expect("a legal header value")
}

/// No head came: reqwest tells apart whether there was a connection.
fn unanswered(cause: reqwest::Error, attempt: u32) -> Error {
    // The cause would print the URL again, and a user's own client may have been given one with a
    // secret.
    let cause = cause.without_url();
    if cause.is_connect() {
        Error::not_sent("no connection to the service", Some(cause.into()), attempt)
    } else if cause.is_builder() {
        Error::request("the request cannot be built", Some(cause.into()))
    } else if cause.is_timeout() {
        // Ours are judged elsewhere.
        let what =
            "no answer within the http client's own time, the request may have been carried out";
        Error::maybe_sent(what, Some(cause.into()), attempt)
    } else {
        let what = "the connection broke before the answer, the request may have been carried out";
        Error::maybe_sent(what, Some(cause.into()), attempt)
    }
}

fn failure(error: &Error) -> retry::Failure {
    match (error.kind(), error.status(), error.headers()) {
        (ErrorKind::NotSent, ..) => retry::Failure::NotSent,
        (ErrorKind::Status, Some(status), Some(headers)) => retry::Failure::Refused {
            status,
            advice: retry::advice(headers),
            delay: error.retry_after(),
        },
        _ => retry::Failure::MaybeSent,
    }
}

/// Which time limit passed first.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Passed {
    Step(Duration),
    Total,
}

impl fmt::Display for Passed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step(limit) => write!(f, "within {limit:?}")?,
            Self::Total => f.write_str("within the total time")?,
        }
        f.write_str(", the request may have been carried out")
    }
}

/// Runs a step until its own limit or the deadline of the call, whichever comes first.
async fn within<F: Future>(
    step: Option<Duration>,
    deadline: Option<Instant>,
    future: F,
) -> Result<F::Output, Passed> {
    match first_end(step, deadline) {
        Some((end, passed)) => tokio::time::timeout_at(end, future)
            .await
            .map_err(|_| passed),
        None => Ok(future.await),
    }
}

/// When a step that begins now is over, and by which limit.
fn first_end(step: Option<Duration>, deadline: Option<Instant>) -> Option<(Instant, Passed)> {
    let step_end =
        step.and_then(|step| Some((Instant::now().checked_add(step)?, Passed::Step(step))));
    let total_end = deadline.map(|deadline| (deadline, Passed::Total));
    match (step_end, total_end) {
        (Some(step), Some(total)) => Some(if step.0 < total.0 { step } else { total }),
        (step, total) => step.or(total),
    }
}
