//! Whole calls under a clock that is moved by hand: what fails, how long each attempt takes, and
//! what comes of it.

use std::time::Duration;

use http::StatusCode;

use super::{Again, Failure, LONGEST_SERVER_DELAY, Retries};

/// Milliseconds.
type Millis = u64;

pub(super) const POST: Again = Again {
    repeatable: true,
    harmless: false,
};
pub(super) const GET: Again = Again {
    repeatable: true,
    harmless: true,
};

/// What came of a call.
#[derive(Debug, PartialEq)]
struct Course {
    waits: Vec<Millis>,
    attempts: u32,
    /// The last attempt succeeded.
    success: bool,
    /// On the clock, when the call was over.
    end: Millis,
}

/// A call, its attempts that fail, and what is expected: the waits, whether it succeeds, and when it
/// is over.
type Row<'a> = (Call, &'a [(Millis, Failure)], &'a [Millis], bool, Millis);

struct Call {
    again: Again,
    most: u32,
    total: Option<Millis>,
    dice: f64,
}

impl Call {
    /// Plays the client's loop: each attempt takes its time and fails, and after the last there is
    /// a success at once. A deadline that passes within an attempt is a request that may have been
    /// carried out, as in the client.
    fn play(&self, attempts: &[(Millis, Failure)]) -> Course {
        let mut retries = Retries::new(self.most, self.again, None);
        let mut clock = 0;
        let mut waits = Vec::new();
        let mut script = attempts.iter();
        loop {
            let attempt = retries.attempt();
            let Some(&(takes, failure)) = script.next() else {
                return Course {
                    waits,
                    attempts: attempt,
                    success: true,
                    end: clock,
                };
            };
            let (takes, failure) = match self.total {
                Some(total) if clock + takes >= total => (total - clock, Failure::MaybeSent),
                _ => (takes, failure),
            };
            clock += takes;
            let time_left = self
                .total
                .map(|total| Duration::from_millis(total.saturating_sub(clock)));
            let Some(wait) = retries.after(failure, time_left, self.dice) else {
                return Course {
                    waits,
                    attempts: attempt,
                    success: false,
                    end: clock,
                };
            };
            let wait = Millis::try_from(wait.as_millis()).unwrap();
            waits.push(wait);
            clock += wait;
        }
    }
}

fn refused(status: u16) -> Failure {
    Failure::Refused {
        status: StatusCode::from_u16(status).unwrap(),
        advice: None,
        delay: None,
    }
}

/// A 429 that names its delay.
fn limited(delay: Millis) -> Failure {
    Failure::Refused {
        status: StatusCode::TOO_MANY_REQUESTS,
        advice: None,
        delay: Some(Duration::from_millis(delay)),
    }
}

#[test]
fn a_call_goes_as_its_failures_and_limits_say() {
    use Failure::{MaybeSent, NotSent};
    let down = [(5, refused(503)); 7];
    #[rustfmt::skip]
    let cases: &[Row<'_>] = &[
        // Nothing fails.
        (Call { again: POST, most: 2, total: None, dice: 1.0 }, &[], &[], true, 0),
        // The retries are used up: doubled, and at most 8 s.
        (Call { again: POST, most: 2, total: None, dice: 1.0 }, &down, &[500, 1000], false, 1515),
        (Call { again: POST, most: 6, total: None, dice: 1.0 }, &down, &[500, 1000, 2000, 4000, 8000, 8000], false, 23_535),
        (Call { again: POST, most: 6, total: None, dice: 0.5 }, &down, &[250, 500, 1000, 2000, 4000, 4000], false, 11_785),
        (Call { again: POST, most: 0, total: None, dice: 1.0 }, &down, &[], false, 5),
        // The last retry succeeds.
        (Call { again: POST, most: 2, total: None, dice: 1.0 }, &[(1, NotSent), (1, refused(500))], &[500, 1000], true, 1502),
        // The service's own delays are kept exactly, and count as retries for the backoff after them.
        (Call { again: POST, most: 3, total: None, dice: 0.0 }, &[(10, limited(2500)), (10, limited(120_000))], &[2500, 120_000], true, 122_520),
        (Call { again: POST, most: 3, total: None, dice: 1.0 }, &[(10, limited(70)), (10, refused(502))], &[70, 1000], true, 1090),
        // A delay that is the caller's decision ends it, also later on.
        (Call { again: POST, most: 3, total: None, dice: 1.0 }, &[(10, NotSent), (10, limited(120_001))], &[500], false, 520),
        // A mistake of the caller's is not repeated, whatever came before it.
        (Call { again: POST, most: 3, total: None, dice: 1.0 }, &[(10, refused(503)), (10, refused(400))], &[500], false, 520),
        // What may have been carried out ends a POST, and is repeated for a GET.
        (Call { again: POST, most: 3, total: None, dice: 1.0 }, &[(10, NotSent), (10, MaybeSent)], &[500], false, 520),
        (Call { again: GET, most: 3, total: None, dice: 1.0 }, &[(10, NotSent), (10, MaybeSent)], &[500, 1000], true, 1520),
        // One deadline for all attempts and waits: the third wait (2 s) would end after it.
        (Call { again: POST, most: 6, total: Some(3000), dice: 1.0 }, &down, &[500, 1000], false, 1515),
        // It would end exactly with it.
        (Call { again: POST, most: 6, total: Some(3515), dice: 1.0 }, &down, &[500, 1000], false, 1515),
        (Call { again: POST, most: 6, total: Some(3516), dice: 1.0 }, &down, &[500, 1000, 2000], false, 3516),
        // Attempts take from it, too.
        (Call { again: POST, most: 6, total: Some(3000), dice: 1.0 }, &[(2600, refused(503))], &[], false, 2600),
        (Call { again: POST, most: 6, total: Some(3000), dice: 1.0 }, &[(10, limited(2990))], &[], false, 10),
        (Call { again: POST, most: 6, total: Some(3000), dice: 1.0 }, &[(10, limited(2989)), (1, refused(503))], &[2989], false, 3000),
        // It passes within an attempt: then nothing is left to repeat with, harmless or not.
        (Call { again: GET, most: 6, total: Some(3000), dice: 0.0 }, &[(10, NotSent), (60_000, NotSent)], &[0], false, 3000),
    ];
    for (row, (call, script, waits, success, end)) in cases.iter().enumerate() {
        let expected = Course {
            waits: waits.to_vec(),
            attempts: u32::try_from(waits.len()).unwrap() + 1,
            success: *success,
            end: *end,
        };
        assert_eq!(call.play(script), expected, "row {row}");
    }
}

#[test]
fn no_history_breaks_the_limits() {
    let mut dice = fastrand::Rng::with_seed(7);
    let mut given_up = 0;
    for _ in 0..20_000 {
        let again = Again {
            repeatable: dice.u8(..10) > 0,
            harmless: dice.bool(),
        };
        let call = Call {
            again,
            most: dice.u32(..6),
            total: dice.bool().then(|| dice.u64(1..20_000)),
            dice: dice.f64(),
        };
        let script: Vec<(Millis, Failure)> = (0..dice.usize(..8))
            .map(|_| {
                let failure = match dice.u8(..4) {
                    0 => Failure::NotSent,
                    1 => Failure::MaybeSent,
                    2 => refused(dice.u16(300..600)),
                    _ => limited(dice.u64(1..150_000)),
                };
                (dice.u64(..5000), failure)
            })
            .collect();
        let course = call.play(&script);
        assert!(course.attempts <= call.most + 1);
        assert_eq!(course.waits.len() + 1, course.attempts as usize);
        assert!(call.total.is_none_or(|total| course.end <= total));
        if !again.repeatable {
            assert_eq!(course.attempts, 1);
        }
        for (wait, (_, failure)) in course.waits.iter().zip(&script) {
            match failure {
                Failure::MaybeSent => assert!(again.harmless),
                Failure::Refused {
                    delay: Some(delay), ..
                } => {
                    assert_eq!(Duration::from_millis(*wait), *delay);
                    assert!(*delay <= LONGEST_SERVER_DELAY);
                }
                Failure::NotSent | Failure::Refused { .. } => assert!(*wait <= 8000),
            }
        }
        given_up += u32::from(!course.success);
    }
    // Both ends occur, or nothing was shown.
    assert!((2_000..18_000).contains(&given_up), "{given_up}");
}
