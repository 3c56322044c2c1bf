//! The rules one by one, and random histories against a model in whole milliseconds.

use std::collections::HashSet;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// Tokens, failures and fetches are numbers.
type Numbers = Cell<u32, u32, u32>;

fn cell(buffer: u64) -> (Numbers, Instant) {
    (Cell::new(Duration::from_secs(buffer)), Instant::now())
}

/// As who is told to fetch, and does.
fn ask(cell: &mut Numbers, now: Instant) -> Step<u32, u32, u32> {
    let step = cell.ask(now);
    if matches!(step, Step::UseAndFetch(_) | Step::Fetch) {
        cell.begun(7);
    }
    step
}

fn fetched(cell: &mut Numbers, token: u32, asked: Instant, lifetime: Duration) {
    assert!(cell.ended(|fetch| *fetch == 7));
    cell.fetched(token, asked, lifetime);
}

fn failed(cell: &mut Numbers, error: u32, now: Instant, retry_after: Option<u64>) {
    assert!(cell.ended(|fetch| *fetch == 7));
    cell.failed(Some(error), now, retry_after.map(Duration::from_secs));
}

#[test]
fn one_fetches_and_the_others_wait() {
    let (mut cell, now) = cell(20);
    assert_eq!(ask(&mut cell, now), Step::Fetch);
    assert_eq!(ask(&mut cell, now), Step::Wait(7));
    assert_eq!(ask(&mut cell, now + SECOND * 100), Step::Wait(7));
    fetched(&mut cell, 1, now, SECOND * 100);
    assert_eq!(ask(&mut cell, now), Step::Use(1));
}

#[test]
fn a_token_is_renewed_once_while_it_is_used() {
    for (buffer, lifetime, from) in [
        (20, 100, 80_000),
        (20, 40, 20_000),
        (20, 10, 5_000),
        (20, 1, 500),
        (0, 10, 10_000),
    ] {
        let (mut cell, now) = cell(buffer);
        ask(&mut cell, now);
        fetched(&mut cell, 1, now, SECOND * lifetime);
        let from = now + Duration::from_millis(from);
        let end = now + SECOND * lifetime;
        let moment = Duration::from_nanos(1);
        assert_eq!(ask(&mut cell, from - moment), Step::Use(1));
        if from < end {
            assert_eq!(ask(&mut cell, from), Step::UseAndFetch(1));
            assert_eq!(ask(&mut cell, end - moment), Step::Use(1));
            assert_eq!(ask(&mut cell, end), Step::Wait(7));
        } else {
            assert_eq!(ask(&mut cell, end), Step::Fetch);
        }
    }
}

#[test]
fn a_failure_keeps_the_token_and_is_not_repeated_at_once() {
    let (mut cell, now) = cell(1000);
    ask(&mut cell, now);
    fetched(&mut cell, 1, now, SECOND * 2000);
    let at = |seconds: u32| now + SECOND * seconds;
    assert_eq!(ask(&mut cell, at(1000)), Step::UseAndFetch(1));
    failed(&mut cell, 1, at(1010), None);
    assert_eq!(ask(&mut cell, at(1039)), Step::Use(1));
    assert_eq!(ask(&mut cell, at(1040)), Step::UseAndFetch(1));
    // Of the last 40 seconds, a quarter.
    failed(&mut cell, 2, at(1960), None);
    assert_eq!(ask(&mut cell, at(1969)), Step::Use(1));
    assert_eq!(ask(&mut cell, at(1970)), Step::UseAndFetch(1));
    failed(&mut cell, 3, at(1999), None);
    assert_eq!(ask(&mut cell, at(1999)), Step::Use(1));
    // With the token, its rest is over.
    assert_eq!(ask(&mut cell, at(2000)), Step::Fetch);
}

#[test]
fn without_a_token_a_failure_is_the_answer_for_a_second() {
    let (mut cell, now) = cell(20);
    let moment = Duration::from_nanos(1);
    ask(&mut cell, now);
    failed(&mut cell, 1, now, None);
    assert_eq!(ask(&mut cell, now), Step::Fail(1));
    assert_eq!(ask(&mut cell, now + SECOND - moment), Step::Fail(1));
    assert_eq!(ask(&mut cell, now + SECOND), Step::Fetch);
    assert_eq!(ask(&mut cell, now + SECOND), Step::Wait(7));
    fetched(&mut cell, 1, now + SECOND, SECOND);
    assert_eq!(ask(&mut cell, now + SECOND * 2), Step::Fetch);
}

#[test]
fn the_issuer_says_how_long_up_to_two_minutes() {
    for (retry_after, rest) in [(0, 1), (1, 1), (7, 7), (120, 120), (600, 120)] {
        let (mut cell, now) = cell(1000);
        let moment = Duration::from_nanos(1);
        ask(&mut cell, now);
        failed(&mut cell, 1, now, Some(retry_after));
        let end = now + SECOND * rest;
        assert_eq!(ask(&mut cell, end - moment), Step::Fail(1));
        assert_eq!(ask(&mut cell, end), Step::Fetch);
        // Of the last 28 seconds of a token, a quarter is 7; and with them, any rest ends.
        fetched(&mut cell, 2, now, SECOND * 2000);
        assert_eq!(ask(&mut cell, now + SECOND * 1972), Step::UseAndFetch(2));
        failed(&mut cell, 3, now + SECOND * 1972, Some(retry_after));
        let end = now + SECOND * (1972 + rest.clamp(7, 28));
        assert_eq!(ask(&mut cell, end - moment), Step::Use(2));
        let expected = if rest > 28 {
            Step::Fetch
        } else {
            Step::UseAndFetch(2)
        };
        assert_eq!(ask(&mut cell, end), expected);
    }
}

#[test]
fn a_fetch_in_whose_place_another_has_begun_ends_nothing() {
    let (mut cell, now) = cell(20);
    ask(&mut cell, now);
    assert!(!cell.ended(|fetch| *fetch == 6));
    assert_eq!(ask(&mut cell, now), Step::Wait(7));
    assert!(cell.ended(|fetch| *fetch == 7));
    assert!(!cell.ended(|fetch| *fetch == 7));
}

#[test]
fn only_the_token_that_was_refused_is_forgotten() {
    let (mut cell, now) = cell(20);
    ask(&mut cell, now);
    fetched(&mut cell, 2, now, SECOND * 100);
    cell.refused(|token| *token == 1);
    assert_eq!(ask(&mut cell, now), Step::Use(2));
    cell.refused(|token| *token == 2);
    assert_eq!(ask(&mut cell, now), Step::Fetch);
}

#[test]
fn a_refused_token_that_is_being_renewed_is_waited_for() {
    let (mut cell, now) = cell(20);
    ask(&mut cell, now);
    fetched(&mut cell, 1, now, SECOND * 100);
    assert_eq!(ask(&mut cell, now + SECOND * 90), Step::UseAndFetch(1));
    cell.refused(|token| *token == 1);
    assert_eq!(ask(&mut cell, now + SECOND * 90), Step::Wait(7));
    assert!(cell.ended(|fetch| *fetch == 7));
    assert_eq!(ask(&mut cell, now + SECOND * 90), Step::Fetch);
}

#[test]
fn a_time_that_no_clock_holds_is_no_time() {
    let (mut cell, now) = cell(20);
    ask(&mut cell, now);
    fetched(&mut cell, 1, now, Duration::MAX);
    assert_eq!(ask(&mut cell, now), Step::Fetch);
}

/// What a cell should know, said in another way: all that has happened, and when.
#[derive(Default)]
struct Model {
    now: u64,
    buffer: u64,
    /// The last token: which, asked for when, for how long.
    last: Option<(u32, u64, u64)>,
    refused: HashSet<u32>,
    /// The last that has begun, if it goes on.
    fetch: Option<u32>,
    /// The last failure, if no token came since: which, when, and how long the issuer wants to rest.
    failure: Option<(u32, u64, u64)>,
    /// The last one for which there was no token, if none came since.
    felt: Option<(u32, u64, u64)>,
}

impl Model {
    fn good(&self) -> Option<(u32, u64, u64)> {
        let (token, asked, lifetime) = self.last?;
        let is_good = self.now < asked + lifetime && !self.refused.contains(&token);
        is_good.then_some((token, asked, lifetime))
    }

    fn expected(&self) -> Step<u32, u32, u32> {
        let Some((token, asked, lifetime)) = self.good() else {
            return match (self.fetch, self.felt) {
                (Some(fetch), _) => Step::Wait(fetch),
                (None, Some((failure, at, wanted)))
                    if self.now < at + wanted.clamp(1000, 120_000) =>
                {
                    Step::Fail(failure)
                }
                (None, _) => Step::Fetch,
            };
        };
        let end = asked + lifetime;
        let is_old = end - self.now <= self.buffer && (self.now - asked) * 2 >= lifetime;
        let is_resting = self.failure.is_some_and(|(_, failed, wanted)| {
            let rest = (end.saturating_sub(failed) / 4).clamp(1000, 30_000);
            self.now < failed + rest.max(wanted.min(120_000))
        });
        if is_old && !is_resting && self.fetch.is_none() {
            Step::UseAndFetch(token)
        } else {
            Step::Use(token)
        }
    }
}

#[test]
fn any_history_is_that_of_the_model() {
    let mut seen = [0; 5];
    for seed in 0..3000 {
        let mut dice = fastrand::Rng::with_seed(seed);
        let mut model = Model {
            buffer: dice.u64(0..200) * 1000,
            ..Model::default()
        };
        let mut cell = Cell::new(Duration::from_millis(model.buffer));
        let begin = Instant::now();
        let at = |millis| begin + Duration::from_millis(millis);
        for token in 0..dice.u32(1..200) {
            match dice.u8(0..9) {
                // Multiples of 8 ms, so that halves and quarters are whole.
                0..3 => model.now += dice.u64(0..5000) * 8,
                3..6 => {
                    let step = cell.ask(at(model.now));
                    assert_eq!(step, model.expected(), "seed {seed}, token {token}");
                    seen[match step {
                        Step::Use(_) => 0,
                        Step::UseAndFetch(_) => 1,
                        Step::Fetch => 2,
                        Step::Wait(_) => 3,
                        Step::Fail(_) => 4,
                    }] += 1;
                    if matches!(step, Step::UseAndFetch(_) | Step::Fetch) {
                        cell.begun(token);
                        model.fetch = Some(token);
                    }
                }
                6 if model.fetch.is_some() => {
                    assert!(cell.ended(|fetch| Some(*fetch) == model.fetch));
                    let lifetime = dice.u64(1..40_000) * 8;
                    let asked = model.now.saturating_sub(dice.u64(0..2000) * 8);
                    cell.fetched(token, at(asked), Duration::from_millis(lifetime));
                    model.last = Some((token, asked, lifetime));
                    (model.fetch, model.failure, model.felt) = (None, None, None);
                }
                7 if model.fetch.is_some() => {
                    assert!(cell.ended(|fetch| Some(*fetch) == model.fetch));
                    model.fetch = None;
                    if dice.bool() {
                        let wanted = [0, 500, 5000, 50_000, 500_000][dice.usize(0..5)];
                        let retry_after = Duration::from_millis(wanted);
                        let retry_after = Some(retry_after).filter(|_| wanted > 0);
                        cell.failed(Some(token), at(model.now), retry_after);
                        let failure = Some((token, model.now, wanted));
                        model.failure = failure;
                        if model.good().is_none() {
                            model.felt = failure;
                        }
                    }
                }
                _ => {
                    let last = model.last.map_or(0, |(token, ..)| token);
                    let refused = if dice.bool() { last } else { token };
                    cell.refused(|held| *held == refused);
                    model.refused.insert(refused);
                }
            }
        }
    }
    assert!(seen.iter().all(|seen| *seen > 1000), "{seen:?}");
}

#[test]
fn what_is_no_answer_is_held_for_nobody() {
    let mut cell = Numbers::new(Duration::ZERO);
    let now = Instant::now();
    cell.failed(None, now, None);
    assert_eq!(cell.ask(now), Step::Fetch);
}
