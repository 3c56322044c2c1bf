//! Chat completions whose answers are types.

mod parsed;

pub use self::parsed::{ParsedChatCompletion, ParsedChoice};
pub use crate::answer::{
    Attempt, IntoItems, Items, NoDraft, Outcome, Pieces, Salvage, StreamEvents,
};
pub use crate::run::Answer;
pub use openai_client::chat::ChatEvent;

use crate::answer::{TypedStream, TypedStreamState};
use openai_client::chat::Chat;

/// A streamed chat completion that is read into `T` as it comes; from
/// [`ChatExt::stream`](crate::ChatExt::stream). See [`TypedStream`].
pub type ChatStream<T> = TypedStream<Chat, T>;

/// The same without IO. See [`TypedStreamState`].
pub type ChatStreamState<T> = TypedStreamState<Chat, T>;
