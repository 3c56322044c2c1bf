//! Responses whose answers are types.

mod ext;
mod parsed;

pub use self::ext::ResponsesExt;
pub use self::parsed::ParsedResponse;
pub use openai_client::responses::ResponseEvent;

use crate::answer::{TypedStream, TypedStreamState};
use crate::batch::{SentBatch, TypedBatch};
use crate::run::{Run, RunError, RunStream};
use openai_client::responses::Responses;

/// A streamed response that is read into `T` as it comes; from [`ResponsesExt::stream`]. See
/// [`TypedStream`].
pub type ResponseStream<T> = TypedStream<Responses, T>;

/// The same without IO. See [`TypedStreamState`].
pub type ResponseStreamState<T> = TypedStreamState<Responses, T>;

/// A run of tools that has its answer; from [`ResponsesExt::run_tools`]. See [`Run`].
pub type ResponseRun<A> = Run<A, Responses>;

/// Why a run of tools has no answer; from [`ResponsesExt::run_tools`]. See [`RunError`].
pub type ResponseRunError = RunError<Responses>;

/// A run of tools that is streamed; from [`ResponsesExt::run_tools_streamed`]. See [`RunStream`].
pub type ResponseRunStream<'a, S, A> = RunStream<'a, S, A, Responses>;

/// A batch of requests for responses whose answers are `T`s, while it is written; from
/// [`ResponsesExt::batch`]. See [`TypedBatch`].
pub type ResponseBatch<T> = TypedBatch<Responses, T>;

/// The same once the service carries it out. See [`SentBatch`].
pub type SentResponseBatch<T> = SentBatch<Responses, T>;
