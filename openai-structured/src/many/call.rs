//! One call of many, under way.

use super::done::Done;
use crate::AnswerFormat;
use crate::answer::{self, Parsed};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::schema::ResponseFormat;
use futures_util::FutureExt;
use std::any::Any;
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

/// What came of a call, or the panic of the user's code that reads it.
type Caught<A> = Result<A, Box<dyn Any + Send>>;

/// The same, awaited.
type Asking<A> = Pin<Box<dyn Future<Output = Caught<A>> + Send>>;

/// A call that has ended.
pub(super) struct Ended<D: Dialect, T: ResponseFormat, K> {
    pub(super) index: u64,
    pub(super) done: Caught<Done<D, T, K>>,
}

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
            answer: Box::pin(AssertUnwindSafe(answer).catch_unwind()),
        }
    }
}

/// Nothing in it is pinned.
impl<D: Dialect, T: ResponseFormat, K> Unpin for Call<D, T, K> {}

impl<D: Dialect, T: ResponseFormat, K> Future for Call<D, T, K> {
    type Output = Ended<D, T, K>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.answer.as_mut().poll(context));
        let (index, key) = (self.index, self.key.take());
        let done = answer.and_then(|result| match key {
            Some(key) => Ok(Done { key, index, result }),
            None => Err(Box::new("a call was polled after its end")),
        });
        Poll::Ready(Ended { index, done })
    }
}
