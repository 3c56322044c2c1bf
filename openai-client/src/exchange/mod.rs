//! One call over the network: send, wait, judge, try again, collect the body.

mod body;
mod budget;
mod clock;
mod download;
mod events;
mod idempotency;
mod pace;
mod place;
mod query;
mod reads;
mod retry;
mod sniff;

use std::{
    borrow::Cow,
    future::Future,
    sync::Arc,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri,
    header::{ACCEPT, CONTENT_TYPE},
};
use http_body::Body as _;
use secrecy::SecretString;
use tokio::time::Instant;
use url::Url;

pub(crate) use budget::RetryBudget;
use clock::{Passed, within};
pub use download::Download;
pub(crate) use events::EventStream;
use idempotency::{IDEMPOTENCY_KEY, IdempotencyKey};
pub use pace::{Pace, RateLimiter, Turn};
pub(crate) use query::Query;
use retry::{Again, Retries};
pub(crate) use retry::{LONGEST_SERVER_DELAY, backoff, server_delay};

use crate::{
    auth::{Auth, Authorizing, Scheme},
    error::{Error, ErrorKind, advice},
    header,
    meta::ResponseMeta,
    secrets::Secrets,
    transport::{
        Progress, RequestBody, ResponseBody, Sending, Stage, Transport, TransportError, UNREADABLE,
    },
};

/// The error body of a refusal is read up to here; the rest is not worth waiting for.
const REFUSAL_BODY_LIMIT: usize = 1 << 20;

/// And so long: what the service says of a refusal is no reason to put off the next attempt.
const REFUSAL_BODY_TIME: Duration = Duration::from_secs(10);

/// Times and sizes of a call.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) first_byte: Option<Duration>,
    pub(crate) idle: Option<Duration>,
    pub(crate) total: Option<Duration>,
    pub(crate) max_retries: u32,
    /// Also sends again what may have been carried out.
    pub(crate) retry_maybe_sent: bool,
    pub(crate) max_body_bytes: usize,
}

/// A service that can be called.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) auth: Arc<dyn Auth>,
    /// Ends in `/`.
    pub(crate) base: Url,
    /// Sent with every request.
    pub(crate) headers: HeaderMap,
    /// Not sent, whoever else would.
    pub(crate) removed: Vec<HeaderName>,
    /// Appended to the URL of every request.
    pub(crate) query: Query,
    /// What must never stand in an error.
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) limits: Limits,
    /// Whether spans have what is said.
    pub(crate) trace_content: bool,
    /// Shared with copies of the client.
    pub(crate) budget: Option<Arc<RetryBudget>>,
    /// Whose turn it is. Shared with copies of the client, and with whom the user likes.
    pub(crate) limiter: Option<RateLimiter>,
}

/// What is asked of a service.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// Below the base URL, or an absolute URL of the same origin.
    pub(crate) path: Cow<'a, str>,
    pub(crate) scheme: Scheme,
    /// What the body is, if that is not what all calls of the client send.
    pub(crate) content_type: Option<HeaderValue>,
    /// Whether the answer may be anything, and not JSON alone.
    pub(crate) takes_all: bool,
    /// Carried out twice is as good as once, whatever the method says.
    pub(crate) is_harmless: bool,
    pub(crate) body: RequestBody,
    /// What a form names as its model, which is in the path of some services; a body of JSON says it
    /// itself.
    pub(crate) models: Vec<String>,
}

/// A success, with its whole body.
pub(crate) struct Answer {
    pub(crate) meta: ResponseMeta,
    pub(crate) body: Bytes,
    pub(crate) secrets: Arc<Secrets>,
}

/// A success whose body is still to come. From here on nothing is sent again.
pub(crate) struct Opened {
    meta: ResponseMeta,
    body: ResponseBody,
    secrets: Arc<Secrets>,
    limits: Limits,
    /// To call again does no harm.
    is_harmless: bool,
    deadline: Option<Instant>,
    /// Boxed, as few calls have one.
    turn: Option<Box<Turn>>,
}

impl Opened {
    pub(crate) fn meta(&self) -> &ResponseMeta {
        &self.meta
    }

    /// The body as events.
    pub(crate) fn events(self) -> EventStream {
        EventStream::new(self)
    }

    /// The body as it is.
    pub(crate) fn download(self) -> Download {
        Download::new(self)
    }
}

impl Exchange {
    /// Makes a call and waits for a success with its body.
    pub(crate) async fn answer(&self, call: Call<'_>) -> Result<Answer, Error> {
        let opened = self.open(call).await?;
        match body::whole(opened.body, &self.limits, opened.deadline).await {
            Ok(body) => {
                if let Some(turn) = opened.turn
                    && let Some(tokens) = pace::used(&body)
                {
                    turn.used(tokens);
                }
                Ok(Answer {
                    meta: opened.meta,
                    body,
                    secrets: opened.secrets,
                })
            }
            Err(broken) => {
                let error = broken.into_error(opened.meta);
                Err(error.harmless(opened.is_harmless))
            }
        }
    }

    /// Makes a call and waits for the head of a success only.
    pub(crate) async fn begin(&self, call: Call<'_>) -> Result<Opened, Error> {
        // Made apart, as it is large: within it, the task that reads the body would keep the room
        // for as long.
        Box::pin(self.open(call)).await
    }

    async fn open(&self, call: Call<'_>) -> Result<Opened, Error> {
        let path = self.auth.path(&call.path, &call.body, &call.models)?;
        let lasting = Lasting {
            uri: self.uri(&path)?,
            key: IdempotencyKey::new(),
            path: self.shown(&path),
            is_harmless: call.is_harmless || call.method.is_idempotent(),
            method: call.method,
            scheme: call.scheme,
            content_type: call.content_type,
            takes_all: call.takes_all,
            deadline: self
                .limits
                .total
                .and_then(|total| Instant::now().checked_add(total)),
        };
        let mut retries = Retries::new(
            self.limits.max_retries,
            Again {
                repeatable: call.body.is_repeatable(),
                harmless: lasting.is_harmless || self.limits.retry_maybe_sent,
            },
            self.budget.as_deref(),
        );
        // Whose turn it is for how much, if that is asked: all attempts take the same.
        let paced = self.limiter.as_ref().and_then(|limiter| {
            let bytes = call.body.bytes()?;
            pace::names_model(bytes).then(|| (limiter, pace::asked(bytes)))
        });
        let mut body = call.body;
        // An attempt before may have done work that another would do once more.
        let mut may_be_done = false;
        let mut failed = None;
        loop {
            let spare = body.again();
            let turn = match paced {
                None => None,
                Some((limiter, tokens)) => {
                    // Made apart, so that calls without a limiter have no room for it.
                    match Box::pin(limiter.turn_by(tokens, lasting.deadline)).await {
                        Ok(turn) => Some(Box::new(turn)),
                        // What an attempt before came to says more.
                        Err(late) => return Err(failed.unwrap_or_else(|| late.into_error())),
                    }
                }
            };
            let attempt = retries.attempt();
            let result = self.attempt(&lasting, body, attempt).await;
            if let Some(turn) = &turn {
                judged(turn, &result);
            }
            let Failed { error, renewed } = match result {
                Ok(opened) => {
                    retries.succeeded();
                    return Ok(Opened { turn, ..opened });
                }
                Err(failed) => failed,
            };
            let error = error.after(attempt - 1, may_be_done);
            may_be_done |= error.kind() == ErrorKind::MaybeSent && !lasting.is_harmless;
            let time_left = lasting
                .deadline
                .map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let is_paced = turn.is_some() && error.code() != Some("insufficient_quota");
            let wait = failure(&error).and_then(|failure| {
                if renewed && retries.renews(time_left) {
                    return Some(Duration::ZERO);
                }
                // The limiter has all wait.
                if is_paced && retries.waits_its_turn(failure) {
                    return Some(Duration::ZERO);
                }
                retries.after(failure, time_left, fastrand::f64())
            });
            let Some((wait, spare)) = wait.zip(spare) else {
                return Err(error.harmless(lasting.is_harmless));
            };
            tracing::debug!(method = %lasting.method, path = &*lasting.path, attempt, error = ?error.kind(), ?wait, "trying again");
            failed = Some(error);
            tokio::time::sleep(wait).await;
            body = spare;
        }
    }

    /// Sends a header with each request, in the place of any of that name.
    pub(crate) fn set_header(
        &mut self,
        name: HeaderName,
        value: &str,
    ) -> Result<(), header::Unfit> {
        self.secrets = Arc::new(self.secrets.and_header(&name, value));
        self.removed.retain(|removed| *removed != name);
        let value = header::value(value)?;
        self.headers.insert(name, value);
        Ok(())
    }

    /// Does not send a header, whoever else would.
    pub(crate) fn remove_header(&mut self, name: HeaderName) {
        self.headers.remove(&name);
        self.removed.push(name);
    }

    /// Appends parameters to the URL of each request, in the place of any of their names.
    pub(crate) fn set_query(&mut self, pairs: &[(String, String)]) {
        if pairs.is_empty() {
            return;
        }
        self.query.set_own(pairs);
        let values: Vec<Cow<'_, str>> = self.query.secrets().collect();
        let secrets = self.secrets.and(values.iter().map(AsRef::as_ref));
        self.secrets = Arc::new(secrets);
    }

    async fn attempt(
        &self,
        call: &Lasting<'_>,
        body: RequestBody,
        attempt: u32,
    ) -> Result<Opened, Failed> {
        let (mut request, fresh) = self.request(call, body).await?;
        // How much of a large body has been taken; a small one is taken at once.
        let large = request.body().is_large();
        let progress = request.body_mut().watched();
        let secrets = match &fresh {
            Some(key) => Arc::new(self.secrets.and_key(key)),
            None => Arc::clone(&self.secrets),
        };
        let sending = self.transport.send(request);
        let taken = progress.as_ref().filter(|_| large);
        let sent = self.head(sending, taken, call.deadline).await;
        let response = match sent {
            Ok(Ok(response)) => response,
            Ok(Err(failed)) => return Err(unanswered(Ok(failed), progress, attempt).into()),
            Err(passed) => return Err(unanswered(Err(passed), progress, attempt).into()),
        };
        let (head, body) = response.into_parts();
        let meta = ResponseMeta::new(head.status, &head.headers, attempt, &secrets);
        drop(head);
        tracing::debug!(
            method = %call.method,
            path = &*call.path,
            status = meta.status().as_u16(),
            request_id = meta.request_id(),
            attempt,
            "answered"
        );
        if meta.status().is_success() {
            return Ok(Opened {
                meta,
                body,
                secrets,
                limits: self.limits.clone(),
                is_harmless: call.is_harmless,
                deadline: call.deadline,
                turn: None,
            });
        }
        let renewed = meta.status() == StatusCode::UNAUTHORIZED
            && fresh.is_some_and(|used| self.auth.refused(&used));
        let delay = server_delay(meta.headers(), SystemTime::now());
        let limit = self.limits.max_body_bytes.min(REFUSAL_BODY_LIMIT);
        let enough = Instant::now() + REFUSAL_BODY_TIME;
        let end = call
            .deadline
            .map_or(enough, |deadline| deadline.min(enough));
        let body = body::beginning(body, limit, &self.limits, Some(end)).await;
        Err(Failed {
            error: Error::status_refused(meta, body, delay, &secrets),
            renewed,
        })
    }

    /// Waits for the head of an answer. While a large body is taken, its time begins anew.
    async fn head(
        &self,
        mut sending: Sending,
        taken: Option<&Progress>,
        deadline: Option<Instant>,
    ) -> Result<<Sending as Future>::Output, Passed> {
        let mut pieces = 0;
        loop {
            match within(self.limits.first_byte, deadline, &mut sending).await {
                Err(Passed::Step(_)) if taken.is_some_and(|taken| taken.pieces() > pieces) => {
                    pieces = taken.map_or(pieces, Progress::pieces);
                }
                sent => return sent,
            }
        }
    }

    /// The request of one attempt, and the credentials that are new with it.
    async fn request(
        &self,
        call: &Lasting<'_>,
        body: RequestBody,
    ) -> Result<(Request<RequestBody>, Option<SecretString>), Error> {
        let mut request = Request::new(body);
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = call.uri.clone();
        *request.headers_mut() = self.headers.clone();
        if let Some(content_type) = &call.content_type {
            let headers = request.headers_mut();
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        // Unless the user has said what is taken.
        if call.takes_all
            && let Some(accept) = request.headers_mut().get_mut(ACCEPT)
            && accept == "application/json"
        {
            *accept = HeaderValue::from_static("*/*");
        }
        let no_body = request.body().is_end_stream();
        let headers = request.headers_mut();
        if no_body {
            headers.remove(CONTENT_TYPE);
        }
        if !call.method.is_safe() {
            headers
                .entry(IDEMPOTENCY_KEY)
                .or_insert_with(|| call.key.header());
        }
        for name in &self.removed {
            headers.remove(name);
        }
        self.auth.check(&request)?;
        // Last, as some credentials sign all else.
        let fresh = if self.removed.contains(&self.auth.header()) {
            None
        } else {
            match self.auth.authorize(call.scheme, &mut request) {
                Authorizing::Done(fresh) => fresh?,
                Authorizing::Waiting(authorizing) => {
                    within(self.limits.first_byte, call.deadline, authorizing)
                        .await
                        .map_err(|passed| {
                            let what = format!("no {} {passed}", self.auth.awaited());
                            Error::credentials(what, None).passing()
                        })??
                }
            }
        };
        Ok((request, fresh))
    }
}

/// What stays the same over all attempts of a call.
struct Lasting<'a> {
    method: Method,
    uri: Uri,
    /// As it may be shown.
    path: Cow<'a, str>,
    scheme: Scheme,
    content_type: Option<HeaderValue>,
    takes_all: bool,
    is_harmless: bool,
    key: IdempotencyKey,
    deadline: Option<Instant>,
}

/// An attempt that came to nothing.
struct Failed {
    error: Error,
    /// There are other credentials than those that the service refused.
    renewed: bool,
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self {
            error,
            renewed: false,
        }
    }
}

/// Tells the limiter what came of a turn.
fn judged(turn: &Turn, result: &Result<Opened, Failed>) {
    let result = result.as_ref().map_err(|failed| &failed.error);
    match result {
        Ok(opened) => turn.answered(opened.meta.status(), opened.meta.headers()),
        // There is nothing left that a slower pace would get.
        Err(error) if error.code() == Some("insufficient_quota") => turn.used(0),
        // What an issuer answered is nothing that the service said.
        Err(error) if error.kind() == ErrorKind::Credentials => turn.used(0),
        Err(error) => match error.status().zip(error.headers()) {
            Some((status, headers)) => turn.answered(status, headers),
            None if error.kind() == ErrorKind::MaybeSent => {}
            None => turn.used(0),
        },
    }
}

/// What the policy judges; none if another attempt would fail the same way.
fn failure(error: &Error) -> Option<retry::Failure> {
    Some(match (error.kind(), error.status(), error.headers()) {
        (ErrorKind::NotSent, ..) => retry::Failure::NotSent,
        (ErrorKind::MaybeSent, ..) => retry::Failure::MaybeSent,
        (ErrorKind::Status, Some(status), Some(headers)) => retry::Failure::Refused {
            status,
            advice: advice(headers),
            delay: error.retry_after(),
        },
        _ => return None,
    })
}

/// An attempt that failed, or that a time limit ended, before there was an answer.
fn unanswered(
    failed: Result<TransportError, Passed>,
    progress: Option<Progress>,
    attempt: u32,
) -> Error {
    let stage = progress.map_or(Stage::Whole, |progress| progress.give_up());
    match (failed, stage) {
        (_, Stage::Unreadable(cause)) => Error::request(UNREADABLE, Some(cause)),
        (Ok(failed), stage) => failed.into_error(attempt, matches!(stage, Stage::Whole)),
        (Err(passed), Stage::Waiting) => {
            let what = format!("no connection to the service {passed}");
            Error::not_sent(what, None, attempt)
        }
        (Err(passed), Stage::Begun) => {
            let what = format!("the request was not sent to its end {passed}");
            Error::not_sent(what, None, attempt)
        }
        (Err(passed), Stage::Whole | Stage::GivenUp) => {
            let what = format!("no answer {passed}, the request may have been carried out");
            Error::maybe_sent(what, None, attempt)
        }
    }
}
