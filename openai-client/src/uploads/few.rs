//! A few futures at once, in one task.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

/// Futures that are polled together. Each is polled whenever one of them may go on, so they should be few.
pub(super) struct Few<T>(Vec<Pin<Box<dyn Future<Output = T> + Send>>>);

impl<T> Few<T> {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn push(&mut self, future: impl Future<Output = T> + Send + 'static) {
        self.0.push(Box::pin(future));
    }

    /// What one of them comes to; none if there is none.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        for place in 0..self.0.len() {
            if let Some(future) = self.0.get_mut(place)
                && let Poll::Ready(output) = future.as_mut().poll(cx)
            {
                drop(self.0.swap_remove(place));
                return Poll::Ready(Some(output));
            }
        }
        if self.0.is_empty() {
            Poll::Ready(None)
        } else {
            Poll::Pending
        }
    }
}
