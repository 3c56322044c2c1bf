//! One limit, of requests or of tokens: when the next may start. Pure.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    charge::Charge,
    left::{Left, amount},
    recent::{self, Recent},
    slowdown::{Slowdown, span},
};
use crate::rate_limit::RateLimit;

/// The limit is spread over so much more than its period.
const SPARE: f64 = 1.02;
/// Who comes late to a turn may catch up so much of the period: half of what is spare.
const SLACK: f64 = 0.01;
/// The same where the last starts are known, so that it cannot be too much.
const SLACK_OF_KNOWN: f64 = 0.1;
/// And never more than this, as it all comes at once.
const LONGEST_SLACK: Duration = Duration::from_millis(100);

/// So much in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Limit {
    count: u64,
    pub(super) amount: f64,
    pub(super) period: Duration,
}

impl Limit {
    /// None at all would be for ever, so it counts as one, and no time at all as a millisecond.
    pub(super) fn new(count: u64, period: Duration) -> Self {
        let count = count.max(1);
        Self {
            count,
            amount: amount(count),
            period: period.max(Duration::from_millis(1)),
        }
    }
}

/// What was started while no limit was known, and since when.
#[derive(Debug, Clone, Copy)]
struct Unpaced {
    since: Instant,
    sum: f64,
}

/// A pace is never slower than this, however often it is refused.
#[derive(Debug, Clone, Copy)]
struct Least {
    /// In units a second.
    rate: f64,
    /// Of what the limit allows.
    share: f64,
}

/// Spreads starts evenly over the period of a limit.
///
/// An even pace is right whatever way the service counts. Those with a token bucket would let a
/// burst through, but those with windows refuse what goes beyond: two bursts, one at the end of a
/// window and one at the beginning of the next, are one of twice the limit to a window that slides.
///
/// It is a leaky bucket as a meter (GCRA). With each start the time that is free is put off by as
/// much as the start takes of the limit, at 102 % of the period; a start may come before that time
/// by the slack, so that a program whose timers are late keeps its pace. With a slack of 1 % of the
/// period no period, wherever it begins, has more requests than the limit, even if they come to the
/// service with another 1 % of jitter. Of a period of seconds that is less than timers may be late,
/// so there the slack is larger, and the last starts are kept to look whether one more is too much.
///
/// A request of many tokens goes as soon as its predecessors are paid for, and pays after: so none
/// waits for ever, and one that is larger than the limit goes alone.
#[derive(Debug)]
pub(super) struct Meter {
    least: Least,
    /// Of what all cost the same.
    recent: Option<Recent>,
    /// Of what answers tell.
    period: Duration,
    limit: Option<Limit>,
    /// It was given, so answers say nothing new of it.
    is_fixed: bool,
    slowdown: Option<Slowdown>,
    /// When all that was started is paid for.
    free: Option<Instant>,
    /// All that was ever started.
    spent: f64,
    unpaced: Option<Unpaced>,
    /// What each unit of it was charged when a limit became known, in seconds.
    charged_later: Option<f64>,
    /// Advances whenever what was paid before cannot be given back any more.
    account: u64,
    left: Option<Left>,
}

impl Meter {
    /// Of requests. Answers tell limits of this period. However often it is refused, a request goes
    /// out each minute.
    pub(super) fn of_requests(period: Duration) -> Self {
        let least = Least {
            rate: 1.0 / 60.0,
            share: 0.0,
        };
        Self::new(period, least, Some(Recent::default()))
    }

    /// Of tokens, which go out at a tenth of what is known to be allowed at least: refusals seldom say
    /// whether it was these that were too many.
    pub(super) fn of_tokens(period: Duration) -> Self {
        let least = Least {
            rate: 0.0,
            share: 0.1,
        };
        Self::new(period, least, None)
    }

    fn new(period: Duration, least: Least, recent: Option<Recent>) -> Self {
        Self {
            least,
            recent,
            period,
            limit: None,
            is_fixed: false,
            slowdown: None,
            free: None,
            spent: 0.0,
            unpaced: None,
            charged_later: None,
            account: 0,
            left: None,
        }
    }

    /// The limit is known; answers say nothing new of it. What went out under another one is paid.
    pub(super) fn fix(&mut self, limit: Limit) {
        self.set_limit(limit);
        self.is_fixed = true;
        self.forgive();
    }

    /// What answers tell is of this period.
    pub(super) fn set_period(&mut self, period: Duration) {
        self.period = period;
        if let Some(limit) = self.limit
            && !self.is_fixed
        {
            self.set_limit(Limit { period, ..limit });
            self.forgive();
        }
    }

    /// All that went out is paid, so nothing of it is given back.
    fn forgive(&mut self) {
        self.free = None;
        self.unpaced = None;
        self.account += 1;
    }

    /// A pace that was slowed down is so by as much under the new limit.
    fn set_limit(&mut self, limit: Limit) {
        if let Some(before) = self.limit.replace(limit)
            && let Some(mut slowdown) = self.slowdown
        {
            slowdown.scale(limit.rate() / before.rate(), self.least());
            self.slowdown = Some(slowdown);
        }
    }

    fn least(&self) -> f64 {
        let known = self.limit.map_or(0.0, Limit::rate);
        self.least.rate.max(self.least.share * known)
    }

    pub(super) fn spent(&self) -> f64 {
        self.spent
    }

    /// Units a second; none while nothing bounds them.
    pub(super) fn rate(&self, now: Instant) -> Option<f64> {
        let known = self.limit.map(|limit| limit.rate() / SPARE);
        let slowed = self.slowdown.map(|slowdown| slowdown.rate(now));
        match (known, slowed) {
            (Some(known), Some(slowed)) => Some(known.min(slowed)),
            (known, slowed) => known.or(slowed),
        }
    }

    /// When a request may start, after others that take so much. Not after `now` if at once.
    pub(super) fn turn(&self, now: Instant, ahead: f64, cost: f64) -> Instant {
        let paced = match (self.rate(now), self.free) {
            (Some(rate), free) if ahead > 0.0 => {
                free.map_or(now, |free| free.max(now)) + span(ahead / rate)
            }
            (Some(_), Some(free)) => free,
            _ => now,
        };
        // The slack is less than any clock says.
        let mut paced = paced.checked_sub(self.slack()).unwrap_or(paced);
        if let (Some(limit), Some(count), Some(recent)) = (self.limit, self.known(), &self.recent) {
            let span = span(limit.period.as_secs_f64() * SPARE);
            paced = paced.max(recent.fewer(count, span).unwrap_or(now));
        }
        match &self.left {
            Some(left) => paced.max(left.allows(ahead + cost, now)),
            None => paced,
        }
    }

    /// No request after so many others starts before, whatever answers say meanwhile.
    pub(super) fn soonest(&self, now: Instant, ahead: f64) -> Instant {
        let Some(limit) = self.limit.filter(|_| self.is_fixed) else {
            return now;
        };
        let free = self.free.map_or(now, |free| free.max(now));
        let turn = free + span(ahead * SPARE / limit.rate());
        turn.checked_sub(self.slack()).unwrap_or(turn)
    }

    /// Starts a request, and says what it is charged.
    pub(super) fn start(&mut self, now: Instant, cost: f64) -> Charge {
        let units = self.at_most(cost);
        let known = self.known();
        if let Some(recent) = &mut self.recent {
            recent.start(now, known.unwrap_or(recent::MOST));
        }
        self.spent += units;
        if let Some(left) = &mut self.left {
            left.take(units);
        }
        let paid = self.rate(now).map(|rate| self.pay(now, units / rate));
        if paid.is_none() {
            self.start_unpaced(now, units);
        }
        Charge {
            account: self.account,
            units,
            paid,
        }
    }

    fn start_unpaced(&mut self, now: Instant, units: f64) {
        let period = self.period;
        match &mut self.unpaced {
            Some(unpaced) if now.saturating_duration_since(unpaced.since) < period => {
                unpaced.sum += units;
            }
            _ => {
                self.account += 1;
                self.unpaced = Some(Unpaced {
                    since: now,
                    sum: units,
                });
            }
        }
    }

    /// A request took so much in truth. What it was charged beyond is given back, and never more than
    /// it was charged; `charge` is what stays.
    pub(super) fn settle(&mut self, now: Instant, charge: &mut Charge, used: f64) {
        if charge.account != self.account {
            return;
        }
        let paid = match (charge.paid, &mut self.unpaced, self.charged_later) {
            (Some(paid), ..) => paid,
            (None, Some(unpaced), _) => {
                unpaced.sum += used - charge.units;
                charge.units = used;
                return;
            }
            (None, None, Some(each)) => span(charge.units * each),
            (None, None, None) => return,
        };
        let (Some(rate), Some(free)) = (self.rate(now), self.free) else {
            return;
        };
        let paid = if used > charge.units {
            let more = self.at_most(used - charge.units);
            paid + self.pay(now, more / rate)
        } else {
            let kept = charge.kept(paid, used);
            // No clock goes back so far where it is none.
            self.free = free.checked_sub(paid.saturating_sub(kept));
            kept
        };
        charge.units = used;
        charge.paid = Some(paid);
    }

    /// What an answer says, of a request that was started `at`, when all that was started made up
    /// `spent`. With `is_newest`, no request that was started later has been answered. A limit of the
    /// number that was given is of the period that was given.
    pub(super) fn learn(&mut self, told: RateLimit, at: Instant, spent: f64, is_newest: bool) {
        let told_limit = told.limit.filter(|limit| *limit > 0);
        let told_limit = told_limit.map(|limit| Limit::new(limit, self.period));
        let is_given = |told: &Limit| {
            let given = self.limit.filter(|_| self.is_fixed);
            given.is_some_and(|given| (given.amount - told.amount).abs() < 0.5)
        };
        let limit = told_limit.filter(|told| !is_given(told)).or(self.limit);
        if let Some(limit) = limit
            && !self.is_fixed
        {
            self.set_limit(limit);
        }
        // What went out unpaced was within the limit, too.
        if self.limit.is_some()
            && let Some(unpaced) = self.unpaced.take()
            && let Some(rate) = self.rate(at)
        {
            let paid = self.pay(unpaced.since, self.at_most(unpaced.sum) / rate);
            self.charged_later = Some(paid.as_secs_f64() / unpaced.sum.max(1.0));
        }
        if is_newest {
            self.left = Left::read(told, limit, at);
            if let Some(left) = &mut self.left {
                left.take(self.spent - spent);
            }
        }
    }

    /// The pace was too quick. `measured` is what got through, in units a second: far below the pace
    /// it is the better guess, near it a tenth less does. `requests` is the pace of requests.
    pub(super) fn slow_down(&mut self, now: Instant, measured: Option<f64>, requests: Option<f64>) {
        let from = match (self.rate(now), measured) {
            (Some(rate), Some(measured)) if measured < rate / 2.0 => measured,
            (Some(rate), _) => rate,
            (None, Some(measured)) => measured,
            (None, None) => return,
        };
        let from = from.max(self.least());
        self.slowdown = Some(Slowdown::new(now, from, requests.or(measured)));
        self.unpaced = None;
    }

    /// So many seconds of the pace are taken, after never more than a period of what was before:
    /// services refuse what is too much, and have none of it to be paid for later.
    fn pay(&mut self, now: Instant, seconds: f64) -> Duration {
        let mut free = self.free.map_or(now, |free| free.max(now));
        if let Some(limit) = self.limit {
            let longest = now + span(limit.period.as_secs_f64() * SPARE);
            if free > longest {
                free = longest;
                // Who paid the rest is not known.
                self.account += 1;
            }
        }
        let paid = span(seconds);
        self.free = Some(free + paid);
        paid
    }

    /// The service cannot have charged more than there is.
    fn at_most(&self, cost: f64) -> f64 {
        self.limit.map_or(cost, |limit| cost.min(limit.amount))
    }

    /// Where no limit is known, the period may be a second as well.
    fn slack(&self) -> Duration {
        let period = self
            .limit
            .map_or(Duration::from_secs(1), |limit| limit.period);
        let share = match self.known() {
            Some(_) if self.recent.is_some() => SLACK_OF_KNOWN,
            _ => SLACK,
        };
        LONGEST_SLACK.min(span(period.as_secs_f64() * share))
    }

    /// The limit, if it is not too large for the starts to be remembered.
    fn known(&self) -> Option<usize> {
        let count = usize::try_from(self.limit?.count).ok()?;
        (count <= recent::MOST).then_some(count)
    }
}

#[cfg(test)]
mod refunds;

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown() -> Meter {
        Meter::of_requests(Duration::from_mins(1))
    }

    fn fixed(count: u64, period: f64) -> Meter {
        let mut meter = unknown();
        meter.fix(Limit::new(count, Duration::from_secs_f64(period)));
        meter
    }

    /// The claim of [`Meter`]: whoever comes whenever, no period has more than the limit.
    #[test]
    fn no_period_has_more_requests_than_the_limit() {
        let mut dice = fastrand::Rng::with_seed(3);
        for _ in 0..200 {
            let count = if dice.bool() { dice.u64(1..200) } else { 5000 };
            let period = if dice.bool() { 1.0 } else { 100.0 } * dice.f64() + 0.05;
            let mut meter = fixed(count, period);
            let mut now = Instant::now();
            let mut starts = Vec::new();
            let most = usize::try_from(count).unwrap();
            while starts.len() < 2000.max(most * 2) {
                let turn = meter.turn(now, 0.0, 1.0);
                if turn > now {
                    // In time, late, or at any time.
                    now = turn + span(dice.f64().powi(9) * period);
                    continue;
                }
                meter.start(now, 1.0);
                starts.push(now);
            }
            // A hundredth is for the jitter on the way.
            let period = Duration::from_secs_f64(period * 1.009);
            for (first, beyond) in starts.iter().zip(&starts[most..]) {
                assert!(*beyond - *first > period, "{count} in {period:?}");
            }
        }
    }

    #[test]
    fn a_pace_is_98_percent_of_the_limit_also_for_who_is_a_little_late() {
        let mut meter = fixed(50, 1.0);
        let begin = Instant::now();
        let mut now = begin;
        for _ in 0..10_000 {
            let turn = meter.turn(now, 0.0, 1.0);
            // As timers of a millisecond are.
            now = now.max(turn) + Duration::from_micros(1900);
            meter.start(now, 1.0);
        }
        let took = (now - begin).as_secs_f64();
        assert!((203.9..204.5).contains(&took), "{took}");
    }

    #[test]
    fn who_is_behind_others_is_told_of_a_turn_that_comes_true() {
        let mut meter = fixed(10, 1.0);
        let begin = Instant::now();
        meter.start(begin, 1.0);
        let told: Vec<_> = (0..20)
            .map(|ahead| meter.turn(begin, f64::from(ahead), 1.0))
            .collect();
        for told in told {
            let turn = meter.turn(begin, 0.0, 1.0);
            // Never before, and the slack may be used up by then.
            assert!(told <= turn + Duration::from_micros(1));
            assert!(turn <= told + LONGEST_SLACK + Duration::from_micros(1));
            meter.start(turn, 1.0);
        }
    }

    #[test]
    fn what_went_out_before_a_limit_was_known_is_counted() {
        let mut meter = unknown();
        let begin = Instant::now();
        for _ in 0..10 {
            assert!(meter.turn(begin, 0.0, 1.0) <= begin);
            meter.start(begin, 1.0);
        }
        let told = RateLimit {
            limit: Some(60),
            ..RateLimit::default()
        };
        meter.learn(told, begin, 1.0, true);
        let wait = meter.turn(begin, 0.0, 1.0) - begin;
        assert_eq!(wait.as_millis(), 10 * 1020 - 100);
        // It is not counted again.
        meter.learn(told, begin, 2.0, true);
        assert_eq!(meter.turn(begin, 0.0, 1.0) - begin, wait);
    }

    #[test]
    fn a_limit_that_is_given_is_not_changed_by_answers() {
        let begin = Instant::now();
        let told = |limit| RateLimit {
            limit: Some(limit),
            ..RateLimit::default()
        };
        let mut meter = fixed(60, 60.0);
        meter.learn(told(600), begin, 0.0, true);
        assert!((meter.rate(begin).unwrap() - 1.0 / 1.02).abs() < 1e-9);
        // One that was told is, and no limit at all is none.
        let mut meter = unknown();
        for (limit, expected) in [
            (0, None),
            (600, Some(10.0)),
            (60, Some(1.0)),
            (0, Some(1.0)),
        ] {
            meter.learn(told(limit), begin, 0.0, true);
            let rate = meter.rate(begin).map(|rate| rate * 1.02);
            assert_eq!(rate.is_some(), expected.is_some());
            assert!(
                rate.zip(expected)
                    .is_none_or(|(rate, expected)| (rate - expected).abs() < 1e-9)
            );
        }
    }

    #[test]
    fn an_old_answer_says_nothing_new_of_what_is_left() {
        let begin = Instant::now();
        let told = |remaining| RateLimit {
            limit: None,
            remaining: Some(remaining),
            reset: Some(Duration::from_secs(9)),
        };
        let mut meter = unknown();
        meter.learn(told(5), begin, 0.0, true);
        meter.learn(told(0), begin, 0.0, false);
        assert!(meter.turn(begin, 0.0, 1.0) <= begin);
        // Five have been started since the sixth was answered.
        meter.start(begin, 1.0);
        let spent = meter.spent();
        for _ in 0..5 {
            meter.start(begin, 1.0);
        }
        meter.learn(told(5), begin, spent, true);
        assert_eq!(meter.turn(begin, 0.0, 1.0), begin + Duration::from_secs(9));
    }
}
