//! Chat completions whose answers are types.

mod parsed;

pub use self::parsed::{ParsedChatCompletion, ParsedChoice};
pub use crate::answer::{
    Attempt, IntoItems, Items, NoDraft, Outcome, Pieces, Salvage, StreamEvents,
};
pub use crate::run::Answer;
pub use openai_client::chat::ChatEvent;

use crate::answer::{TypedStream, TypedStreamState};
use crate::batch::{SentBatch, TypedBatch};
use openai_client::chat::Chat;

/// A streamed chat completion that is read into `T` as it comes; from
/// [`ChatExt::stream`](crate::ChatExt::stream). See [`TypedStream`].
pub type ChatStream<T> = TypedStream<Chat, T>;

/// The same without IO. See [`TypedStreamState`].
pub type ChatStreamState<T> = TypedStreamState<Chat, T>;

/// A batch of requests for chat completions whose answers are `T`s, while it is written; from
/// [`ChatExt::batch`](crate::ChatExt::batch). See [`TypedBatch`].
pub type ChatBatch<T> = TypedBatch<Chat, T>;

/// The same once the service carries it out. See [`SentBatch`].
pub type SentChatBatch<T> = SentBatch<Chat, T>;
