//! The items of a list, each once, the moment it closes.

use super::TypedStream;
use crate::dialect::Dialect;
use crate::draft::DraftOf;
use crate::error::Error;
use crate::schema::ResponseFormat;
use futures_core::Stream;
use openai_client::chat::Chat;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// How far the items of a list have been given; from [`TypedStream::items`].
///
/// It borrows nothing, so several lists can be followed beside each other.
pub struct Items<T: ResponseFormat, I> {
    list: fn(&DraftOf<T>) -> &[I],
    given: usize,
}

/// The items of a list as a stream of their own; from [`TypedStream::into_items`].
pub struct IntoItems<T: ResponseFormat, I, D: Dialect = Chat> {
    stream: TypedStream<D, T>,
    items: Items<T, I>,
}

impl<D: Dialect, T: ResponseFormat> TypedStream<D, T> {
    /// Follows a list: [`next_item`](Self::next_item) gives its items, each once.
    ///
    /// Any list will do that a function of the draft reaches, through structs, options and variants,
    /// growing or done. It is a function: it captures nothing. The list is that of the
    /// [draft](Self::draft). For a list inside a list, follow the outer one.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::prelude::*;
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Invoice {
    ///     lines: Vec<Line>,
    /// }
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Line {
    ///     item: String,
    ///     price: f64,
    /// }
    ///
    /// # async fn run(client: Client, request: ChatRequest) -> Result<(), openai_structured::Error> {
    /// let mut stream = client.chat().stream::<Invoice>(request).await?;
    /// let mut lines = stream.items(|draft| draft.lines.done());
    /// while let Some(line) = stream.next_item(&mut lines).await? {
    ///     println!("{}: {}", line.item, line.price);
    /// }
    /// let invoice = stream.finish().await?.into_parsed()?; // the lines are in it, too
    /// # Ok(())
    /// # }
    /// ```
    pub fn items<I>(&self, list: fn(&DraftOf<T>) -> &[I]) -> Items<T, I> {
        Items { list, given: 0 }
    }

    /// The next item of a list, as soon as all of it has come; `None` when the stream is over, which
    /// may be later than the end of the list. The item is lent and stays in the value. Events that
    /// come meanwhile are dropped.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next). Items that were finished before it are given first.
    pub async fn next_item<'s, I: 's>(
        &'s mut self,
        items: &mut Items<T, I>,
    ) -> Result<Option<&'s I>, Error> {
        if !poll_fn(|context| self.poll_item(items, context)).await? {
            return Ok(None);
        }
        let item = (items.list)(self.draft()).get(items.given);
        items.given += 1;
        Ok(item)
    }

    /// The items of a list as a [`Stream`], which gives copies and ends when the stream is over.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use openai_structured::prelude::*;
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct Names { names: Vec<String> }
    /// # async fn run(client: Client, request: ChatRequest) -> Result<(), openai_structured::Error> {
    /// let stream = client.chat().stream::<Names>(request).await?;
    /// let names = stream.into_items(|draft| draft.names.done());
    /// # fn stream_of<S: futures_core::Stream<Item = Result<String, openai_structured::Error>>>(_: S) {}
    /// # stream_of(names);
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_items<I: Clone>(self, list: fn(&DraftOf<T>) -> &[I]) -> IntoItems<T, I, D> {
        IntoItems {
            items: self.items(list),
            stream: self,
        }
    }

    /// Whether there is an item that was not given.
    fn poll_item<I>(
        &mut self,
        items: &Items<T, I>,
        context: &mut Context<'_>,
    ) -> Poll<Result<bool, Error>> {
        loop {
            if (items.list)(self.draft()).len() > items.given {
                return Poll::Ready(Ok(true));
            }
            if ready!(self.poll_event(context)).transpose()?.is_none() {
                return Poll::Ready(Ok(false));
            }
        }
    }
}

impl<D: Dialect, T: ResponseFormat, I> IntoItems<T, I, D> {
    /// The stream, to look at its draft.
    pub fn get_ref(&self) -> &TypedStream<D, T> {
        &self.stream
    }

    /// The stream, to [finish](TypedStream::finish) it.
    pub fn into_inner(self) -> TypedStream<D, T> {
        self.stream
    }
}

impl<D: Dialect, T: ResponseFormat, I: Clone> Stream for IntoItems<T, I, D> {
    type Item = Result<I, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { stream, items } = self.get_mut();
        if !ready!(stream.poll_item(items, context))? {
            return Poll::Ready(None);
        }
        let item = (items.list)(stream.draft()).get(items.given).cloned();
        items.given += 1;
        Poll::Ready(item.map(Ok))
    }
}

impl<T: ResponseFormat, I> fmt::Debug for Items<T, I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("given", &self.given)
            .finish_non_exhaustive()
    }
}

impl<D: Dialect, T: ResponseFormat, I> fmt::Debug for IntoItems<T, I, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IntoItems")
            .field("stream", &self.stream)
            .field("items", &self.items)
            .finish()
    }
}
