//! A typed stream as an iterator.

use crate::chat::{self, Items, ParsedChatCompletion};
use crate::draft::{DraftOf, TextDraft};
use crate::error::Error;
use crate::read::Mismatch;
use crate::schema::ResponseFormat;
use futures_util::StreamExt;
use openai_client::blocking::{Held, Runtime};
use openai_client::chat::{ChatCompletion, ChatEvent};
use std::fmt;
use std::iter::FusedIterator;

/// A streamed answer that is read into `T` as it comes; from [`ChatExt::stream`](super::ChatExt::stream).
///
/// As [`ChatStream`](crate::ChatStream), also in how it ends: the iterator gives its events, and
/// between them [`draft`](Self::draft) shows what there is of the value. Nothing is read before it is
/// asked for. Dropping the stream gives up the request.
pub struct ChatStream<T: ResponseFormat>(Held<chat::ChatStream<T>>);

impl<T: ResponseFormat> ChatStream<T> {
    pub(super) fn new(runtime: &Runtime, stream: chat::ChatStream<T>) -> Self {
        Self(Held::new(runtime, stream))
    }

    /// What there is of the value, as [`draft`](crate::ChatStream::draft).
    pub fn draft(&self) -> &DraftOf<T> {
        self.0.get().draft()
    }

    /// What there is of a choice's value. `None` if no text of it has come.
    pub fn draft_of(&self, choice: u64) -> Option<&DraftOf<T>> {
        self.0.get().draft_of(choice)
    }

    /// Where the text of choice 0 left the type, as soon as it has, as
    /// [`mismatch`](crate::ChatStream::mismatch).
    pub fn mismatch(&self) -> Option<&Mismatch> {
        self.0.get().mismatch()
    }

    /// The same for any choice, by its index.
    pub fn mismatch_of(&self, choice: u64) -> Option<&Mismatch> {
        self.0.get().mismatch_of(choice)
    }

    /// The answer so far, as the service sent it. Borrowed, not copied.
    pub fn snapshot(&self) -> &ChatCompletion {
        self.0.get().snapshot()
    }

    /// The service's name for the call, for reports to the provider.
    pub fn request_id(&self) -> Option<&str> {
        self.0.get().request_id()
    }

    /// Follows a list: [`next_item`](Self::next_item) gives its items, each once. See
    /// [`items`](crate::ChatStream::items).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use openai_structured::{Error, blocking::ChatStream, prelude::*};
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct Names { names: Vec<String> }
    /// # fn run(mut stream: ChatStream<Names>) -> Result<(), Error> {
    /// let mut names = stream.items(|draft| draft.names.done());
    /// while let Some(name) = stream.next_item(&mut names)? {
    ///     println!("{name}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn items<I>(&self, list: fn(&DraftOf<T>) -> &[I]) -> Items<T, I> {
        self.0.get().items(list)
    }

    /// The next item of a list, lent, as soon as all of it has come; `None` when the stream is over.
    ///
    /// # Errors
    ///
    /// As [`next_item`](crate::ChatStream::next_item) of the async stream.
    pub fn next_item<'s, I: 's>(
        &'s mut self,
        items: &mut Items<T, I>,
    ) -> Result<Option<&'s I>, Error> {
        self.0.block_on(|stream| stream.next_item(items))
    }

    /// The items of a list as an iterator, which gives copies and ends when the stream is over.
    pub fn into_items<I: Clone>(self, list: fn(&DraftOf<T>) -> &[I]) -> IntoItems<T, I> {
        IntoItems(self.0.map(|stream| stream.into_items(list)))
    }

    /// Follows a text, piece by piece, as [`pieces`](crate::ChatStream::pieces).
    pub fn pieces(&mut self, text: fn(&DraftOf<T>) -> &TextDraft) -> Pieces<'_, T> {
        let runtime = self.0.runtime().clone();
        Pieces(Held::new(&runtime, self.0.get_mut().pieces(text)))
    }

    /// Waits for the rest, and says what became of the answer.
    ///
    /// # Errors
    ///
    /// As [`finish`](crate::ChatStream::finish) of the async stream.
    pub fn finish(self) -> Result<ParsedChatCompletion<T>, Error> {
        self.0.into_block_on(chat::ChatStream::finish)
    }

    /// What became of what has come so far. The rest is given up.
    pub fn into_partial(self) -> ParsedChatCompletion<T> {
        self.0.map(chat::ChatStream::into_partial).into_inner()
    }
}

impl<T: ResponseFormat> Iterator for ChatStream<T> {
    type Item = Result<ChatEvent, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.block_on(chat::ChatStream::next)
    }
}

/// Nothing follows the end, or an error.
impl<T: ResponseFormat> FusedIterator for ChatStream<T> {}

impl<T: ResponseFormat> fmt::Debug for ChatStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The items of a list as an iterator of their own; from [`ChatStream::into_items`].
pub struct IntoItems<T: ResponseFormat, I>(Held<chat::IntoItems<T, I>>);

impl<T: ResponseFormat, I> IntoItems<T, I> {
    /// The stream, to [finish](ChatStream::finish) it.
    pub fn into_inner(self) -> ChatStream<T> {
        ChatStream(self.0.map(chat::IntoItems::into_inner))
    }
}

impl<T: ResponseFormat, I: Clone> Iterator for IntoItems<T, I> {
    type Item = Result<I, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.block_on(StreamExt::next)
    }
}

impl<T: ResponseFormat, I> fmt::Debug for IntoItems<T, I> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The pieces of a text; from [`ChatStream::pieces`].
pub struct Pieces<'s, T: ResponseFormat>(Held<chat::Pieces<'s, T>>);

impl<T: ResponseFormat> Pieces<'_, T> {
    /// The next piece, lent, never empty; `None` as soon as the text is done and given, or when the
    /// stream is over. Events that come meanwhile are dropped.
    ///
    /// # Errors
    ///
    /// As those of the stream. Text that came before it is given first.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator cannot lend; the name is that of the async stream"
    )]
    pub fn next(&mut self) -> Option<Result<&str, Error>> {
        self.0.block_on(chat::Pieces::next)
    }
}

impl<T: ResponseFormat> fmt::Debug for Pieces<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
