//! What is different about one call, or a few.

use std::{fmt, sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};

use crate::{error::Error, exchange::Exchange, header};

/// What is different about some calls; all else is as the client has it.
///
/// ```no_run
/// use std::time::Duration;
///
/// use openai_client::{CallOptions, ChatRequest, Client};
///
/// # async fn run(client: Client, request: ChatRequest) -> Result<(), openai_client::Error> {
/// let options = CallOptions::new()
///     .total_timeout(Duration::from_secs(20))
///     .max_retries(0)
///     .header("x-tenant", "blue");
/// let completion = client.chat().with(options).create(request).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    /// Without a value: not sent.
    headers: Vec<(String, Option<SecretString>)>,
    query: Vec<(String, String)>,
    first_byte: Bound,
    idle: Bound,
    total: Bound,
    max_retries: Option<u32>,
    retry_maybe_sent: Option<bool>,
}

/// A bound in time: the client's, or one of the call, which may be none.
#[derive(Clone, Copy, Default)]
enum Bound {
    #[default]
    Client,
    Own(Option<Duration>),
}

impl Bound {
    /// This one, if it says anything, else the one before.
    fn and(self, before: Self) -> Self {
        match self {
            Self::Client => before,
            Self::Own(_) => self,
        }
    }

    fn or(self, client: Option<Duration>) -> Option<Duration> {
        match self {
            Self::Client => client,
            Self::Own(bound) => bound,
        }
    }
}

impl CallOptions {
    /// Nothing different.
    pub fn new() -> Self {
        Self::default()
    }

    /// A header, in the place of any of that name, whatever the case of the letters. The value
    /// counts as a secret, as that of a
    /// [`default_header`](crate::ClientBuilder::default_header).
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), Some(value.into().into())));
        self
    }

    /// Does not send a header that the client would send, credentials included.
    pub fn without_header(mut self, name: impl Into<String>) -> Self {
        self.headers.push((name.into(), None));
        self
    }

    /// A parameter in the URL, in the place of any
    /// [default](crate::ClientBuilder::default_query) of that name. Several of one name are all
    /// sent. The value counts as a secret where it stands for a default.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// See [`ClientBuilder::first_byte_timeout`](crate::ClientBuilder::first_byte_timeout).
    pub fn first_byte_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.first_byte = Bound::Own(timeout.into());
        self
    }

    /// See [`ClientBuilder::idle_timeout`](crate::ClientBuilder::idle_timeout).
    pub fn idle_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.idle = Bound::Own(timeout.into());
        self
    }

    /// See [`ClientBuilder::total_timeout`](crate::ClientBuilder::total_timeout).
    pub fn total_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.total = Bound::Own(timeout.into());
        self
    }

    /// See [`ClientBuilder::max_retries`](crate::ClientBuilder::max_retries).
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.max_retries = Some(retries);
        self
    }

    /// See [`ClientBuilder::retry_maybe_sent`](crate::ClientBuilder::retry_maybe_sent).
    pub fn retry_maybe_sent(mut self, again: bool) -> Self {
        self.retry_maybe_sent = Some(again);
        self
    }

    /// The `Idempotency-Key` of the call, in the place of a random one: the same for a call that a
    /// program repeats by itself, so that a service that honours it does the work once.
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        self.header("idempotency-key", key)
    }

    /// Without the key of one call, for the others that are made with it.
    pub(crate) fn unkeyed(mut self) -> Self {
        let is_key = |name: &str| name.eq_ignore_ascii_case("idempotency-key");
        self.headers.retain(|(name, _)| !is_key(name));
        self
    }

    /// These, and then those: of what both have, the later holds.
    pub(crate) fn and(mut self, later: Self) -> Self {
        self.headers.extend(later.headers);
        self.query
            .retain(|(name, _)| later.query.iter().all(|(other, _)| other != name));
        self.query.extend(later.query);
        Self {
            headers: self.headers,
            query: self.query,
            first_byte: later.first_byte.and(self.first_byte),
            idle: later.idle.and(self.idle),
            total: later.total.and(self.total),
            max_retries: later.max_retries.or(self.max_retries),
            retry_maybe_sent: later.retry_maybe_sent.or(self.retry_maybe_sent),
        }
    }

    /// The client with what is different about it.
    pub(crate) fn apply(&self, exchange: &Arc<Exchange>) -> Result<Arc<Exchange>, Error> {
        let mut changed = Exchange::clone(exchange);
        let limits = &mut changed.limits;
        limits.first_byte = self.first_byte.or(limits.first_byte);
        limits.idle = self.idle.or(limits.idle);
        limits.total = self.total.or(limits.total);
        limits.max_retries = self.max_retries.unwrap_or(limits.max_retries);
        limits.retry_maybe_sent = self.retry_maybe_sent.unwrap_or(limits.retry_maybe_sent);
        for (nth, (given, value)) in (1..).zip(&self.headers) {
            let name = header::name(given).map_err(|unfit| {
                Error::request(format!("header {nth} of the call {unfit}"), None)
            })?;
            let Some(value) = value else {
                changed.remove_header(name);
                continue;
            };
            let set = changed.set_header(name, value.expose_secret());
            set.map_err(|unfit| {
                let name = header::shown(given);
                Error::request(format!("the call's header {name} {unfit}"), None)
            })?;
        }
        changed.set_query(&self.query);
        Ok(Arc::new(changed))
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.headers.iter().map(|(name, _)| header::shown(name));
        let names: Vec<&str> = names.collect();
        let query: Vec<&str> = self.query.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("CallOptions")
            .field("headers", &names)
            .field("query", &query)
            .finish_non_exhaustive()
    }
}
