//! A token and its times: who may use it, who fetches the next one, and who waits for that. Pure: no
//! clock, no lock, no IO.

#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

use crate::exchange::LONGEST_SERVER_DELAY;

/// After a failure, while the token that is held is good still, nobody tries again for so long; or for
/// a quarter of the time that is left, if that is less.
const REST: Duration = Duration::from_secs(30);

/// Nobody tries again sooner. Where there is no token, the failure is the answer for so long.
const SHORTEST_REST: Duration = Duration::from_secs(1);

/// At most one token `T`, at most one fetch `F` of another, and why the last one failed, `E`.
#[derive(Debug)]
pub(super) struct Cell<T, E, F> {
    /// So long before its end a token is to be renewed, but never in the first half of its life.
    buffer: Duration,
    held: Option<Held<T>>,
    fetch: Option<F>,
    /// Until then nobody tries again while there is a token.
    rests_until: Option<Instant>,
    failure: Option<Failure<E>>,
}

#[derive(Debug)]
struct Held<T> {
    token: T,
    renewed_from: Instant,
    expires: Instant,
}

/// A fetch failed when there was no token.
#[derive(Debug)]
struct Failure<E> {
    error: E,
    until: Instant,
}

/// What one does who needs a token.
#[derive(Debug, PartialEq)]
pub(super) enum Step<T, E, F> {
    /// It is good.
    Use(T),
    /// It is good, and it is up to this one to begin a fetch, for which nobody waits.
    UseAndFetch(T),
    /// There is none, and it is up to this one to begin a fetch, and to wait for it.
    Fetch,
    /// There is none, but a fetch has begun.
    Wait(F),
    /// There is none, and it is too soon to try again.
    Fail(E),
}

impl<T: Clone, E: Clone, F: Clone> Cell<T, E, F> {
    pub(super) fn new(buffer: Duration) -> Self {
        Self {
            buffer,
            held: None,
            fetch: None,
            rests_until: None,
            failure: None,
        }
    }

    /// Somebody needs a token. Who is told to fetch says at once that it has [`begun`](Self::begun).
    pub(super) fn ask(&self, now: Instant) -> Step<T, E, F> {
        if let Some(held) = self.held.as_ref().filter(|held| now < held.expires) {
            let token = held.token.clone();
            let is_resting = self.rests_until.is_some_and(|end| now < end);
            return if now < held.renewed_from || is_resting || self.fetch.is_some() {
                Step::Use(token)
            } else {
                Step::UseAndFetch(token)
            };
        }
        if let Some(fetch) = &self.fetch {
            return Step::Wait(fetch.clone());
        }
        match &self.failure {
            Some(failure) if now < failure.until => Step::Fail(failure.error.clone()),
            _ => Step::Fetch,
        }
    }

    /// A fetch has begun.
    pub(super) fn begun(&mut self, fetch: F) {
        self.fetch = Some(fetch);
    }

    /// A fetch has ended, whatever came of it. Whether it is the one that all wait for; else another has
    /// been begun in its place, and what came of this one is for nobody.
    pub(super) fn ended(&mut self, is_it: impl FnOnce(&F) -> bool) -> bool {
        self.fetch.take_if(|fetch| is_it(fetch)).is_some()
    }

    /// The fetch that has ended gave a token that was asked for at that time, and is good for so long
    /// from then.
    pub(super) fn fetched(&mut self, token: T, asked: Instant, lifetime: Duration) {
        (self.rests_until, self.failure) = (None, None);
        let early = self.buffer.min(lifetime / 2);
        // A clock that cannot hold its end has no use for it.
        self.held = asked.checked_add(lifetime).map(|expires| Held {
            token,
            renewed_from: expires - early,
            expires,
        });
    }

    /// The fetch that has ended gave none, and the issuer may have said when to try again, which is
    /// heeded up to two minutes.
    ///
    /// The error is held for a while, as the answer to whoever asks; without one, the next begins anew.
    pub(super) fn failed(&mut self, error: Option<E>, now: Instant, retry_after: Option<Duration>) {
        let asked = retry_after.unwrap_or_default();
        let asked = asked.clamp(SHORTEST_REST, LONGEST_SERVER_DELAY);
        let held = self.held.as_ref().filter(|held| now < held.expires);
        if let Some(held) = held {
            let rest = ((held.expires - now) / 4).min(REST).max(asked);
            self.rests_until = now.checked_add(rest);
        } else {
            let held = error.zip(now.checked_add(asked));
            self.failure = held.map(|(error, until)| Failure { error, until });
        }
    }

    /// The service does not take this token. One that has come meanwhile stays.
    pub(super) fn refused(&mut self, is_it: impl FnOnce(&T) -> bool) {
        self.held.take_if(|held| is_it(&held.token));
    }
}
