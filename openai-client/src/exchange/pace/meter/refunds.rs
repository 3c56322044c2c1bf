//! Nothing gives back more than was paid.

use super::*;

/// What all have paid and not had back, in seconds, as it shows in when the meter is free.
#[derive(Default)]
struct Book {
    balance: f64,
}

impl Book {
    /// Something was paid, on top of what was owed at the time.
    fn paid(&mut self, meter: &Meter, before: Option<Instant>, from: Instant) {
        let Some(free) = meter.free else { return };
        let owed = before.map_or(from, |before| before.max(from));
        let longest = meter
            .limit
            .map_or(owed, |limit| from + limit.period.mul_f64(SPARE));
        let cut = owed.saturating_duration_since(longest);
        self.balance -= cut.as_secs_f64();
        self.balance += (free - owed.min(longest)).as_secs_f64();
    }

    fn settled(&mut self, meter: &Meter, before: Option<Instant>, now: Instant) {
        match (before, meter.free) {
            (Some(before), Some(free)) if free <= before => {
                self.balance -= (before - free).as_secs_f64();
            }
            (Some(_), Some(_)) => self.paid(meter, before, now),
            (None, None) => {}
            other => panic!("settled from {other:?}"),
        }
    }
}

#[test]
fn refunds_are_never_more_than_charges() {
    let mut dice = fastrand::Rng::with_seed(11);
    for _ in 0..500 {
        let mut meter = Meter::of_tokens(Duration::from_mins(1));
        let mut book = Book::default();
        let mut now = Instant::now() + Duration::from_hours(48);
        let mut flying = Vec::new();
        for _ in 0..200 {
            let before = meter.free;
            match dice.u8(..12) {
                0..5 => {
                    let cost = 10_f64.powf(dice.f64() * 7.0);
                    now = now.max(meter.turn(now, 0.0, cost));
                    let is_paced = meter.rate(now).is_some();
                    flying.push(meter.start(now, cost));
                    if is_paced {
                        book.paid(&meter, before, now);
                    }
                }
                5..9 if !flying.is_empty() => {
                    let nth = dice.usize(..flying.len());
                    let used = 10_f64.powf(dice.f64() * 7.0) - 1.0;
                    meter.settle(now, &mut flying[nth], used);
                    book.settled(&meter, before, now);
                    // Some are settled twice.
                    if dice.bool() {
                        flying.swap_remove(nth);
                    }
                }
                9 => meter.slow_down(now, dice.bool().then_some(50.0), None),
                10 => {
                    let since = meter.unpaced.as_ref().map(|unpaced| unpaced.since);
                    let told = RateLimit {
                        limit: Some(1 + dice.u64(..1_000_000)),
                        ..RateLimit::default()
                    };
                    meter.learn(told, now, meter.spent(), true);
                    if let Some(since) = since {
                        book.paid(&meter, before, since);
                    }
                }
                11 if dice.u8(..4) == 0 => {
                    let count = 1 + dice.u64(..1_000_000);
                    meter.fix(Limit::new(count, Duration::from_secs(dice.u64(1..100))));
                    // What was paid before is of no account any more.
                    book = Book::default();
                }
                _ => now += Duration::from_millis(dice.u64(..20_000)),
            }
            assert!(book.balance > -1e-3, "{}", book.balance);
        }
    }
}

#[test]
fn one_that_is_too_large_gives_back_only_what_it_paid() {
    let mut meter = Meter::of_tokens(Duration::from_mins(1));
    meter.fix(Limit::new(6000, Duration::from_mins(1)));
    let begin = Instant::now() + Duration::from_hours(24);
    let mut large = meter.start(begin, 1e6);
    let later = begin + Duration::from_secs(61);
    meter.start(later, 6000.0);
    meter.settle(later, &mut large, 600.0);
    // Nine tenths of its minute, and not three hours: the other is still paid for.
    let paid = meter.free.unwrap() - begin;
    assert_eq!(paid, Duration::from_millis(61_200 + 6120));
}

#[test]
fn what_was_paid_quickly_is_given_back_as_it_was_paid() {
    let begin = Instant::now() + Duration::from_hours(24);
    let mut meter = Meter::of_tokens(Duration::from_mins(1));
    meter.fix(Limit::new(6000, Duration::from_mins(1)));
    let mut first = meter.start(begin, 1000.0);
    let mut second = meter.start(begin, 1000.0);
    assert_eq!(meter.free.unwrap() - begin, Duration::from_millis(20_400));
    meter.slow_down(begin, Some(10.0), None);
    meter.settle(begin, &mut first, 0.0);
    assert_eq!(meter.free.unwrap() - begin, Duration::from_millis(10_200));
    // Nor does it come back a second time.
    meter.settle(begin, &mut first, 0.0);
    assert_eq!(meter.free.unwrap() - begin, Duration::from_millis(10_200));
    // What was paid under a limit that holds no more is not given back under the next one.
    meter.fix(Limit::new(60, Duration::from_mins(1)));
    meter.start(begin, 60.0);
    let free = meter.free;
    meter.settle(begin, &mut second, 0.0);
    assert_eq!(meter.free, free);
}

#[test]
fn what_went_out_unpaced_is_settled_as_it_is_paid_later_or_not_at_all() {
    let begin = Instant::now() + Duration::from_hours(24);
    let told = RateLimit {
        limit: Some(6000),
        ..RateLimit::default()
    };
    // Before the limit is known, and after.
    let mut meter = Meter::of_tokens(Duration::from_mins(1));
    let mut first = meter.start(begin, 1000.0);
    let mut second = meter.start(begin, 1000.0);
    meter.settle(begin, &mut first, 500.0);
    meter.learn(told, begin, 2000.0, true);
    assert_eq!(meter.free.unwrap() - begin, Duration::from_millis(15_300));
    meter.settle(begin, &mut second, 500.0);
    assert_eq!(meter.free.unwrap() - begin, Duration::from_millis(10_200));

    // A refusal forgets what went out unpaced.
    let mut meter = Meter::of_tokens(Duration::from_mins(1));
    let mut first = meter.start(begin, 1e6);
    meter.slow_down(begin, Some(10.0), None);
    meter.start(begin, 100.0);
    let free = meter.free;
    meter.settle(begin, &mut first, 0.0);
    assert_eq!(meter.free, free);
}
