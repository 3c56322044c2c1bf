//! A typed stream as an iterator.

use crate::answer::{self, Items, Parsed};
use crate::dialect::Dialect;
use crate::draft::{DraftOf, TextDraft};
use crate::error::Error;
use crate::read::Mismatch;
use crate::schema::ResponseFormat;
use futures_util::StreamExt;
use openai_client::blocking::{Held, Runtime};
use openai_client::chat::Chat;
use openai_client::responses::Responses;
use std::fmt;
use std::iter::FusedIterator;

/// A streamed chat completion that is read into `T` as it comes; from
/// [`ChatExt::stream`](super::ChatExt::stream). See [`TypedStream`].
pub type ChatStream<T> = TypedStream<Chat, T>;

/// A streamed response that is read into `T` as it comes; from
/// [`ResponsesExt::stream`](super::ResponsesExt::stream). See [`TypedStream`].
pub type ResponseStream<T> = TypedStream<Responses, T>;

/// A streamed answer that is read into `T` as it comes, whichever surface gives it.
///
/// As the async [`TypedStream`](answer::TypedStream), also in how it ends: the iterator gives its
/// events, and between them [`draft`](Self::draft) shows what there is of the value. Nothing is read
/// before it is asked for. Dropping the stream gives up the request.
pub struct TypedStream<D: Dialect, T: ResponseFormat>(Held<answer::TypedStream<D, T>>);

impl<D: Dialect, T: ResponseFormat> TypedStream<D, T> {
    pub(super) fn new(runtime: &Runtime, stream: answer::TypedStream<D, T>) -> Self {
        Self(Held::new(runtime, stream))
    }

    /// What there is of the value, as [`draft`](crate::ChatStream::draft).
    pub fn draft(&self) -> &DraftOf<T> {
        self.0.get().draft()
    }

    /// What there is of the value of one text, as [`draft_of`](crate::ChatStream::draft_of).
    pub fn draft_of(&self, text: u64) -> Option<&DraftOf<T>> {
        self.0.get().draft_of(text)
    }

    /// Where the text of the draft left the type, as soon as it has, as
    /// [`mismatch`](crate::ChatStream::mismatch).
    pub fn mismatch(&self) -> Option<&Mismatch> {
        self.0.get().mismatch()
    }

    /// The same for one text, as [`mismatch_of`](crate::ChatStream::mismatch_of).
    pub fn mismatch_of(&self, text: u64) -> Option<&Mismatch> {
        self.0.get().mismatch_of(text)
    }

    /// The answer so far, as the service sent it. Borrowed, not copied.
    pub fn snapshot(&self) -> &D::Answer {
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
    pub fn into_items<I: Clone>(self, list: fn(&DraftOf<T>) -> &[I]) -> IntoItems<T, I, D> {
        IntoItems(self.0.map(|stream| stream.into_items(list)))
    }

    /// Follows a text, piece by piece, as [`pieces`](crate::ChatStream::pieces).
    pub fn pieces(&mut self, text: fn(&DraftOf<T>) -> &TextDraft) -> Pieces<'_, T, D> {
        let runtime = self.0.runtime().clone();
        Pieces(Held::new(&runtime, self.0.get_mut().pieces(text)))
    }

    /// Waits for the rest, and says what became of the answer.
    ///
    /// # Errors
    ///
    /// As [`finish`](crate::ChatStream::finish) of the async stream.
    pub fn finish(self) -> Result<Parsed<D, T>, Error> {
        self.0.into_block_on(answer::TypedStream::finish)
    }

    /// What became of what has come so far. The rest is given up.
    pub fn into_partial(self) -> Parsed<D, T> {
        self.0.map(answer::TypedStream::into_partial).into_inner()
    }
}

impl<D: Dialect, T: ResponseFormat> Iterator for TypedStream<D, T> {
    type Item = Result<D::Event, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.block_on(answer::TypedStream::next)
    }
}

/// Nothing follows the end, or an error.
impl<D: Dialect, T: ResponseFormat> FusedIterator for TypedStream<D, T> {}

impl<D: Dialect, T: ResponseFormat> fmt::Debug for TypedStream<D, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The items of a list as an iterator of their own; from [`TypedStream::into_items`].
pub struct IntoItems<T: ResponseFormat, I, D: Dialect = Chat>(Held<answer::IntoItems<T, I, D>>);

impl<D: Dialect, T: ResponseFormat, I> IntoItems<T, I, D> {
    /// The stream, to [finish](TypedStream::finish) it.
    pub fn into_inner(self) -> TypedStream<D, T> {
        TypedStream(self.0.map(answer::IntoItems::into_inner))
    }
}

impl<D: Dialect, T: ResponseFormat, I: Clone> Iterator for IntoItems<T, I, D> {
    type Item = Result<I, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.block_on(StreamExt::next)
    }
}

impl<D: Dialect, T: ResponseFormat, I> fmt::Debug for IntoItems<T, I, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The pieces of a text; from [`TypedStream::pieces`].
pub struct Pieces<'s, T: ResponseFormat, D: Dialect = Chat>(Held<answer::Pieces<'s, T, D>>);

impl<D: Dialect, T: ResponseFormat> Pieces<'_, T, D> {
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
        self.0.block_on(answer::Pieces::next)
    }
}

impl<D: Dialect, T: ResponseFormat> fmt::Debug for Pieces<'_, T, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
