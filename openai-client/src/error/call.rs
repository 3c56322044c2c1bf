//! The errors of calls; the others are of what is read and written without one.

use std::{borrow::Cow, time::Duration};

use bytes::Bytes;

use super::{Cause, Error, ErrorKind, ServiceError};
use crate::{meta::ResponseMeta, origin::Origin, secrets::Secrets, wait::Awaited};

impl Error {
    pub(crate) fn config(what: impl Into<Cow<'static, str>>, source: Option<Cause>) -> Self {
        Self::new(ErrorKind::Config, what).caused_by(source)
    }

    pub(crate) fn credentials(what: impl Into<Cow<'static, str>>, source: Option<Cause>) -> Self {
        Self::new(ErrorKind::Credentials, what).caused_by(source)
    }

    pub(crate) fn not_sent(
        what: impl Into<Cow<'static, str>>,
        source: Option<Cause>,
        attempts: u32,
    ) -> Self {
        let mut error = Self::new(ErrorKind::NotSent, what).caused_by(source);
        error.0.attempts = attempts;
        error
    }

    pub(crate) fn maybe_sent(
        what: impl Into<Cow<'static, str>>,
        source: Option<Cause>,
        attempts: u32,
    ) -> Self {
        let mut error = Self::new(ErrorKind::MaybeSent, what).caused_by(source);
        error.0.attempts = attempts;
        error
    }

    /// The error of an attempt, after so many others; with `may_be_done`, one of those may have done
    /// the work.
    pub(crate) fn after(mut self, attempts: u32, may_be_done: bool) -> Self {
        self.0.attempts = self.0.attempts.max(attempts);
        self.0.begun |= may_be_done;
        self
    }

    /// The call may be made again without harm, whether it was carried out or not.
    pub(crate) fn harmless(mut self, is_harmless: bool) -> Self {
        self.0.harmless = is_harmless;
        self
    }

    /// `secrets` are blacked out wherever the service repeats them.
    pub(crate) fn status_refused(
        meta: ResponseMeta,
        body: Bytes,
        retry_after: Option<Duration>,
        secrets: &Secrets,
    ) -> Self {
        let service = ServiceError::read(&body);
        let service = service.map(|service| service.typed_by(meta.headers()).cleaned(secrets));
        let what = if matches!(meta.status().as_u16(), 301..=303 | 307 | 308) {
            "redirects are not followed: the service answered"
        } else {
            "the service refused the request"
        };
        let mut error = Self::new(ErrorKind::Status, what).answered(meta, body);
        error.0.service = service;
        error.0.retry_after = retry_after;
        error
    }

    /// A request of a batch that the service did not come to, as it says in this line.
    pub(crate) fn not_done(line: Bytes, service: ServiceError, secrets: &Secrets) -> Self {
        let what = "the service did not carry out the request";
        let mut error = Self::new(ErrorKind::Status, what);
        error.0.service = Some(service.cleaned(secrets));
        error.0.body = line;
        error
    }

    /// What was waited for was not final when the wait ended.
    pub(crate) fn unfinished<T: Awaited>(
        more: &str,
        last: Option<T>,
        source: Option<Self>,
    ) -> Self {
        let state = last.as_ref().and_then(T::state);
        let state = state.unwrap_or("not known to be final");
        let name = T::NAME;
        let what = format!("the {name} was {state} when the deadline passed{more}");
        let error = Self::new(ErrorKind::Unfinished, what);
        let mut error = error.caused_by(source.map(Into::into));
        if let Some(last) = last {
            let Origin { meta, raw } = last.origin().clone();
            error = error.answered(meta, raw).knowing(Some(last));
        }
        error
    }

    /// So much was known of what was waited for.
    pub(crate) fn knowing(mut self, last: Option<impl Awaited>) -> Self {
        self.0.known = last.map(Into::into);
        self
    }

    /// An error object in a stream, after a part of the answer.
    pub(crate) fn broken_off(
        meta: ResponseMeta,
        body: Bytes,
        service: ServiceError,
        secrets: &Secrets,
    ) -> Self {
        let mut error = Self::refused_in_success(meta, body, service, secrets);
        error.0.what = "the service broke off the answer".into();
        error.0.begun = true;
        error
    }
}
