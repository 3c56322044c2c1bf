//! Chat completions whose answers are types.

pub(crate) mod answer;
mod ask;
mod attempt;
pub(crate) mod outcome;
mod parsed;
mod reask;
mod stream;
mod text;

pub use self::answer::Answer;
pub use self::attempt::Attempt;
pub use self::outcome::Outcome;
pub use self::parsed::{ParsedChatCompletion, ParsedChoice};
pub use self::stream::{ChatStream, ChatStreamState, IntoItems, Items, Pieces, StreamEvents};
pub use self::text::{NoDraft, Salvage};
pub use openai_client::chat::ChatEvent;

pub(crate) use self::ask::{format_of, place, with_usage};
pub(crate) use self::attempt::total_usage;
pub(crate) use self::reask::{Reask, complaint, is_the_models};
