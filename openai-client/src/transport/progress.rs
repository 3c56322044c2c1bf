//! How far the body of a request got, known to who sends it and to who waits for the answer.

use std::sync::{Arc, Mutex, PoisonError};

use super::BoxError;

/// What has been taken of a body in order to be sent. No service can carry out a request whose end
/// was not taken.
#[derive(Debug)]
pub(crate) enum Stage {
    /// Nothing: there is no connection yet, or the request waits in a queue.
    Waiting,
    /// A part.
    Begun,
    /// All of it.
    Whole,
    /// It could not be read. The cause is for who waits.
    Unreadable(BoxError),
    /// Nobody waits any more; what has not been taken by now never is.
    GivenUp,
}

/// The stage of one attempt.
#[derive(Debug, Clone)]
pub(crate) struct Progress(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    stage: Stage,
    /// How many pieces were handed out.
    pieces: u64,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            stage: Stage::Waiting,
            pieces: 0,
        })))
    }

    /// Nobody waits any more. Says how far it got, which is final: there is no moment between the
    /// question and the end.
    pub(crate) fn give_up(&self) -> Stage {
        self.with(|state| std::mem::replace(&mut state.stage, Stage::GivenUp))
    }

    /// A part is about to be handed out, or the last; false if nobody waits for it any more.
    pub(super) fn advance(&self, is_whole: bool) -> bool {
        self.with(|state| {
            match state.stage {
                Stage::GivenUp => return false,
                // A copy of the body may begin when the first has been taken.
                Stage::Whole => {}
                _ if is_whole => state.stage = Stage::Whole,
                _ => state.stage = Stage::Begun,
            }
            state.pieces += 1;
            true
        })
    }

    /// The body cannot be read to its end.
    pub(super) fn fail(&self, cause: BoxError) {
        self.with(|state| {
            if !matches!(state.stage, Stage::GivenUp) {
                state.stage = Stage::Unreadable(cause);
            }
        });
    }

    /// How many pieces were handed out so far.
    pub(crate) fn pieces(&self) -> u64 {
        self.with(|state| state.pieces)
    }

    /// Whether nobody waits any more.
    pub(super) fn is_given_up(&self) -> bool {
        self.with(|state| matches!(state.stage, Stage::GivenUp))
    }

    /// Whether a service may have got all of it.
    pub(super) fn is_whole(&self) -> bool {
        self.with(|state| matches!(state.stage, Stage::Whole))
    }

    /// Whether a part of it has been taken.
    pub(super) fn is_begun(&self) -> bool {
        self.with(|state| !matches!(state.stage, Stage::Waiting))
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        // Half a change cannot be seen, as there is none.
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_up_is_final() {
        let progress = Progress::new();
        assert!(progress.advance(false));
        assert!(matches!(progress.give_up(), Stage::Begun));
        assert!(!progress.advance(true));
        progress.fail("late".into());
        assert!(matches!(progress.give_up(), Stage::GivenUp));
    }

    #[test]
    fn what_was_once_whole_stays_so() {
        let progress = Progress::new();
        assert!(progress.advance(true));
        assert!(progress.advance(false));
        assert!(progress.is_whole());
    }
}
