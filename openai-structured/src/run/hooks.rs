//! Who is told what happens in a run.

use super::event::RunEvent;
use super::options::RunOptions;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The options of a run that has begun, and the events of a streamed one that nobody has taken. It
/// is shared with the calls that run.
pub(super) struct Hooks<'a> {
    pub(super) options: RunOptions<'a>,
    queue: Option<Mutex<VecDeque<RunEvent>>>,
}

impl<'a> Hooks<'a> {
    pub(super) fn new(options: RunOptions<'a>) -> Arc<Self> {
        let queue = None;
        Arc::new(Self { options, queue })
    }

    /// With a queue of events.
    pub(super) fn queued(options: RunOptions<'a>) -> Arc<Self> {
        let queue = Some(Mutex::default());
        Arc::new(Self { options, queue })
    }

    /// Whether anybody wants to know of calls.
    pub(super) fn listens(&self) -> bool {
        self.options.approve.is_some() || self.hears()
    }

    fn hears(&self) -> bool {
        self.options.observe.is_some() || self.queue.is_some()
    }

    /// Tells the observer and the queue, if there is either.
    pub(super) fn tell(&self, event: impl FnOnce() -> RunEvent) {
        if !self.hears() {
            return;
        }
        let event = event();
        if let Some(observe) = &self.options.observe {
            observe(&event);
        }
        if let Some(mut queue) = self.queue() {
            queue.push_back(event);
        }
    }

    /// The next event that nobody has taken.
    pub(super) fn pop(&self) -> Option<RunEvent> {
        self.queue()?.pop_front()
    }

    fn queue(&self) -> Option<MutexGuard<'_, VecDeque<RunEvent>>> {
        let queue = self.queue.as_ref()?;
        // Nobody panics while holding it.
        Some(queue.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
