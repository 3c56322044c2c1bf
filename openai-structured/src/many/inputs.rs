//! Where inputs come from: an iterator or a stream, pulled one at a time, without those to skip.

use super::input::Input;
use crate::error::Error;
use futures_core::Stream;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Where [`Many`](super::Many) takes its inputs from. Sealed.
pub trait Inputs<R>: sealed::Sealed {
    /// What an input is known by.
    type Key;

    /// Pulls the next.
    #[doc(hidden)]
    fn poll_pull(&mut self, context: &mut Context<'_>) -> Poll<Option<Pulled<Self::Key, R>>>;

    /// How many there are left, if that is known.
    #[doc(hidden)]
    fn left(&self) -> Option<u64>;
}

/// An input that was pulled.
#[doc(hidden)]
#[derive(Debug)]
pub enum Pulled<K, R> {
    /// It is to be sent, unless it failed.
    Input(K, Result<R, Error>),
    /// It is to be skipped.
    Skipped,
}

/// The inputs of an iterator.
pub struct FromIter<I>(I);

/// The inputs of a stream.
pub struct FromStream<S>(Pin<Box<S>>);

/// Inputs without those that are to be skipped; from [`Many::skip`](super::Many::skip).
pub struct Unless<S: Inputs<R>, F, R> {
    inputs: S,
    skips: F,
    /// Pulled, and not judged yet: it stays if the judge panics.
    pulled: Option<(S::Key, Result<R, Error>)>,
}

impl<I> FromIter<I> {
    pub(crate) fn new(inputs: impl IntoIterator<IntoIter = I>) -> Self {
        Self(inputs.into_iter())
    }
}

impl<S> FromStream<S> {
    pub(crate) fn new(inputs: S) -> Self {
        Self(Box::pin(inputs))
    }
}

impl<S: Inputs<R>, F, R> Unless<S, F, R> {
    pub(super) fn new(inputs: S, skips: F) -> Self {
        Self {
            inputs,
            skips,
            pulled: None,
        }
    }
}

impl<I, R> Inputs<R> for FromIter<I>
where
    I: Iterator<Item: Input<R>>,
{
    type Key = <I::Item as Input<R>>::Key;

    fn poll_pull(&mut self, _: &mut Context<'_>) -> Poll<Option<Pulled<Self::Key, R>>> {
        Poll::Ready(self.0.next().map(pulled))
    }

    fn left(&self) -> Option<u64> {
        exactly(self.0.size_hint())
    }
}

impl<S, R> Inputs<R> for FromStream<S>
where
    S: Stream<Item: Input<R>>,
{
    type Key = <S::Item as Input<R>>::Key;

    fn poll_pull(&mut self, context: &mut Context<'_>) -> Poll<Option<Pulled<Self::Key, R>>> {
        self.0.as_mut().poll_next(context).map(|it| it.map(pulled))
    }

    fn left(&self) -> Option<u64> {
        exactly(self.0.size_hint())
    }
}

impl<S, F, R> Inputs<R> for Unless<S, F, R>
where
    S: Inputs<R>,
    F: FnMut(&S::Key) -> bool,
{
    type Key = S::Key;

    fn poll_pull(&mut self, context: &mut Context<'_>) -> Poll<Option<Pulled<S::Key, R>>> {
        if self.pulled.is_none() {
            match ready!(self.inputs.poll_pull(context)) {
                Some(Pulled::Input(key, request)) => self.pulled = Some((key, request)),
                other => return Poll::Ready(other),
            }
        }
        let skips = self.pulled.as_ref().is_some_and(|it| (self.skips)(&it.0));
        let pulled = self.pulled.take().map(|(key, request)| {
            if skips {
                Pulled::Skipped
            } else {
                Pulled::Input(key, request)
            }
        });
        Poll::Ready(pulled)
    }

    fn left(&self) -> Option<u64> {
        let pulled = u64::from(self.pulled.is_some());
        Some(self.inputs.left()?.saturating_add(pulled))
    }
}

fn pulled<R, P: Input<R>>(input: P) -> Pulled<P::Key, R> {
    let (key, request) = input.into_parts();
    Pulled::Input(key, request)
}

fn exactly((least, most): (usize, Option<usize>)) -> Option<u64> {
    (most == Some(least)).then_some(least as u64)
}

impl<I> fmt::Debug for FromIter<I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FromIter(..)")
    }
}

impl<S> fmt::Debug for FromStream<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FromStream(..)")
    }
}

impl<S: Inputs<R> + fmt::Debug, F, R> fmt::Debug for Unless<S, F, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Unless").field(&self.inputs).finish()
    }
}

mod sealed {
    /// Nobody else's types are inputs, so what is asked of them may change.
    pub trait Sealed {}
    impl<I> Sealed for super::FromIter<I> {}
    impl<S> Sealed for super::FromStream<S> {}
    impl<S: super::Inputs<R>, F, R> Sealed for super::Unless<S, F, R> {}
}
