//! A value that belongs to the runtime in the background, in the hands of a caller that may be
//! anywhere.

use std::{fmt, future::Future};

use super::Runtime;

/// Holds what an async call gave, such as a stream: its futures are waited for, and it is dropped
/// within the runtime that it belongs to.
///
/// The blocking types are made of it; so are those of `openai-structured`.
#[doc(hidden)]
pub struct Held<T> {
    /// None once it is given away, which uses up the holder.
    value: Option<T>,
    runtime: Runtime,
}

impl<T> Held<T> {
    /// Holds a value that belongs to this runtime, or will once it is polled.
    pub fn new(runtime: &Runtime, value: T) -> Self {
        Self {
            value: Some(value),
            runtime: runtime.clone(),
        }
    }

    /// The value, to look at.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "see `value`: it never does"
    )]
    pub fn get(&self) -> &T {
        self.value.as_ref().expect("it was not given away")
    }

    /// The value, for what does not wait.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "see `value`: it never does"
    )]
    pub fn get_mut(&mut self) -> &mut T {
        self.value.as_mut().expect("it was not given away")
    }

    /// The runtime that the value belongs to.
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Waits for a future of the value, which may lend from it.
    pub fn block_on<'a, F: Future>(&'a mut self, future: impl FnOnce(&'a mut T) -> F) -> F::Output {
        let runtime = self.runtime.clone();
        let value = self.get_mut();
        runtime.block_on(async move { future(value).await })
    }

    /// Waits for a future that uses up the value.
    pub fn into_block_on<F: Future>(self, future: impl FnOnce(T) -> F) -> F::Output {
        let (runtime, value) = self.into_parts();
        runtime.block_on(async move { future(value).await })
    }

    /// Makes something else of the value, which is held in its place.
    pub fn map<U>(self, function: impl FnOnce(T) -> U) -> Held<U> {
        let (runtime, value) = self.into_parts();
        let value = runtime.within(move || function(value));
        Held::new(&runtime, value)
    }

    /// The value, to whom the runtime no longer matters.
    pub fn into_inner(self) -> T {
        self.into_parts().1
    }

    #[expect(clippy::expect_used, reason = "see `value`")]
    fn into_parts(mut self) -> (Runtime, T) {
        let value = self.value.take().expect("it was not given away");
        (self.runtime.clone(), value)
    }
}

impl<T> Drop for Held<T> {
    fn drop(&mut self) {
        let value = self.value.take();
        self.runtime.within(|| drop(value));
    }
}

impl<T: fmt::Debug> fmt::Debug for Held<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
