//! The counts of a run, for whoever watches it.

use super::counts::Counts;
use futures_core::Stream;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// Watches a run; from [`Many::progress`](super::Many::progress).
///
/// [`counts`](Self::counts) says how far it is now. As a stream it gives the counts at once and
/// whenever they have changed; a reader that is slow gets the newest and misses those between. The
/// stream ends with the run, after its last counts, or when the run is dropped: whoever leaves
/// the loop early drops the run before waiting for its watcher, or [stops](super::Many::stop) it and
/// takes what still comes. Each clone is a reader of its own.
///
/// # Examples
///
/// ```no_run
/// use openai_structured::{many::Progress, prelude::*};
///
/// async fn watch(mut progress: Progress) {
///     while let Some(counts) = progress.next().await {
///         eprint!("\r{counts}");
///     }
/// }
/// ```
pub struct Progress {
    board: Arc<Board>,
    /// The version that was given last.
    given: u64,
    /// Which of the readers this is.
    reader: u64,
}

impl Progress {
    fn new(board: Arc<Board>, given: u64) -> Self {
        let reader = {
            let mut state = board.state();
            state.readers += 1;
            state.readers
        };
        Self {
            board,
            given,
            reader,
        }
    }

    /// How far the run is.
    pub fn counts(&self) -> Counts {
        self.board.state().counts
    }

    /// The counts once they have changed since they were last given; `None` when the run is over.
    ///
    /// It is cancel-safe: a future that is dropped has taken nothing.
    pub async fn next(&mut self) -> Option<Counts> {
        poll_fn(|context| self.poll_counts(context)).await
    }

    fn poll_counts(&mut self, context: &mut Context<'_>) -> Poll<Option<Counts>> {
        let mut state = self.board.state();
        if state.version != self.given {
            self.given = state.version;
            return Poll::Ready(Some(state.counts));
        }
        if state.is_over {
            return Poll::Ready(None);
        }
        let waker = context.waker();
        match (state.wakers.iter_mut()).find(|(reader, _)| *reader == self.reader) {
            Some((_, waiting)) => waiting.clone_from(waker),
            None => state.wakers.push((self.reader, waker.clone())),
        }
        Poll::Pending
    }
}

impl Clone for Progress {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.board), self.given)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let mut state = self.board.state();
        state.wakers.retain(|(reader, _)| *reader != self.reader);
    }
}

impl Stream for Progress {
    type Item = Counts;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Counts>> {
        self.get_mut().poll_counts(context)
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Progress")
            .field(&self.counts())
            .finish()
    }
}

/// Where a run posts its counts. The run is over when this is dropped.
#[derive(Debug, Default)]
pub(super) struct Poster(Arc<Board>);

#[derive(Debug, Default)]
struct Board(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    counts: Counts,
    /// How often they have changed. From 1: a reader has been given none.
    version: u64,
    is_over: bool,
    /// How many readers there have been.
    readers: u64,
    /// Those that wait.
    wakers: Vec<(u64, Waker)>,
}

impl Board {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nobody panics while holding it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn post(&self, change: impl FnOnce(&mut State)) {
        let wakers = {
            let mut state = self.state();
            change(&mut state);
            std::mem::take(&mut state.wakers)
        };
        // Whoever is woken may come back at once.
        for (_, waker) in wakers {
            waker.wake();
        }
    }
}

impl Poster {
    pub(super) fn new(total: Option<u64>) -> Self {
        let poster = Self::default();
        poster.post(|counts| counts.total = total);
        poster
    }

    /// Changes the counts, if it changes them, and tells whoever watches.
    pub(super) fn post(&self, change: impl FnOnce(&mut Counts)) {
        self.0.post(|state| {
            change(&mut state.counts);
            state.version += 1;
        });
    }

    pub(super) fn counts(&self) -> Counts {
        self.0.state().counts
    }

    pub(super) fn progress(&self) -> Progress {
        Progress::new(Arc::clone(&self.0), 0)
    }

    /// Says that nothing more will come.
    pub(super) fn end(&self) {
        self.0.post(|state| state.is_over = true);
    }
}

impl Drop for Poster {
    fn drop(&mut self) {
        self.end();
    }
}
