//! One call of many, under way.

use super::done::Done;
use crate::AnswerFormat;
use crate::answer::{self, Parsed};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::schema::ResponseFormat;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// A call, and the input that it is about.
pub(super) struct Call<D: Dialect, T: ResponseFormat, K> {
    pub(super) index: u64,
    /// None once the call has ended.
    key: Option<K>,
    answer: Asking<Result<Parsed<D, T>, Error>>,
}

/// What comes of a call.
type Asking<A> = Pin<Box<dyn Future<Output = A> + Send>>;

impl<D: Dialect, T: ResponseFormat + 'static, K> Call<D, T, K> {
    /// Nothing is sent before it is polled.
    pub(super) fn new(
        index: u64,
        key: K,
        request: Result<D::Request, Error>,
        resource: &D,
        format: Option<&Arc<AnswerFormat<T>>>,
    ) -> Self {
        let (resource, format) = (resource.clone(), format.cloned());
        let answer = async move {
            let request = request?;
            match format {
                Some(format) => answer::parse_with(&resource, request, &format).await,
                None => answer::parse(&resource, request).await,
            }
        };
        Self {
            index,
            key: Some(key),
            answer: Box::pin(async move {
                // Nothing of it is looked at again, but the words.
                let caught = AssertUnwindSafe(answer).catch_unwind().await;
                caught.unwrap_or_else(|panic| Err(Error::panicked(&*panic)))
            }),
        }
    }
}

/// Nothing in it is pinned.
impl<D: Dialect, T: ResponseFormat, K> Unpin for Call<D, T, K> {}

impl<D: Dialect, T: ResponseFormat, K> Future for Call<D, T, K> {
    /// None where it is polled after its end.
    type Output = Option<Done<D, T, K>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.key.is_none() {
            return Poll::Ready(None);
        }
        let result = ready!(self.answer.as_mut().poll(context));
        let index = self.index;
        let done = self.key.take().map(|key| Done { key, index, result });
        Poll::Ready(done)
    }
}
