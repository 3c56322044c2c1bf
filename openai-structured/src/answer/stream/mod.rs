//! Streamed answers, typed from the first token.

mod items;
mod pieces;
mod state;

pub use self::items::{IntoItems, Items};
pub use self::pieces::Pieces;
pub use self::state::{StreamEvents, TypedStreamState};

use super::parsed::Parsed;
use crate::AnswerFormat;
use crate::dialect::Dialect;
use crate::draft::DraftOf;
use crate::error::{Error, ErrorKind};
use crate::read::Mismatch;
use crate::schema::ResponseFormat;
use futures_core::Stream;
use openai_client::StreamEnd;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// A streamed answer that is read into `T` as it comes, whichever surface gives it:
/// [`ChatStream`](crate::ChatStream), from [`ChatExt::stream`](crate::ChatExt::stream).
///
/// [`next`](Self::next) waits for the next event and [`draft`](Self::draft) shows what there is of
/// the value: borrowed, read once. [`items`](Self::items) gives the items of a list the moment they
/// close, [`pieces`](Self::pieces) a text until it is done. [`finish`](Self::finish) waits for the rest
/// and says what became of it.
///
/// Nothing is read before it is asked for. Dropping the stream gives up the request. All that waits
/// is cancel-safe: a future that is dropped has taken nothing.
///
/// # How it ends
///
/// `next` gives `None` at the end, however the service ends the answer; whether it is whole is in
/// the outcome. An error is the last that `next` gives: the connection broke or was silent for too
/// long, the service reported an error, or what came is no chunk. A text that runs away, with blanks
/// or digits without an end, is given up with an error of
/// [`ErrorKind::Mismatch`](crate::ErrorKind::Mismatch).
///
/// What came before an error is not lost: once `next` has said it, `finish` and
/// [`into_partial`](Self::into_partial) have it, as an [`Outcome::Truncated`](crate::Outcome) with its
/// draft. An error of `finish` has the answer that came; to have it judged, look for the error with
/// `next`. [`Parsed::new`] judges it too, but knows only what the service said of it: that a response
/// whose stream broke is still [in progress](crate::Outcome::Unfinished), which is true.
///
/// Any other text that does not fit `T` is let through to its end, as it may be of use all the same:
/// [`mismatch`](Self::mismatch) says it at once, the outcome at the end.
///
/// # Examples
///
/// ```no_run
/// use openai_structured::{Outcome, prelude::*};
///
/// #[derive(Debug, Deserialize, ResponseFormat)]
/// struct Invoice {
///     supplier: String,
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
/// while let Some(event) = stream.next().await {
///     event?;
///     let draft = stream.draft();
///     println!("{:?}, {} lines", draft.supplier.text(), draft.lines.done().len());
/// }
/// match stream.finish().await?.into_outcome() {
///     Outcome::Parsed(invoice) => println!("{invoice:#?}"),
///     Outcome::Truncated { draft: Some(draft), .. } => {
///         println!("cut off after {} lines", draft.lines.done().len());
///     }
///     other => println!("{other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
pub struct TypedStream<D: Dialect, T: ResponseFormat> {
    /// Where chunks come from; `None` if an error ended it.
    chunks: Option<D::Chunks>,
    state: TypedStreamState<D, T>,
    /// What ended the stream, until it was said.
    failure: Option<Error>,
    over: bool,
    request_id: Option<String>,
}

impl<D: Dialect, T: ResponseFormat> TypedStream<D, T> {
    pub(crate) fn new(chunks: D::Chunks, format: Option<AnswerFormat<T>>) -> Self {
        let answer = D::accumulator(&chunks);
        Self {
            request_id: D::opened_as(&chunks).map(str::to_owned),
            chunks: Some(chunks),
            state: TypedStreamState::starting(answer, format),
            failure: None,
            over: false,
        }
    }

    /// The same for an answer that may be joined on its way, after this event.
    pub(crate) fn joining(self, after: Option<u64>) -> Self {
        match after {
            Some(_) => Self {
                state: self.state.joining(),
                ..self
            },
            None => self,
        }
    }

    /// The next event; `None` at the end. The draft has at least what the event says.
    ///
    /// # Errors
    ///
    /// See [above](Self#how-it-ends). Nothing follows an error.
    pub async fn next(&mut self) -> Option<Result<D::Event, Error>> {
        poll_fn(|context| self.poll_event(context)).await
    }

    /// What there is of the value: of chat's choice 0, and blank until that speaks. An answer of
    /// several texts has a draft for each: [`draft_of`](Self::draft_of).
    pub fn draft(&self) -> &DraftOf<T> {
        self.state.draft()
    }

    /// What there is of the value of one text: of a choice, by its index. `None` if none of it has
    /// come.
    pub fn draft_of(&self, text: u64) -> Option<&DraftOf<T>> {
        self.state.draft_of(text)
    }

    /// Where the text of the [draft](Self::draft) left the type, as soon as it has. The draft does not change any
    /// more; the stream goes on, and is paid for, until it ends or is dropped.
    ///
    /// `None` is no promise: an end that is missing and words that one request filled in are judged
    /// by [`finish`](Self::finish).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use openai_structured::{ChatStream, Error, prelude::*};
    /// # #[derive(Debug, Deserialize, ResponseFormat)]
    /// # struct City { name: String }
    /// # async fn run(mut stream: ChatStream<City>) -> Result<(), Error> {
    /// while let Some(event) = stream.next().await {
    ///     event?;
    ///     if let Some(mismatch) = stream.mismatch() {
    ///         println!("{mismatch}");
    ///         break;
    ///     }
    /// }
    /// let answer = stream.into_partial(); // hangs up
    /// # Ok(())
    /// # }
    /// ```
    pub fn mismatch(&self) -> Option<&Mismatch> {
        self.state.mismatch()
    }

    /// The same for any text, as [`draft_of`](Self::draft_of).
    pub fn mismatch_of(&self, text: u64) -> Option<&Mismatch> {
        self.state.mismatch_of(text)
    }

    /// The answer so far, as the service sent it. Borrowed, not copied.
    pub fn snapshot(&self) -> &D::Answer {
        self.state.snapshot()
    }

    /// The service's name for the call, for reports to the provider.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Waits for the rest, and says what became of the answer.
    ///
    /// # Errors
    ///
    /// What ends the stream before its end; the error has the [answer](Error::completion) so far. If [`next`](Self::next) said it already, there is
    /// none, and the outcome is that of what came.
    pub async fn finish(mut self) -> Result<Parsed<D, T>, Error> {
        while let Some(event) = self.next().await {
            if let Err(error) = event {
                return Err(error.after(D::any(self.into_partial().into_answer())));
            }
        }
        Ok(self.into_partial())
    }

    /// What became of what has come so far. The rest is given up.
    pub fn into_partial(self) -> Parsed<D, T> {
        self.state.finish()
    }

    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<D::Event, Error>>> {
        loop {
            if let Some(event) = self.state.pop() {
                return Poll::Ready(Some(Ok(event)));
            }
            if self.over {
                return Poll::Ready(self.failure.take().map(Err));
            }
            if let Err(error) = ready!(self.poll_chunk(context)) {
                self.failure = Some(error);
                self.end(StreamEnd::Closed);
                // Gives up the request.
                self.chunks = None;
            }
        }
    }

    /// Takes one chunk, or the end.
    fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Some(chunks) = &mut self.chunks else {
            self.end(StreamEnd::Closed);
            return Poll::Ready(Ok(()));
        };
        if !ready!(self.state.poll_chunk(chunks, context))? {
            let end = D::ended(chunks).unwrap_or(StreamEnd::Closed);
            self.end(end);
        }
        Poll::Ready(match self.state.runaway() {
            Some(mismatch) => {
                let answer = D::any(self.snapshot().clone());
                let mismatch = Some(mismatch.clone());
                Err(Error::answer(ErrorKind::Mismatch, answer, None, mismatch))
            }
            None => Ok(()),
        })
    }

    fn end(&mut self, end: StreamEnd) {
        self.over = true;
        self.state.close(end);
    }
}

/// Nothing in it is pinned.
impl<D: Dialect, T: ResponseFormat> Unpin for TypedStream<D, T> {}

impl<D: Dialect, T: ResponseFormat> Stream for TypedStream<D, T> {
    type Item = Result<D::Event, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_event(context)
    }
}

impl<D: Dialect, T: ResponseFormat> fmt::Debug for TypedStream<D, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TypedStream")
            .field("state", &self.state)
            .field("over", &self.over)
            .finish_non_exhaustive()
    }
}
