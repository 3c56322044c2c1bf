//! Whether to try again, and after how long. Pure: no clock, no dice, no IO.
//!
//! The rules are those of the official Python SDK, with full jitter instead of a quarter, and with
//! one change that saves money: a request that may have been carried out is sent again only where
//! twice is as good as once.

mod advice;
#[cfg(test)]
mod histories;

use std::time::Duration;

use http::StatusCode;

pub(crate) use advice::server_delay;

use super::budget::RetryBudget;
use crate::error::is_transient;

/// A longer wait is the caller's decision.
pub(crate) const LONGEST_SERVER_DELAY: Duration = Duration::from_mins(2);
/// A call that a limiter paces waits its turn again so many times, as what it was refused for is the
/// pace, which the limiter mends.
const TURNS: u32 = 10;
/// Seconds before the first retry, doubled for each further one.
const FIRST_BACKOFF: f64 = 0.5;
/// Seconds at most.
const LONGEST_BACKOFF: f64 = 8.0;

/// How an attempt failed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Failure {
    /// No connection.
    NotSent,
    /// Sent, perhaps, and no answer.
    MaybeSent,
    /// A status that is no success.
    Refused {
        status: StatusCode,
        advice: Option<bool>,
        delay: Option<Duration>,
    },
}

/// What is known of a request that is to be sent again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Again {
    /// The body can be written a second time. Half of it, or none, would be another request.
    pub(super) repeatable: bool,
    /// Carried out twice is as good as once: by its method (RFC 9110, section 9.2.2), or because the
    /// user said so.
    pub(super) harmless: bool,
}

/// The retries of one call.
#[derive(Debug)]
pub(super) struct Retries<'a> {
    made: u32,
    most: u32,
    /// How often it waited its turn again, which is no retry.
    turns: u32,
    /// It was sent once more with other credentials, which is no retry either.
    renewed: bool,
    again: Again,
    budget: Option<&'a RetryBudget>,
    /// A retry has been taken from the budget and not been made yet.
    in_hand: bool,
}

/// A caller who gives up during the wait has sent nothing.
impl Drop for Retries<'_> {
    fn drop(&mut self) {
        if let Some(budget) = self.budget
            && self.in_hand
        {
            budget.put_back();
        }
    }
}

impl<'a> Retries<'a> {
    /// `most` of them, for a request of which this much is known, and no more than the budget of all
    /// calls has.
    pub(super) fn new(most: u32, again: Again, budget: Option<&'a RetryBudget>) -> Self {
        Self {
            made: 0,
            most,
            turns: 0,
            renewed: false,
            again,
            budget,
            in_hand: false,
        }
    }

    /// The attempt that is made now, counted from 1.
    pub(super) fn attempt(&mut self) -> u32 {
        self.in_hand = false;
        self.attempts_before().saturating_add(1)
    }

    /// The attempt failed: how long to wait before the next one, or none to give up. `time_left` is
    /// that until the deadline of the call, `dice` is in 0..1.
    pub(super) fn after(
        &mut self,
        failure: Failure,
        time_left: Option<Duration>,
        dice: f64,
    ) -> Option<Duration> {
        if self.made >= self.most || !self.again.repeatable {
            return None;
        }
        let wait = self.wait(failure, dice)?;
        // Sleeping past the deadline would only replace this error by a vaguer one.
        if time_left.is_some_and(|left| wait >= left) {
            return None;
        }
        // The last condition, as it takes from what is there for others.
        if self.budget.is_some_and(|budget| !budget.try_take()) {
            return None;
        }
        self.made += 1;
        self.in_hand = true;
        Some(wait)
    }

    /// The attempt of a call that a limiter paces failed: whether it only waits its turn again, as
    /// it was one too many. Never where nothing is to be tried again.
    pub(super) fn waits_its_turn(&mut self, failure: Failure) -> bool {
        let Failure::Refused {
            status: StatusCode::TOO_MANY_REQUESTS,
            advice,
            delay,
        } = failure
        else {
            return false;
        };
        let too_long = delay.is_some_and(|delay| delay > LONGEST_SERVER_DELAY);
        let waits = self.most > 0
            && self.again.repeatable
            && self.turns < TURNS
            && advice != Some(false)
            && !too_long;
        self.turns += u32::from(waits);
        waits
    }

    /// The service refused the credentials of the attempt, and there are others now: whether it is sent
    /// again with those. Once in a call, as nothing was done, and what is refused twice is refused for
    /// another reason.
    pub(super) fn renews(&mut self, time_left: Option<Duration>) -> bool {
        let in_time = time_left != Some(Duration::ZERO);
        let renews = self.again.repeatable && !self.renewed && in_time;
        self.renewed |= renews;
        renews
    }

    /// The attempt succeeded.
    pub(super) fn succeeded(&self) {
        if let Some(budget) = self.budget
            && self.attempts_before() == 0
        {
            budget.give_back();
        }
    }

    fn attempts_before(&self) -> u32 {
        let no_retries = self.turns + u32::from(self.renewed);
        self.made.saturating_add(no_retries)
    }

    fn wait(&self, failure: Failure, dice: f64) -> Option<Duration> {
        let backoff = || backoff(self.made, dice);
        match failure {
            Failure::NotSent => Some(backoff()),
            Failure::MaybeSent => self.again.harmless.then(backoff),
            Failure::Refused {
                status,
                advice,
                delay,
            } => {
                let too_long = delay.is_some_and(|delay| delay > LONGEST_SERVER_DELAY);
                let worth_it = !too_long && advice.unwrap_or_else(|| is_transient(status));
                worth_it.then(|| delay.unwrap_or_else(backoff))
            }
        }
    }
}

/// Full jitter: anything from nothing to the step, so that clients that failed together do not
/// return together.
pub(crate) fn backoff(retries_made: u32, dice: f64) -> Duration {
    let step = FIRST_BACKOFF * 2_f64.powi(retries_made.min(16).cast_signed());
    Duration::from_secs_f64(step.min(LONGEST_BACKOFF) * dice.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::{
        histories::{GET, POST},
        *,
    };

    fn seconds(value: f64) -> Duration {
        Duration::from_secs_f64(value)
    }

    fn refused(status: u16, advice: Option<bool>, delay: Option<f64>) -> Failure {
        Failure::Refused {
            status: StatusCode::from_u16(status).unwrap(),
            advice,
            delay: delay.map(seconds),
        }
    }

    #[test]
    fn what_is_tried_again() {
        for (failure, expected) in [
            (Failure::NotSent, Some(0.5)),
            (Failure::MaybeSent, None),
            (refused(302, None, None), None),
            (refused(400, None, None), None),
            (refused(401, None, None), None),
            (refused(404, None, None), None),
            (refused(408, None, None), Some(0.5)),
            (refused(409, None, None), Some(0.5)),
            (refused(422, None, None), None),
            (refused(425, None, None), None),
            (refused(429, None, None), Some(0.5)),
            (refused(500, None, None), Some(0.5)),
            (refused(503, None, None), Some(0.5)),
            (refused(529, None, None), Some(0.5)),
            (refused(400, Some(true), None), Some(0.5)),
            (refused(500, Some(false), None), None),
            (refused(429, None, Some(3.0)), Some(3.0)),
            (refused(429, None, Some(120.0)), Some(120.0)),
            (refused(429, None, Some(120.1)), None),
            (refused(429, Some(true), Some(121.0)), None),
            (refused(400, None, Some(1.0)), None),
        ] {
            assert_eq!(
                Retries::new(2, POST, None).after(failure, None, 1.0),
                expected.map(seconds),
                "{failure:?}"
            );
        }
    }

    #[test]
    fn a_request_that_may_have_been_carried_out_is_repeated_where_it_does_no_harm() {
        let wait = Retries::new(1, GET, None).after(Failure::MaybeSent, None, 1.0);
        assert_eq!(wait, Some(seconds(0.5)));
        let wait = Retries::new(1, POST, None).after(Failure::MaybeSent, None, 1.0);
        assert_eq!(wait, None);
        // A status says that it was read; whether it is repeated does not depend on the method.
        for again in [GET, POST] {
            let refused_again = |status| {
                Retries::new(1, again, None)
                    .after(refused(status, None, None), None, 1.0)
                    .is_some()
            };
            assert!(refused_again(503) && !refused_again(404));
        }
    }

    #[test]
    fn other_credentials_are_tried_once_and_are_no_retry() {
        let mut retries = Retries::new(0, POST, None);
        assert_eq!(retries.attempt(), 1);
        assert!(!retries.renews(Some(Duration::ZERO)));
        assert!(retries.renews(Some(Duration::from_millis(1))));
        assert_eq!(retries.attempt(), 2);
        assert!(!retries.renews(None));
        let once = Again {
            repeatable: false,
            ..GET
        };
        assert!(!Retries::new(2, once, None).renews(None));
    }

    #[test]
    fn a_body_that_cannot_be_written_again_is_never_repeated() {
        for harmless in [false, true] {
            let again = Again {
                repeatable: false,
                harmless,
            };
            for failure in [
                Failure::NotSent,
                Failure::MaybeSent,
                refused(429, Some(true), Some(1.0)),
            ] {
                assert_eq!(Retries::new(9, again, None).after(failure, None, 0.0), None);
            }
        }
    }

    #[test]
    fn the_deadline_ends_it_where_the_wait_would_reach_it() {
        for (most, time_left, expected) in [
            (0, None, None),
            (1, Some(0.0), None),
            (1, Some(2.9), None),
            (1, Some(3.0), None),
            (1, Some(3.1), Some(3.0)),
        ] {
            let wait = Retries::new(most, POST, None).after(
                refused(503, None, Some(3.0)),
                time_left.map(seconds),
                0.5,
            );
            assert_eq!(wait, expected.map(seconds), "{most} {time_left:?}");
        }
    }

    #[test]
    fn backoff_doubles_up_to_eight_seconds_with_full_jitter() {
        for (made, step) in [
            (0, 0.5),
            (1, 1.0),
            (2, 2.0),
            (3, 4.0),
            (4, 8.0),
            (5, 8.0),
            (u32::MAX, 8.0),
        ] {
            for dice in [0.0, 0.25, 1.0] {
                assert_eq!(backoff(made, dice), seconds(step * dice), "{made} {dice}");
            }
        }
    }

    #[test]
    fn an_empty_budget_ends_it_and_is_asked_last() {
        let budget = RetryBudget::new(1);
        let first = |failure, time_left| {
            let mut retries = Retries::new(1, POST, Some(&budget));
            let wait = retries.after(failure, time_left, 1.0);
            retries.attempt();
            wait
        };
        // None of these would be repeated, so none takes anything.
        assert_eq!(first(refused(400, None, None), None), None);
        assert_eq!(first(Failure::MaybeSent, None), None);
        assert_eq!(first(Failure::NotSent, Some(seconds(0.5))), None);
        assert_eq!(first(Failure::NotSent, None), Some(seconds(0.5)));
        assert_eq!(first(Failure::NotSent, None), None);
    }

    #[test]
    fn a_service_that_is_down_is_not_asked_three_times_by_everyone() {
        let budget = RetryBudget::new(100);
        let call = |fails: bool| {
            let mut retries = Retries::new(2, POST, Some(&budget));
            while fails && retries.after(refused(503, None, None), None, 1.0).is_some() {}
            if !fails {
                retries.succeeded();
            }
            retries.attempt()
        };
        assert_eq!((0..1000).map(|_| call(true)).sum::<u32>(), 1100);
        // It is back: a thousand successes fill the reserve.
        assert_eq!((0..999).map(|_| call(false)).sum::<u32>(), 999);
        assert_eq!((0..1000).map(|_| call(true)).sum::<u32>(), 1099);
    }

    #[test]
    fn a_wait_that_is_given_up_takes_nothing() {
        let budget = RetryBudget::new(1);
        for _ in 0..3 {
            let mut retries = Retries::new(1, POST, Some(&budget));
            assert!(retries.after(Failure::NotSent, None, 1.0).is_some());
        }
        assert!(budget.try_take() && !budget.try_take());
    }

    #[test]
    fn a_success_after_a_retry_earns_nothing() {
        let budget = RetryBudget::new(1);
        let mut retries = Retries::new(1, POST, Some(&budget));
        assert!(retries.after(Failure::NotSent, None, 1.0).is_some());
        (0..100).for_each(|_| retries.succeeded());
        assert!(!budget.try_take());
    }
}
