//! Those who wait for a turn, in their order.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync,
    time::{Instant, timeout_at},
};

use super::{
    Pace,
    left::amount,
    pacer::{Pacer, Started},
};
use crate::error::Error;

/// A wait of less is not worth a line in a log.
const NOTICEABLE: Duration = Duration::from_millis(100);

/// One sleeps until its turn, the others wait for it: its lock hands itself on in the order of
/// asking, and takes those out that are dropped.
#[derive(Debug)]
pub(super) struct Line {
    first: sync::Mutex<()>,
    inside: Mutex<Inside>,
    /// The turn of the first may have changed.
    changed: sync::Notify,
}

#[derive(Debug)]
struct Inside {
    pacer: Pacer,
    /// Who waits, the first included.
    waiting: usize,
    tokens: f64,
}

/// The turn of a call would come after its deadline, by so long if that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::exchange) struct Late {
    wait: Option<Duration>,
}

impl Late {
    pub(in crate::exchange) fn into_error(self) -> Error {
        let what = match self.wait {
            Some(wait) => format!(
                "the rate limiter would send the request in {wait:.1?}, after the deadline of the call"
            ),
            None => "the rate limiter did not send the request before the deadline of the call"
                .to_owned(),
        };
        Error::not_sent(what, None, 0)
    }
}

impl Line {
    pub(super) fn new() -> Self {
        Self {
            first: sync::Mutex::new(()),
            inside: Mutex::new(Inside {
                pacer: Pacer::new(),
                waiting: 0,
                tokens: 0.0,
            }),
            changed: sync::Notify::new(),
        }
    }

    /// Changes what decides.
    pub(super) fn change(&self, change: impl FnOnce(&mut Pacer)) {
        let mut inside = self.inside();
        change(&mut inside.pacer);
        if inside.waiting > 0 {
            self.changed.notify_one();
        }
    }

    pub(super) fn pace(&self, now: Instant) -> Pace {
        let inside = self.inside();
        let (requests_per_second, tokens_per_second) = inside.pacer.rates(now);
        Pace {
            requests_per_second,
            tokens_per_second,
            waiting: inside.waiting,
            paused: inside.pacer.pause(now),
        }
    }

    /// Waits for the turn of a request.
    pub(super) async fn turn(&self, tokens: u64) -> Started {
        let waiting = match self.join(amount(tokens)) {
            Joined::Started(started) => return started,
            Joined::Waits {
                waiting,
                soonest: _,
            } => waiting,
        };
        let _first = self.first.lock().await;
        loop {
            match waiting.start() {
                Ok(started) => return started,
                Err(turn) => self.sleep(turn).await,
            }
        }
    }

    /// The same until the deadline, and not even so long where it is certain that the turn comes later.
    /// That tokens are short is not: most of those that are charged may be given back.
    pub(super) async fn turn_by(&self, tokens: u64, deadline: Instant) -> Result<Started, Late> {
        let (waiting, soonest) = match self.join(amount(tokens)) {
            Joined::Started(started) => return Ok(started),
            Joined::Waits { waiting, soonest } => (waiting, soonest),
        };
        in_time(soonest, deadline)?;
        let first = timeout_at(deadline, self.first.lock()).await;
        let _first = first.map_err(|_| Late { wait: None })?;
        while Instant::now() < deadline {
            match waiting.start() {
                Ok(started) => return Ok(started),
                Err(turn) => {
                    in_time(waiting.soonest(), deadline)?;
                    self.sleep(turn.min(deadline)).await;
                }
            }
        }
        Err(Late { wait: None })
    }

    /// Starts at once if nobody waits and it is time, else takes the last place.
    fn join(&self, tokens: f64) -> Joined<'_> {
        let now = Instant::now();
        let mut inside = self.inside();
        if inside.waiting == 0
            && let Ok(started) = inside.pacer.start(now, tokens)
        {
            return Joined::Started(started);
        }
        let ahead = (count(inside.waiting), inside.tokens);
        let turn = inside.pacer.turn(now, ahead, tokens);
        let soonest = inside.pacer.soonest(now, ahead.0);
        inside.waiting += 1;
        inside.tokens += tokens;
        let waiting = Waiting { line: self, tokens };
        let wait = turn.saturating_duration_since(now);
        if wait >= NOTICEABLE {
            tracing::debug!(?wait, ahead = inside.waiting - 1, "waiting for a turn");
        }
        drop(inside);
        Joined::Waits { waiting, soonest }
    }

    /// Until the turn, or until it may be another.
    async fn sleep(&self, turn: Instant) {
        // Either way the first asks again.
        let _ = timeout_at(turn, self.changed.notified()).await;
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        // Nothing in it panics half done.
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Joined<'a> {
    Started(Started),
    /// The turn comes no sooner.
    Waits {
        waiting: Waiting<'a>,
        soonest: Instant,
    },
}

/// A place in the line, given back when it is dropped.
struct Waiting<'a> {
    line: &'a Line,
    tokens: f64,
}

impl Waiting<'_> {
    fn start(&self) -> Result<Started, Instant> {
        let mut inside = self.line.inside();
        inside.pacer.start(Instant::now(), self.tokens)
    }

    /// The turn of the first comes no sooner.
    fn soonest(&self) -> Instant {
        let inside = self.line.inside();
        inside.pacer.soonest(Instant::now(), 0.0)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut inside = self.line.inside();
        inside.waiting -= 1;
        // Sums of what is no whole number would leave dust.
        inside.tokens = if inside.waiting == 0 {
            0.0
        } else {
            inside.tokens - self.tokens
        };
    }
}

fn in_time(turn: Instant, deadline: Instant) -> Result<(), Late> {
    if turn < deadline {
        return Ok(());
    }
    Err(Late {
        wait: Some(turn.saturating_duration_since(Instant::now())),
    })
}

/// A number of waiters is small enough for any kind of number.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn count(waiting: usize) -> f64 {
    waiting as f64
}
