//! One text field as it grows, piece by piece.

use super::TypedStream;
use crate::dialect::Dialect;
use crate::draft::{Draft, DraftOf, TextDraft};
use crate::error::Error;
use crate::schema::ResponseFormat;
use openai_client::chat::Chat;
use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};

/// The pieces of a text; from [`TypedStream::pieces`].
pub struct Pieces<'s, T: ResponseFormat, D: Dialect = Chat> {
    stream: &'s mut TypedStream<D, T>,
    text: fn(&DraftOf<T>) -> &TextDraft,
    /// How many bytes of the text have been given.
    given: usize,
}

impl<D: Dialect, T: ResponseFormat> TypedStream<D, T> {
    /// Follows a text that stays where it is in the draft: a field of the root or of a struct in it,
    /// reached by a function, which captures nothing. The text is that of the
    /// [draft](Self::draft). That of an `Option` is its [`draft`](crate::draft::OptionDraft::draft):
    /// `|draft| draft.note.draft()`.
    ///
    /// The pieces end with the text, and then the stream goes on behind it. Called again, it gives
    /// the text from its first byte.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use openai_structured::prelude::*;
    ///
    /// #[derive(Debug, Deserialize, ResponseFormat)]
    /// struct Story {
    ///     title: String,
    ///     chapters: Vec<String>,
    /// }
    ///
    /// # async fn run(client: Client, request: ChatRequest) -> Result<(), openai_structured::Error> {
    /// let mut stream = client.chat().stream::<Story>(request).await?;
    /// let mut title = stream.pieces(|draft| &draft.title);
    /// while let Some(piece) = title.next().await {
    ///     print!("{}", piece?);
    /// }
    /// let mut chapters = stream.items(|draft| draft.chapters.done());
    /// while let Some(chapter) = stream.next_item(&mut chapters).await? {
    ///     println!("\n\n{chapter}");
    /// }
    /// let story = stream.finish().await?.into_parsed()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn pieces(&mut self, text: fn(&DraftOf<T>) -> &TextDraft) -> Pieces<'_, T, D> {
        Pieces {
            stream: self,
            text,
            given: 0,
        }
    }
}

impl<D: Dialect, T: ResponseFormat> Pieces<'_, T, D> {
    /// The next piece, never empty; `None` as soon as the text is done and given, or when the stream
    /// is over. Events that come meanwhile are dropped. Cancel-safe.
    ///
    /// # Errors
    ///
    /// As [`TypedStream::next`]. Text that came before it is given first.
    pub async fn next(&mut self) -> Option<Result<&str, Error>> {
        if let Err(error) = poll_fn(|context| self.poll_more(context)).await? {
            return Some(Err(error));
        }
        let text = (self.text)(self.stream.draft()).text().unwrap_or_default();
        let piece = text.get(self.given..).unwrap_or_default();
        self.given = text.len();
        Some(Ok(piece))
    }

    /// Waits until the text is longer than what was given, or will not be.
    fn poll_more(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<(), Error>>> {
        loop {
            let draft = (self.text)(self.stream.draft());
            if draft.text().is_some_and(|text| text.len() > self.given) {
                return Poll::Ready(Some(Ok(())));
            }
            if draft.state().is_done() {
                return Poll::Ready(None);
            }
            match ready!(self.stream.poll_event(context)) {
                Some(Ok(_)) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<D: Dialect, T: ResponseFormat> fmt::Debug for Pieces<'_, T, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pieces")
            .field("given", &self.given)
            .finish_non_exhaustive()
    }
}
