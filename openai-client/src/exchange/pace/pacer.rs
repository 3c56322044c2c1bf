//! When the next request may start, and what answers change about it. Pure: times and what was said
//! in, decisions out; no clock, no IO.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    charge::Charge,
    meter::{Limit, Meter},
    slowdown::span,
};
use crate::{exchange::retry::LONGEST_SERVER_DELAY, rate_limit::RateLimits};

/// Limits that answers tell are of a minute, as OpenAI's are.
const PERIOD: Duration = Duration::from_mins(1);
/// The pause after a refusal that names none, in seconds: doubled with each further one that
/// nothing got through before.
const PAUSE: f64 = 0.5;
const LONGEST_PAUSE: f64 = 8.0;
/// A pace is measured by so many requests that got through, or over so long a time.
const ENOUGH: f64 = 10.0;
const LONG_ENOUGH: Duration = Duration::from_secs(10);
/// After so long without a start, what is measured begins anew: nobody asked for more.
const IDLE: Duration = Duration::from_secs(2);

/// Decides about all requests of those who share a limiter.
#[derive(Debug)]
pub(super) struct Pacer {
    requests: Meter,
    tokens: Meter,
    /// Nothing starts before, since the service said so.
    paused: Option<Instant>,
    /// When the last trouble began. A refusal of what was started before belongs to it.
    trouble: Option<Instant>,
    /// The pace has not been changed for it yet.
    is_fresh: bool,
    /// How many there were since anything got through.
    in_row: u32,
    measured: Option<Measured>,
    /// The start whose answer was the newest to be heard.
    newest: u64,
    started: u64,
}

/// What got through, since when.
#[derive(Debug, Clone, Copy)]
struct Measured {
    since: Instant,
    last: Instant,
    passed: f64,
}

/// What is known of a request that was started.
#[derive(Debug, Clone, Copy)]
pub(super) struct Started {
    at: Instant,
    nth: u64,
    /// All that had been started by then, itself included.
    requests: f64,
    tokens: f64,
    /// For the tokens that it was thought to take.
    charge: Charge,
}

impl Pacer {
    pub(super) fn new() -> Self {
        Self {
            requests: Meter::of_requests(PERIOD),
            tokens: Meter::of_tokens(PERIOD),
            paused: None,
            trouble: None,
            is_fresh: false,
            in_row: 0,
            measured: None,
            newest: 0,
            started: 0,
        }
    }

    pub(super) fn fix_requests(&mut self, limit: Limit) {
        self.requests.fix(limit);
    }

    pub(super) fn fix_tokens(&mut self, limit: Limit) {
        self.tokens.fix(limit);
    }

    pub(super) fn set_requests_period(&mut self, period: Duration) {
        self.requests.set_period(period);
    }

    pub(super) fn set_tokens_period(&mut self, period: Duration) {
        self.tokens.set_period(period);
    }

    /// Requests and tokens a second, as far as anything bounds them.
    pub(super) fn rates(&self, now: Instant) -> (Option<f64>, Option<f64>) {
        (self.requests.rate(now), self.tokens.rate(now))
    }

    /// How long nothing starts.
    pub(super) fn pause(&self, now: Instant) -> Option<Duration> {
        let left = self.paused?.saturating_duration_since(now);
        (!left.is_zero()).then_some(left)
    }

    /// When the turn of a request comes that has so many requests, and tokens, before it. Not after
    /// `now` if at once.
    pub(super) fn turn(&self, now: Instant, ahead: (f64, f64), tokens: f64) -> Instant {
        let turn = self.requests.turn(now, ahead.0, 1.0);
        let turn = turn.max(self.tokens.turn(now, ahead.1, tokens));
        self.paused.map_or(turn, |paused| paused.max(turn))
    }

    /// No request that has so many before it starts before this: not during a pause, nor beyond the
    /// requests of a limit that is set. All else may change with the next answer.
    pub(super) fn soonest(&self, now: Instant, ahead: f64) -> Instant {
        let soonest = self.requests.soonest(now, ahead);
        self.paused.map_or(soonest, |paused| paused.max(soonest))
    }

    /// Starts a request, or says when to ask again.
    pub(super) fn start(&mut self, now: Instant, tokens: f64) -> Result<Started, Instant> {
        if let Some(paused) = self.paused
            && now < paused
        {
            return Err(paused);
        }
        // By now all have been refused that will be.
        if self.is_fresh {
            self.is_fresh = false;
            self.slow_down();
        }
        let turn = self.turn(now, (0.0, 0.0), tokens);
        if turn > now {
            return Err(turn);
        }
        self.requests.start(now, 1.0);
        let charge = self.tokens.start(now, tokens);
        let measured = self.measured.get_or_insert(Measured {
            since: now,
            last: now,
            passed: 0.0,
        });
        if now.saturating_duration_since(measured.last) > IDLE {
            measured.since = now;
            measured.passed = 0.0;
        }
        measured.last = now;
        measured.passed += 1.0;
        self.started += 1;
        Ok(Started {
            at: now,
            nth: self.started,
            requests: self.requests.spent(),
            tokens: self.tokens.spent(),
            charge,
        })
    }

    /// An answer came, whatever it is.
    pub(super) fn answered(&mut self, started: &Started, told: &RateLimits) {
        let is_newest = started.nth > self.newest;
        self.newest = self.newest.max(started.nth);
        if let Some(told) = told.requests() {
            let requests = &mut self.requests;
            requests.learn(told, started.at, started.requests, is_newest);
        }
        if let Some(told) = told.tokens() {
            let tokens = &mut self.tokens;
            tokens.learn(told, started.at, started.tokens, is_newest);
        }
    }

    /// And it is no refusal.
    pub(super) fn passed(&mut self, started: &Started) {
        if self.trouble.is_none_or(|trouble| started.at > trouble) {
            self.in_row = 0;
        }
    }

    /// It is one: there were too many, and `delay` is what the service says to wait.
    ///
    /// All wait, as what was refused to one will be refused to the others. The pace slows down once
    /// for all that were under way together.
    pub(super) fn refused(&mut self, now: Instant, started: &Started, delay: Option<Duration>) {
        let is_new = self.trouble.is_none_or(|trouble| started.at > trouble);
        if is_new {
            self.trouble = Some(now);
            self.is_fresh = true;
            self.in_row += 1;
        }
        if let Some(measured) = &mut self.measured
            && started.at >= measured.since
        {
            measured.passed -= 1.0;
        }
        let delay = delay.unwrap_or_else(|| {
            let doublings = self.in_row.saturating_sub(1).min(10).cast_signed();
            span((PAUSE * 2_f64.powi(doublings)).min(LONGEST_PAUSE))
        });
        let until = now + delay.min(LONGEST_SERVER_DELAY);
        self.paused = Some(self.paused.map_or(until, |paused| paused.max(until)));
    }

    /// A request took so many tokens. What is said last counts.
    pub(super) fn settle(&mut self, now: Instant, started: &mut Started, tokens: f64) {
        self.tokens.settle(now, &mut started.charge, tokens);
    }

    /// A pause is over. What got through from the one before to this end, with the time that was
    /// waited, is what the service allows.
    fn slow_down(&mut self) {
        let (Some(end), Some(measured)) = (self.paused, self.measured.take()) else {
            return;
        };
        let lasted = end.saturating_duration_since(measured.since);
        let is_enough =
            measured.passed >= ENOUGH || (measured.passed >= 1.0 && lasted >= LONG_ENOUGH);
        let rate = measured.passed / lasted.as_secs_f64().max(1e-3);
        let requests = self.requests.rate(end);
        let measured = is_enough.then_some(rate);
        self.requests.slow_down(end, measured, requests);
        self.tokens.slow_down(end, None, requests);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate_limit::RateLimit;

    #[test]
    fn whatever_is_said_nobody_waits_for_ever() {
        let mut dice = fastrand::Rng::with_seed(5);
        for _ in 0..300 {
            let mut pacer = Pacer::new();
            let mut now = Instant::now();
            let mut started = Vec::new();
            for _ in 0..200 {
                let tokens = f64::from(dice.u32(..)) / f64::from(dice.u32(1..));
                let asked = now;
                let one = loop {
                    match pacer.start(now, tokens) {
                        Ok(one) => break one,
                        Err(turn) => {
                            assert!(turn > now);
                            now = turn;
                        }
                    }
                };
                // The pause, and a limit's worth of tokens at the slowest, or twice that where the
                // answer before took more than was thought.
                assert!(now - asked <= Duration::from_mins(30), "{:?}", now - asked);
                started.push(one);
                now += Duration::from_millis(dice.u64(..100));
                let mut one = started.swap_remove(dice.usize(..started.len()));
                let mut any = || {
                    let mut count = || dice.bool().then(|| dice.u64(..) >> dice.u32(..64));
                    let (limit, remaining) = (count(), count());
                    let reset = count().map(Duration::from_micros);
                    RateLimit {
                        limit,
                        remaining,
                        reset,
                    }
                };
                let told = RateLimits::new(Some(any()), Some(any()));
                pacer.answered(&one, &told);
                match dice.u8(..4) {
                    0 => {
                        let delay = dice
                            .bool()
                            .then(|| Duration::from_millis(dice.u64(..) >> 10));
                        pacer.refused(now, &one, delay);
                    }
                    1 => pacer.settle(now, &mut one, f64::from(dice.u32(..))),
                    _ => pacer.passed(&one),
                }
            }
        }
    }

    #[test]
    fn refusals_of_what_was_under_way_together_slow_down_once() {
        let mut pacer = Pacer::new();
        pacer.fix_requests(Limit::new(100, Duration::from_secs(1)));
        let mut now = Instant::now();
        let started: Vec<_> = (0..10)
            .map(|_| {
                now = now.max(pacer.turn(now, (0.0, 0.0), 0.0));
                pacer.start(now, 0.0).unwrap()
            })
            .collect();
        for one in &started {
            pacer.refused(now, one, Some(Duration::from_secs(1)));
        }
        let turn = pacer.start(now, 0.0).unwrap_err();
        assert_eq!(turn, now + Duration::from_secs(1));
        let next = pacer.start(turn, 0.0).unwrap();
        let (rate, _) = pacer.rates(turn);
        assert!((rate.unwrap() - 90.0 / 1.02).abs() < 1e-6, "{rate:?}");
        pacer.refused(turn, &next, Some(Duration::from_secs(1)));
        let turn = turn + Duration::from_secs(1);
        pacer.start(turn, 0.0).unwrap();
        let (rate, _) = pacer.rates(turn);
        assert!(rate.unwrap() < 83.0 / 1.02, "{rate:?}");
    }

    #[test]
    fn pauses_double_until_something_gets_through() {
        let mut pacer = Pacer::new();
        let mut now = Instant::now();
        for (gets_through, seconds) in [
            (false, 0.5),
            (false, 1.0),
            (false, 2.0),
            (true, 0.0),
            (false, 0.5),
            (false, 1.0),
            (false, 2.0),
            (false, 4.0),
            (false, 8.0),
            (false, 8.0),
        ] {
            now = now.max(pacer.turn(now, (0.0, 0.0), 0.0)) + Duration::from_secs(1);
            let one = pacer.start(now, 0.0).unwrap();
            if gets_through {
                pacer.passed(&one);
                continue;
            }
            pacer.refused(now, &one, None);
            assert_eq!(pacer.pause(now), Some(Duration::from_secs_f64(seconds)));
        }
    }

    #[test]
    fn what_got_through_is_the_pace_where_nothing_else_is_known() {
        let mut pacer = Pacer::new();
        let begin = Instant::now();
        let started: Vec<_> = (0..70).map(|_| pacer.start(begin, 0.0).unwrap()).collect();
        assert_eq!(pacer.rates(begin), (None, None));
        for one in started.iter().skip(50) {
            pacer.refused(begin, one, Some(Duration::from_secs(1)));
        }
        let turn = begin + Duration::from_secs(1);
        pacer.start(turn, 0.0).unwrap();
        // 50 in a second got through, so a tenth less now and the same again soon.
        assert!((pacer.rates(turn).0.unwrap() - 45.0).abs() < 1e-6);
        let later = turn + Duration::from_secs(30);
        assert!((pacer.rates(later).0.unwrap() - 50.0).abs() < 1e-6);
    }
}
