//! The thread in the background, and how a caller waits for a future without being in a runtime.

use std::{
    future::{Future, pending},
    io,
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread, ThreadId},
};

use tokio::{
    runtime::{Builder, Handle},
    task::coop::unconstrained,
};

use crate::error::Error;

/// The one of this process. It is never stopped: a connection may be used again by the next client,
/// and a thread that sleeps costs nothing.
static SHARED: Mutex<Option<Runtime>> = Mutex::new(None);

/// What all blocking clients share: a thread that drives connections and clocks.
///
/// A program needs it only to wait for other futures, such as those of the async client, or of a
/// server in a test.
///
/// ```
/// use openai_client::blocking::Runtime;
///
/// let runtime = Runtime::shared()?;
/// assert_eq!(runtime.block_on(async { 1 + 1 }), 2);
/// # Ok::<(), openai_client::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Runtime {
    handle: Handle,
    thread: ThreadId,
}

impl Runtime {
    /// The runtime of this process, which begins with the first call.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the system gives no thread.
    pub fn shared() -> Result<Self, Error> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = &*shared {
            return Ok(runtime.clone());
        }
        let runtime = Self::start().map_err(|cause| {
            let what = "the thread of the blocking clients cannot be started";
            Error::config(what, Some(cause.into()))
        })?;
        Ok(shared.insert(runtime).clone())
    }

    fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let thread = thread::Builder::new()
            .name("openai-blocking".to_owned())
            .spawn(move || runtime.block_on(pending::<()>()))?;
        Ok(Self {
            handle,
            thread: thread.thread().id(),
        })
    }

    /// Polls a future on this thread until it is ready, and sleeps in between. Sockets, timers and
    /// tasks that it makes belong to the thread in the background.
    ///
    /// It may be called anywhere, also inside a runtime, whose thread it then blocks, and within
    /// itself. The future may borrow.
    ///
    /// # Panics
    ///
    /// If the future does, and within a task that is spawned on this runtime: that would wait for
    /// itself for ever.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        assert!(
            thread::current().id() != self.thread,
            "a blocking call within a task of the runtime that it waits for"
        );
        let _entered = self.handle.enter();
        // Inside a task of some runtime, tokio's resources are pending once the task has used up its
        // turn, until it yields. It does not yield before this returns.
        let mut future = pin!(unconstrained(future));
        let parker = Arc::new(Parker {
            thread: thread::current(),
            is_woken: AtomicBool::new(false),
        });
        let waker = Waker::from(Arc::clone(&parker));
        let mut context = Context::from_waker(&waker);
        loop {
            match future.as_mut().poll(&mut context) {
                Poll::Ready(output) => return output,
                Poll::Pending => parker.park(),
            }
        }
    }

    /// Runs a function that does not wait, but may make or drop what belongs to the runtime.
    pub(super) fn within<R>(&self, function: impl FnOnce() -> R) -> R {
        // While the thread ends, tokio's own variables may be gone, and entering would panic.
        let is_ending = Handle::try_current().is_err_and(|it| it.is_thread_local_destroyed());
        let _entered = (!is_ending).then(|| self.handle.enter());
        function()
    }
}

/// A thread that waits for a future.
struct Parker {
    thread: Thread,
    /// A thread has one token for all that parks on it: a future that waits within the poll of
    /// another may use up what was meant for the outer one.
    is_woken: AtomicBool,
}

impl Parker {
    fn park(&self) {
        while !self.is_woken.swap(false, Ordering::AcqRel) {
            thread::park();
        }
    }
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.is_woken.swap(true, Ordering::AcqRel) {
            self.thread.unpark();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, time::Duration};

    use super::*;

    #[test]
    fn all_share_one_thread() {
        let threads = thread::scope(|scope| {
            let starts: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| Runtime::shared().unwrap().thread))
                .collect();
            starts.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let threads: Vec<ThreadId> = threads;
        assert!(threads.iter().all(|thread| *thread == threads[0]));
    }

    #[test]
    fn a_wait_within_a_wait_takes_nothing_from_it() {
        let runtime = Runtime::shared().unwrap();
        let mut polls = 0;
        let outer = poll_fn(|context| {
            polls += 1;
            if polls == 2 {
                return Poll::Ready(());
            }
            // Uses up the token of the thread before the outer one parks.
            context.waker().wake_by_ref();
            runtime.block_on(tokio::time::sleep(Duration::from_millis(20)));
            Poll::Pending
        });
        runtime.block_on(outer);
        assert_eq!(polls, 2);
    }

    #[test]
    fn a_task_of_the_runtime_is_told_that_it_would_wait_for_itself() {
        let runtime = Runtime::shared().unwrap();
        let inner = runtime.clone();
        let task =
            runtime.block_on(async { tokio::spawn(async move { inner.block_on(async {}) }).await });
        assert!(task.unwrap_err().is_panic());
        // A thread of the runtime that may block may wait.
        let inner = runtime.clone();
        let blocking = tokio::task::spawn_blocking;
        let task = runtime.block_on(async { blocking(move || inner.block_on(async { 5 })).await });
        assert_eq!(task.unwrap(), 5);
    }

    #[test]
    fn a_future_may_borrow_and_stay_on_its_thread() {
        let (caller, text) = (thread::current().id(), String::from("lent"));
        let text = &text;
        let lent = Runtime::shared().unwrap().block_on(async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            assert_eq!(thread::current().id(), caller);
            text.as_str()
        });
        assert_eq!(lent, "lent");
    }
}
