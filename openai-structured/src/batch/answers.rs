//! The answers of a batch, as its files are received.

use super::account::{Account, Odd};
use super::error::BatchError;
use super::ids::Ids;
use super::lines::{Line, Lines};
use crate::AnswerFormat;
use crate::answer::{Parsed, explained};
use crate::dialect::Dialect;
use crate::error::Error;
use crate::many::{Kind, tokens_of_call};
use crate::schema::ResponseFormat;
use futures_core::Stream;
use openai_client::Download;
use openai_client::batches::OutputReader;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

/// What became of a request of a batch.
#[derive(Debug)]
#[non_exhaustive]
pub struct BatchAnswer<D: Dialect, T: ResponseFormat> {
    /// The name under which it was pushed.
    pub id: String,
    /// The place at which it was pushed, from 0, if that is known.
    pub index: Option<usize>,
    /// What the model answered, as by [`parse`](crate::ChatExt::parse). The error is the one that a call
    /// would have got, also where the service did not come to the request (its code is then such as
    /// `batch_expired`); or [`Unanswered`](crate::ErrorKind::Unanswered), if the batch ended without a
    /// word about it.
    pub result: Result<Parsed<D, T>, Error>,
}

impl<D: Dialect, T: ResponseFormat> BatchAnswer<D, T> {
    /// In a word, what became of the request.
    pub fn kind(&self) -> Kind {
        Kind::of_call(&self.result)
    }

    /// The value, if there is one.
    pub fn parsed(&self) -> Option<&T> {
        self.result.as_ref().ok()?.parsed()
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// Says what there is instead, as [`Parsed::into_parsed`].
    pub fn into_parsed(self) -> Result<T, Error> {
        self.result?.into_parsed()
    }

    /// The tokens used.
    pub fn tokens(&self) -> u64 {
        tokens_of_call(&self.result)
    }
}

/// The answers of a batch, in any order, each as soon as its line is there; from
/// [`DoneBatch::answers`](super::DoneBatch::answers).
///
/// No more than a line is in memory, and the names of the requests. Nothing is received before it is asked
/// for; dropping it gives up the rest.
///
/// # Errors
///
/// [Those of a line](BatchError::is_of_a_line) are about that line alone, and the others follow. Any other is
/// the last that comes; what came before it stands.
#[must_use = "nothing is received before it is asked for"]
pub struct BatchAnswers<D: Dialect, T> {
    resource: D,
    format: Option<AnswerFormat<T>>,
    /// The files that are still to come.
    files: VecDeque<String>,
    account: Account,
    reader: OutputReader,
    state: State,
}

type Opening = Pin<Box<dyn Future<Output = Result<Download, openai_client::Error>> + Send>>;

enum State {
    /// A file is asked for.
    Opening { file: String, opening: Opening },
    /// It comes.
    Reading {
        file: String,
        content: Box<Download>,
        lines: Lines,
    },
    /// All has come; what is left is what has not.
    Missing,
    /// Nothing more comes.
    Over,
}

impl<D: Dialect, T: ResponseFormat> BatchAnswers<D, T> {
    /// Begins with the first of these files.
    pub(super) async fn open(
        resource: D,
        format: Option<AnswerFormat<T>>,
        files: VecDeque<String>,
        ids: Option<Arc<Ids>>,
    ) -> Result<Self, BatchError> {
        let mut answers = Self {
            reader: resource.batches().reader()?,
            resource,
            format,
            files,
            account: Account::new(ids),
            state: State::Missing,
        };
        answers.open_next();
        if let State::Opening { file, opening } = &mut answers.state {
            let (file, content) = (std::mem::take(file), opening.await?);
            answers.state = reading(file, content);
        }
        Ok(answers)
    }

    /// The next answer; none at the end.
    ///
    /// # Errors
    ///
    /// See [`BatchAnswers`].
    pub async fn next(&mut self) -> Option<Result<BatchAnswer<D, T>, BatchError>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<BatchAnswer<D, T>, BatchError>>> {
        loop {
            let failed = match &mut self.state {
                State::Opening { file, opening } => match ready!(opening.as_mut().poll(context)) {
                    Ok(opened) => {
                        self.state = reading(std::mem::take(file), opened);
                        continue;
                    }
                    Err(error) => error,
                },
                State::Reading {
                    file,
                    content: body,
                    lines,
                } => {
                    if let Some(line) = lines.next() {
                        let file = file.clone();
                        return Poll::Ready(Some(self.answer(file, line)));
                    }
                    if lines.is_over() {
                        self.open_next();
                        continue;
                    }
                    match ready!(Pin::new(body.as_mut()).poll_next(context)) {
                        Some(Ok(piece)) => {
                            lines.push(&piece);
                            continue;
                        }
                        None => {
                            lines.end();
                            continue;
                        }
                        Some(Err(error)) => error,
                    }
                }
                State::Missing => {
                    let Some((index, id)) = self.account.next_missing() else {
                        self.state = State::Over;
                        continue;
                    };
                    let (index, result) = (Some(index), Err(Error::unanswered()));
                    return Poll::Ready(Some(Ok(BatchAnswer { id, index, result })));
                }
                State::Over => return Poll::Ready(None),
            };
            self.state = State::Over;
            return Poll::Ready(Some(Err(failed.into())));
        }
    }

    /// Asks for the next file, if there is one.
    fn open_next(&mut self) {
        self.state = match self.files.pop_front() {
            Some(file) => {
                let opening = Box::pin(self.resource.files().content(&file));
                State::Opening { file, opening }
            }
            None => State::Missing,
        };
    }

    /// What a line says.
    fn answer(&mut self, file: String, line: Line) -> Result<BatchAnswer<D, T>, BatchError> {
        let Line { number: line, text } = line;
        let Ok(text) = text else {
            return Err(BatchError::LongLine { file, line });
        };
        let output = match self.reader.read(text) {
            Ok(output) => output,
            Err(error) => return Err(BatchError::Line { file, line, error }),
        };
        let id = output.custom_id.clone();
        let index = match self.account.take(&id) {
            Ok(index) => index,
            Err(Odd::Again) => return Err(BatchError::Again { file, line, id }),
            Err(Odd::Unasked) => return Err(BatchError::Unasked { file, line, id }),
        };
        let result = match D::of_batch(output) {
            Ok(answer) => Ok(match &self.format {
                Some(format) => Parsed::with_format(answer, format),
                None => Parsed::new(answer),
            }),
            Err(error) => Err(explained::<T>(error)),
        };
        Ok(BatchAnswer { id, index, result })
    }
}

fn reading(file: String, content: Download) -> State {
    let (content, lines) = (Box::new(content), Lines::default());
    State::Reading {
        file,
        content,
        lines,
    }
}

/// Nothing in it is pinned but what is in a box.
impl<D: Dialect, T> Unpin for BatchAnswers<D, T> {}

impl<D: Dialect, T: ResponseFormat> Stream for BatchAnswers<D, T> {
    type Item = Result<BatchAnswer<D, T>, BatchError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<D: Dialect, T> fmt::Debug for BatchAnswers<D, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BatchAnswers")
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}
