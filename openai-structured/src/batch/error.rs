//! Why a batch, or a line of it, comes to nothing.

use super::{MOST_BYTES, MOST_REQUESTS};
use openai_client::batches::{Batch, BatchProblem};
use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why a batch, or a line of its files, comes to nothing.
///
/// What becomes of a request is said by its [`BatchAnswer`](super::BatchAnswer), and is none of these.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The id of a request is empty. The request is not in the batch.
    #[error("the id of a request is empty")]
    EmptyId,
    /// Another request has this id. This one is not in the batch.
    #[error("there is a request of the id {0:?} already")]
    SameId(String),
    /// The answer to a request would be streamed. The request is not in the batch.
    #[error("the request {0:?} asks for a stream, which a batch cannot give")]
    Streamed(String),
    /// A request asks for another model than those before it. It is not in the batch.
    #[error("the request {id:?} is for {model}, and the batch for {first}")]
    #[non_exhaustive]
    OtherModel {
        /// The id of the request.
        id: String,
        /// Its model.
        model: String,
        /// The model of the batch.
        first: String,
    },
    /// There are [`MOST_REQUESTS`] in the batch. This one is not.
    #[error("the batch has {MOST_REQUESTS} requests, which is the most that one takes")]
    TooManyRequests,
    /// With this request the file would have more than [`MOST_BYTES`]. It is not in the batch.
    #[error("the batch would have more than {} MB, which is the most that one takes", MOST_BYTES / 1_000_000)]
    TooManyBytes,
    /// There is nothing to be submitted.
    #[error("the batch has no requests")]
    NoRequests,
    /// The batch was submitted: this is its id. Another request needs another batch.
    #[error("the batch is submitted already, as {0}")]
    Submitted(String),
    /// The batch was submitted and it is not known whether the service has made it. It can be
    /// [submitted](super::TypedBatch::submit) again; another request needs another batch.
    #[error("the service may have made the batch already")]
    Asked,
    /// The file that the requests would be written to is there already. Nothing was done to it.
    #[error("the file {} exists already", .0.display())]
    FileExists(PathBuf),
    /// The file of the requests cannot be written. Nothing more can be done with the batch.
    #[error("the file {} cannot be written", path.display())]
    #[non_exhaustive]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A call failed, or a request cannot be written as JSON. No answers follow.
    #[error(transparent)]
    Client(#[from] openai_client::Error),
    /// The service refused the file of the requests and carried out none of them. The batch says why:
    /// [`Batch::problems`].
    #[error("the service refused the batch{}", Problems(.0.problems()))]
    Refused(Box<Batch>),
    /// The batch is for another path of the API than it was opened for, so its answers are of another kind.
    #[error("the batch is for {endpoint}, and was opened as one for {opened}")]
    #[non_exhaustive]
    OtherEndpoint {
        /// What it is for.
        endpoint: String,
        /// What it was opened for.
        opened: &'static str,
    },
    /// A line of the batch's files cannot be read. The others follow.
    #[error("line {line} of {file} is no answer: {error}")]
    #[non_exhaustive]
    Line {
        /// The id of the file.
        file: String,
        /// The number of the line, from 1.
        line: u64,
        /// What is wrong with it.
        error: openai_client::Error,
    },
    /// A line of the batch's files is too long to be read. The others follow.
    #[error("line {line} of {file} is too long to be an answer")]
    #[non_exhaustive]
    LongLine {
        /// The id of the file.
        file: String,
        /// The number of the line, from 1.
        line: u64,
    },
    /// A line of the batch's files answers a request that was answered before; what it says is not looked
    /// at. The others follow.
    #[error("line {line} of {file} answers the request {id:?} again")]
    #[non_exhaustive]
    Again {
        /// The id of the file.
        file: String,
        /// The number of the line, from 1.
        line: u64,
        /// The id of the request.
        id: String,
    },
    /// A line of the batch's files answers a request that the batch has not; what it says is not looked
    /// at. The others follow.
    #[error("line {line} of {file} answers the request {id:?}, which the batch has not")]
    #[non_exhaustive]
    Unasked {
        /// The id of the file.
        file: String,
        /// The number of the line, from 1.
        line: u64,
        /// The id of the request.
        id: String,
    },
}

impl BatchError {
    /// Whether it is about one line of the batch's files alone, so that other answers follow.
    pub fn is_of_a_line(&self) -> bool {
        matches!(
            self,
            Self::Line { .. } | Self::LongLine { .. } | Self::Again { .. } | Self::Unasked { .. }
        )
    }

    /// Whether the batch has no room for the request, which another may have.
    pub fn is_full(&self) -> bool {
        matches!(self, Self::TooManyRequests | Self::TooManyBytes)
    }

    /// The client's error, if a call failed or a line cannot be read.
    pub fn client(&self) -> Option<&openai_client::Error> {
        match self {
            Self::Client(error) | Self::Line { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Of what is wrong with a file the first, and how much more there is.
struct Problems<'a>(&'a [BatchProblem]);

impl fmt::Display for Problems<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, more)) = self.0.split_first() else {
            return Ok(());
        };
        if let Some(line) = first.line {
            write!(formatter, ", in line {line}")?;
        }
        if let Some(said) = first.message.as_ref().or(first.code.as_ref()) {
            write!(formatter, ": {}", crate::read::clipped(said))?;
        }
        match more.len() {
            0 => Ok(()),
            count => write!(formatter, " (and {count} more)"),
        }
    }
}
