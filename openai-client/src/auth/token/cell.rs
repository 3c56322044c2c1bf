//! A token and its times: who may use it, who fetches the next one, and who waits for that. Pure: no
//! clock, no lock, no IO.

#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

/// After a failure, while the token that is held is good still, nobody tries again for so long; or for
/// a quarter of the time that is left, if that is less.
const REST: Duration = Duration::from_secs(30);
const SHORTEST_REST: Duration = Duration::from_secs(1);

/// At most one token, and at most one fetch of another.
#[derive(Debug)]
pub(super) struct Cell<T> {
    /// So long before its end a token is to be renewed, but never in the first half of its life.
    buffer: Duration,
    held: Option<Held<T>>,
    is_fetching: bool,
    rests_until: Option<Instant>,
}

#[derive(Debug)]
struct Held<T> {
    token: T,
    renewed_from: Instant,
    expires: Instant,
}

/// What one does who needs a token.
#[derive(Debug, PartialEq)]
pub(super) enum Step<T> {
    /// It is good.
    Use(T),
    /// It is good, and it is up to this one to begin a fetch, for which nobody waits.
    UseAndFetch(T),
    /// There is none, and it is up to this one to begin a fetch, and to wait for it.
    Fetch,
    /// There is none, but a fetch has begun.
    Wait,
}

impl<T: Clone> Cell<T> {
    pub(super) fn new(buffer: Duration) -> Self {
        Self {
            buffer,
            held: None,
            is_fetching: false,
            rests_until: None,
        }
    }

    /// Somebody needs a token. Who is told to fetch reports what came of it, once.
    pub(super) fn ask(&mut self, now: Instant) -> Step<T> {
        let held = self.held.as_ref().filter(|held| now < held.expires);
        let is_resting = self.rests_until.is_some_and(|end| now < end);
        let step = match held {
            Some(held) if now < held.renewed_from || is_resting || self.is_fetching => {
                return Step::Use(held.token.clone());
            }
            Some(held) => Step::UseAndFetch(held.token.clone()),
            None if self.is_fetching => return Step::Wait,
            None => Step::Fetch,
        };
        self.is_fetching = true;
        step
    }

    /// The fetch has ended with a token that was asked for at that time, and is good for so long from
    /// then.
    pub(super) fn fetched(&mut self, token: T, asked: Instant, lifetime: Duration) {
        self.ended();
        self.rests_until = None;
        let early = self.buffer.min(lifetime / 2);
        // A clock that cannot hold its end has no use for it.
        self.held = asked.checked_add(lifetime).map(|expires| Held {
            token,
            renewed_from: expires - early,
            expires,
        });
    }

    /// The fetch has ended without one.
    pub(super) fn failed(&mut self, now: Instant) {
        self.ended();
        self.rests_until = self.held.as_ref().and_then(|held| {
            let left = held.expires.saturating_duration_since(now);
            now.checked_add((left / 4).clamp(SHORTEST_REST, REST))
        });
    }

    /// The fetch has ended, and nobody knows how: the next who comes begins anew.
    pub(super) fn ended(&mut self) {
        self.is_fetching = false;
    }

    /// The service does not take this token. One that has come meanwhile stays.
    pub(super) fn refused(&mut self, is_it: impl FnOnce(&T) -> bool) {
        self.held.take_if(|held| is_it(&held.token));
    }
}
