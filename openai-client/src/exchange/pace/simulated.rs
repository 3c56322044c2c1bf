//! Long runs against services of three kinds, in time that passes as fast as it is awaited: how many
//! requests are refused, and how long it takes beside the ideal.

use std::{cell::RefCell, collections::VecDeque, fmt::Debug, rc::Rc, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::{
    task::LocalSet,
    time::{Instant, sleep},
};

use super::RateLimiter;

const INPUTS: u32 = 10_000;
const LIMIT: u32 = 50;

/// How a service counts: so many in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// What is in a bucket, which is refilled evenly.
    Bucket,
    /// From one full period to the next.
    Window,
    /// Over the period before each request.
    Sliding,
}

const KINDS: [Kind; 3] = [Kind::Bucket, Kind::Window, Kind::Sliding];

/// What the service is like.
#[derive(Debug, Clone, Copy)]
struct Service {
    kind: Kind,
    limit: u32,
    period: Duration,
    /// Answers have `x-ratelimit-…`.
    tells: bool,
    /// Refusals have `retry-after`, in whole seconds as most services say it.
    says_when: bool,
    /// Milliseconds there, at the service, and back; each way up to `jitter` more.
    there: u64,
    works: u64,
    jitter: u64,
    /// Requests of others each second, which count too.
    others: u32,
}

const SERVICE: Service = Service {
    kind: Kind::Bucket,
    limit: LIMIT,
    period: Duration::from_secs(1),
    tells: false,
    says_when: true,
    there: 10,
    works: 80,
    jitter: 5,
    others: 0,
};

/// What it has counted.
struct Counted {
    level: f64,
    at: Instant,
    window: Instant,
    count: u32,
    before: VecDeque<Instant>,
}

impl Counted {
    fn new(service: Service) -> Self {
        let now = Instant::now();
        Self {
            level: f64::from(service.limit),
            at: now,
            // It did not wait for us to begin.
            window: now.checked_sub(service.period / 3).unwrap(),
            count: 0,
            before: VecDeque::new(),
        }
    }

    /// Lets a request in or not, and says what is left, when all is back, and when one is.
    fn admit(&mut self, service: Service) -> (bool, u32, Duration, Duration) {
        let now = Instant::now();
        let limit = service.limit;
        let period = service.period;
        match service.kind {
            Kind::Bucket => {
                let rate = f64::from(limit) / period.as_secs_f64();
                let back = (now - self.at).as_secs_f64() * rate;
                self.level = (self.level + back).min(f64::from(limit));
                self.at = now;
                let is_in = self.level >= 1.0;
                if is_in {
                    self.level -= 1.0;
                }
                let full = Duration::from_secs_f64((f64::from(limit) - self.level) / rate);
                let one = Duration::from_secs_f64((1.0 - self.level).max(0.0) / rate);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a level is between nothing and the limit"
                )]
                (is_in, self.level as u32, full, one)
            }
            Kind::Window => {
                while now >= self.window + period {
                    self.window += period;
                    self.count = 0;
                }
                let is_in = self.count < limit;
                self.count += u32::from(is_in);
                let reset = self.window + period - now;
                (is_in, limit - self.count, reset, reset)
            }
            Kind::Sliding => {
                while self.before.front().is_some_and(|at| *at + period <= now) {
                    self.before.pop_front();
                }
                let is_in = self.before.len() < limit as usize;
                if is_in {
                    self.before.push_back(now);
                }
                let left = limit - u32::try_from(self.before.len()).unwrap();
                let one = self.before[0] + period - now;
                (is_in, left, period, one)
            }
        }
    }
}

/// What came of a run.
#[derive(Debug)]
struct Course {
    refused: f64,
    over_ideal: f64,
}

impl Course {
    fn holds(&self, of: impl Debug) {
        assert!(
            self.refused <= 0.01 && self.over_ideal <= 1.1,
            "{self:?} {of:?}"
        );
    }
}

fn headers(service: Service, left: u32, full: Duration) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if service.tells {
        for (name, value) in [
            ("x-ratelimit-limit-requests", service.limit.to_string()),
            ("x-ratelimit-remaining-requests", left.to_string()),
            ("x-ratelimit-reset-requests", format!("{full:?}")),
        ] {
            let name = HeaderName::from_static(name);
            let value = HeaderValue::try_from(value.replace('\u{b5}', "u")).unwrap();
            headers.insert(name, value);
        }
    }
    headers
}

/// So many inputs, so many of them under way at once, each tried until it gets through.
async fn run(service: Service, limiter: &RateLimiter, inputs: u32, at_once: u32) -> Course {
    let counted = Rc::new(RefCell::new(Counted::new(service)));
    let dice = Rc::new(RefCell::new(fastrand::Rng::with_seed(7)));
    let left = Rc::new(RefCell::new(inputs));
    let refused = Rc::new(RefCell::new(0_u32));
    let begin = Instant::now();
    let tasks = LocalSet::new();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "seconds of a period"
    )]
    let workers = (0..at_once).map(|_| {
        let (counted, dice) = (Rc::clone(&counted), Rc::clone(&dice));
        let (left, refused) = (Rc::clone(&left), Rc::clone(&refused));
        let limiter = limiter.clone();
        tasks.spawn_local(async move {
            let jitter = || Duration::from_millis(dice.borrow_mut().u64(..=service.jitter));
            while *left.borrow() > 0 {
                *left.borrow_mut() -= 1;
                loop {
                    let turn = limiter.turn(0).await;
                    sleep(Duration::from_millis(service.there) + jitter()).await;
                    let (is_in, remaining, full, one) = counted.borrow_mut().admit(service);
                    let mut headers = headers(service, remaining, full);
                    if is_in {
                        sleep(Duration::from_millis(service.works)).await;
                    }
                    sleep(Duration::from_millis(service.there) + jitter()).await;
                    if is_in {
                        turn.answered(StatusCode::OK, &headers);
                        break;
                    }
                    *refused.borrow_mut() += 1;
                    let wait = Duration::from_secs(one.as_secs_f64().ceil() as u64);
                    if service.says_when {
                        headers.insert("retry-after", wait.as_secs().into());
                    }
                    turn.answered(StatusCode::TOO_MANY_REQUESTS, &headers);
                    if service.says_when {
                        sleep(wait).await;
                    }
                }
            }
        })
    });
    let workers: Vec<_> = workers.collect();
    let others = (service.others > 0).then(|| {
        let counted = Rc::clone(&counted);
        tasks.spawn_local(async move {
            loop {
                sleep(Duration::from_secs(1) / service.others).await;
                counted.borrow_mut().admit(service);
            }
        })
    });
    tasks
        .run_until(async {
            for worker in workers {
                worker.await.unwrap();
            }
        })
        .await;
    if let Some(others) = others {
        others.abort();
    }
    let share = f64::from(service.limit) / service.period.as_secs_f64() - f64::from(service.others);
    let ideal = f64::from(inputs) / share;
    let course = Course {
        refused: f64::from(*refused.borrow()) / f64::from(inputs),
        over_ideal: begin.elapsed().as_secs_f64() / ideal,
    };
    println!("{course:?} {at_once} {service:?}");
    course
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_is_set_is_kept() {
    for kind in KINDS {
        for (at_once, jitter, tells) in [
            (8, 0, false),
            (64, 20, false),
            (64, 20, true),
            (1000, 5, true),
        ] {
            let service = Service {
                kind,
                tells,
                jitter,
                ..SERVICE
            };
            let limiter = RateLimiter::new().requests_per_second(LIMIT.into());
            let course = run(service, &limiter, INPUTS, at_once).await;
            course.holds((at_once, service));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn limits_are_learned_from_the_answers() {
    for kind in KINDS {
        for (at_once, jitter) in [(8, 0), (64, 20)] {
            let service = Service {
                kind,
                jitter,
                tells: true,
                ..SERVICE
            };
            let limiter = RateLimiter::new().period(service.period);
            let course = run(service, &limiter, INPUTS, at_once).await;
            course.holds((at_once, service));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn limits_of_a_minute_are_kept_also_when_answers_take_long() {
    for kind in KINDS {
        for tells in [false, true] {
            let service = Service {
                kind,
                limit: 600,
                period: Duration::from_mins(1),
                tells,
                works: 20_000,
                ..SERVICE
            };
            let limiter = RateLimiter::new();
            let limiter = if tells {
                limiter
            } else {
                limiter.requests_per_minute(600)
            };
            run(service, &limiter, INPUTS / 3, 400).await.holds(service);
        }
    }
}

/// Nothing is known before the first refusal, so nobody can keep the limit from the start, and only a
/// refusal says where it is. No bar, then: what is asserted is what is measured, rounded up.
#[tokio::test(start_paused = true)]
async fn what_nobody_says_is_found_out() {
    for kind in KINDS {
        for says_when in [false, true] {
            let service = Service {
                kind,
                says_when,
                ..SERVICE
            };
            let course = run(service, &RateLimiter::new(), INPUTS, 32).await;
            assert!(
                course.refused < 0.02 && course.over_ideal < 1.3,
                "{course:?} {service:?}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn others_that_use_the_same_limit_are_noticed() {
    for kind in KINDS {
        for tells in [false, true] {
            let service = Service {
                kind,
                limit: 3000,
                period: Duration::from_mins(1),
                tells,
                others: 20,
                ..SERVICE
            };
            let limiter = RateLimiter::new().requests_per_minute(3000);
            let course = run(service, &limiter, INPUTS, 32).await;
            assert!(
                course.refused < 0.01 && course.over_ideal < 1.2,
                "{course:?} {service:?}"
            );
        }
    }
}
