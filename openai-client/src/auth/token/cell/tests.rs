//! The rules one by one, and random histories against a model in whole milliseconds.

use std::collections::HashSet;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn cell(buffer: u64) -> (Cell<u32>, Instant) {
    (Cell::new(Duration::from_secs(buffer)), Instant::now())
}

#[test]
fn one_fetches_and_the_others_wait() {
    let (mut cell, now) = cell(20);
    assert_eq!(cell.ask(now), Step::Fetch);
    assert_eq!(cell.ask(now), Step::Wait);
    assert_eq!(cell.ask(now + SECOND * 100), Step::Wait);
    cell.fetched(1, now, SECOND * 100);
    assert_eq!(cell.ask(now), Step::Use(1));
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
        cell.ask(now);
        cell.fetched(1, now, SECOND * lifetime);
        let from = now + Duration::from_millis(from);
        let end = now + SECOND * lifetime;
        let moment = Duration::from_nanos(1);
        assert_eq!(cell.ask(from - moment), Step::Use(1));
        if from < end {
            assert_eq!(cell.ask(from), Step::UseAndFetch(1));
            assert_eq!(cell.ask(end - moment), Step::Use(1));
            assert_eq!(cell.ask(end), Step::Wait);
        } else {
            assert_eq!(cell.ask(end), Step::Fetch);
        }
    }
}

#[test]
fn a_failure_keeps_the_token_and_is_not_repeated_at_once() {
    let (mut cell, now) = cell(1000);
    cell.ask(now);
    cell.fetched(1, now, SECOND * 2000);
    let at = |seconds: u32| now + SECOND * seconds;
    assert_eq!(cell.ask(at(1000)), Step::UseAndFetch(1));
    cell.failed(at(1010));
    assert_eq!(cell.ask(at(1039)), Step::Use(1));
    assert_eq!(cell.ask(at(1040)), Step::UseAndFetch(1));
    // Of the last 40 seconds, a quarter.
    cell.failed(at(1960));
    assert_eq!(cell.ask(at(1969)), Step::Use(1));
    assert_eq!(cell.ask(at(1970)), Step::UseAndFetch(1));
    cell.failed(at(1999));
    assert_eq!(cell.ask(at(1999)), Step::Use(1));
    // Without a token there is no rest.
    assert_eq!(cell.ask(at(2000)), Step::Fetch);
    cell.failed(at(2001));
    assert_eq!(cell.ask(at(2001)), Step::Fetch);
}

#[test]
fn only_the_token_that_was_refused_is_forgotten() {
    let (mut cell, now) = cell(20);
    cell.ask(now);
    cell.fetched(2, now, SECOND * 100);
    cell.refused(|token| *token == 1);
    assert_eq!(cell.ask(now), Step::Use(2));
    cell.refused(|token| *token == 2);
    assert_eq!(cell.ask(now), Step::Fetch);
}

#[test]
fn a_refused_token_that_is_being_renewed_is_waited_for() {
    let (mut cell, now) = cell(20);
    cell.ask(now);
    cell.fetched(1, now, SECOND * 100);
    assert_eq!(cell.ask(now + SECOND * 90), Step::UseAndFetch(1));
    cell.refused(|token| *token == 1);
    assert_eq!(cell.ask(now + SECOND * 90), Step::Wait);
    cell.ended();
    assert_eq!(cell.ask(now + SECOND * 90), Step::Fetch);
}

#[test]
fn a_time_that_no_clock_holds_is_no_time() {
    let (mut cell, now) = cell(20);
    cell.ask(now);
    cell.fetched(1, now, Duration::MAX);
    assert_eq!(cell.ask(now), Step::Fetch);
}

/// What a cell should know, said in another way: all that has happened, and when.
#[derive(Default)]
struct Model {
    now: u64,
    buffer: u64,
    /// The last token: which, asked for when, for how long.
    last: Option<(u32, u64, u64)>,
    refused: HashSet<u32>,
    is_fetching: bool,
    /// The last failure, if no token came since.
    failure: Option<u64>,
}

impl Model {
    fn good(&self) -> Option<(u32, u64, u64)> {
        let (token, asked, lifetime) = self.last?;
        let is_good = self.now < asked + lifetime && !self.refused.contains(&token);
        is_good.then_some((token, asked, lifetime))
    }

    fn expected(&self) -> Step<u32> {
        let Some((token, asked, lifetime)) = self.good() else {
            return if self.is_fetching {
                Step::Wait
            } else {
                Step::Fetch
            };
        };
        let end = asked + lifetime;
        let is_old = end - self.now <= self.buffer && (self.now - asked) * 2 >= lifetime;
        let is_resting = self.failure.is_some_and(|failed| {
            let rest = (end.saturating_sub(failed) / 4).clamp(1000, 30_000);
            self.now < failed + rest
        });
        if is_old && !is_resting && !self.is_fetching {
            Step::UseAndFetch(token)
        } else {
            Step::Use(token)
        }
    }
}

#[test]
fn any_history_is_that_of_the_model() {
    let mut seen = [0; 4];
    for seed in 0..2000 {
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
                        Step::Wait => 3,
                    }] += 1;
                    model.is_fetching |= matches!(step, Step::UseAndFetch(_) | Step::Fetch);
                }
                6 if model.is_fetching => {
                    let lifetime = dice.u64(1..40_000) * 8;
                    let asked = model.now.saturating_sub(dice.u64(0..2000) * 8);
                    cell.fetched(token, at(asked), Duration::from_millis(lifetime));
                    model.last = Some((token, asked, lifetime));
                    (model.is_fetching, model.failure) = (false, None);
                }
                7 if model.is_fetching => {
                    model.is_fetching = false;
                    if dice.bool() {
                        cell.failed(at(model.now));
                        model.failure = Some(model.now);
                    } else {
                        cell.ended();
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
